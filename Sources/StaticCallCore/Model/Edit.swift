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
    for edit in sorted {
      guard edit.range.upperBound <= text.count, text[edit.range].elementsEqual(edit.original)
      else { throw .mismatch(edit) }
    }
    for (before, after) in zip(sorted, sorted.dropFirst())
    where before.range.upperBound > after.range.lowerBound || before.range == after.range {
      throw .overlap(before, after)
    }
    self.edits = sorted
  }

  /// `text[window]` with the edits applied. No edit may cross the window's borders.
  public func apply(to text: [UInt8], in window: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    var position = window.lowerBound
    for edit in edits where window.contains(edit.range.lowerBound) {
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
