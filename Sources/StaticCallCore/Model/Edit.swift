/// A replacement of a byte range of one file.
public struct Edit: Hashable, Sendable {
  public var range: Range<Int>
  /// What must stand there, so that a file that changed since it was parsed is noticed.
  public var original: [UInt8]
  public var replacement: [UInt8]

  public init(at offset: Int, original: [UInt8], replacement: [UInt8]) {
    self.range = offset..<(offset + original.count)
    self.original = original
    self.replacement = replacement
  }
}

extension Edit {
  fileprivate func fits(_ text: [UInt8]) -> Bool {
    range.lowerBound >= 0 && range.upperBound <= text.count
      && text[range].elementsEqual(original)
  }
}

extension RandomAccessCollection {
  /// The first index whose element fulfils a condition that all later ones fulfil, too.
  public func partitioningIndex(where condition: (Element) -> Bool) -> Index {
    var (low, count) = (startIndex, count)
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if condition(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}

/// The edits of one file: sorted, disjoint and matching its bytes.
public struct EditList: Sendable {
  public enum Problem: Error, Equatable {
    /// Two edits claim these bytes.
    case overlap(Edit, Edit)
    /// The file does not hold what the edit expects.
    case mismatch(Edit)
  }

  public let edits: [Edit]

  /// Checks `edits`, in any order, against `text`. Duplicates count once.
  public init(_ edits: [Edit], for text: [UInt8]) throws(Problem) {
    let sorted = Set(edits).sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    for edit in sorted where !edit.fits(text) { throw .mismatch(edit) }
    for (before, after) in zip(sorted, sorted.dropFirst())
    where before.range.upperBound > after.range.lowerBound || before.range == after.range {
      throw .overlap(before, after)
    }
    self.edits = sorted
  }

  /// Whether a text, read again, still holds what the edits expect.
  public func fit(_ text: [UInt8]) -> Bool { edits.allSatisfy { $0.fits(text) } }

  /// `text[window]` with the edits applied. No edit may cross the window's borders.
  public func apply(to text: [UInt8], in window: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    var position = window.lowerBound
    // A file of many edits is asked for one line after the other.
    let first = edits.partitioningIndex { $0.range.lowerBound >= window.lowerBound }
    for edit in edits[first...].prefix(while: { $0.range.lowerBound < window.upperBound }) {
      result += text[position..<edit.range.lowerBound]
      result += edit.replacement
      position = edit.range.upperBound
    }
    return result + text[position..<window.upperBound]
  }

  public func apply(to text: [UInt8]) -> [UInt8] {
    apply(to: text, in: 0..<text.count)
  }
}
