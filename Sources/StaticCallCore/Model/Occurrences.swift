/// Finds the macros' names in bytes, before and without any parsing.
public enum Occurrences {
  private static let word = Array("static_call".utf8)

  /// Where identifiers that are one of the call macros' names start, in order.
  public static func names(in text: UnsafeBufferPointer<UInt8>) -> [Int] {
    var found: [Int] = []
    var position = 0
    while let start = find(in: text, from: position) {
      var end = start + word.count
      while end < text.count, isIdentifier(text[end]) { end += 1 }
      let begins = start == 0 || !isIdentifier(text[start - 1])
      if begins, Site.Form(rawValue: String(decoding: text[start..<end], as: UTF8.self)) != nil {
        found.append(start)
      }
      position = end
    }
    return found
  }

  /// The places of `static_call(` and its relatives in a file that no unit includes. Comments and
  /// strings are not told apart there.
  static func calls(in text: [UInt8], of file: String) -> [Place] {
    let lines = LineTable(text)
    return text.withUnsafeBufferPointer { names(in: $0) }
      .filter { start in
        let behind = text[start...].drop(while: isIdentifier).drop(while: { $0 == 0x20 || $0 == 0x09 })
        return behind.first == UInt8(ascii: "(")
      }
      .map { lines.place(of: $0, in: file) }
  }

  private static func find(in text: UnsafeBufferPointer<UInt8>, from: Int) -> Int? {
    guard text.count >= word.count else { return nil }
    var position = from
    while position <= text.count - word.count {
      if text[position] == word[0], text[position..<(position + word.count)].elementsEqual(word) {
        return position
      }
      position += 1
    }
    return nil
  }

  private static func isIdentifier(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
      true
    default: false
    }
  }
}

/// Where each line of a text starts.
public struct LineTable: Sendable {
  public let starts: [Int]
  public let length: Int

  public init(_ text: [UInt8]) {
    var starts = [0]
    for (offset, byte) in text.enumerated() where byte == 0x0a { starts.append(offset + 1) }
    if starts.count > 1, starts.last == text.count { starts.removeLast() }
    self.starts = starts
    self.length = text.count
  }

  /// The index, from 0, of the line that holds `offset`.
  public func line(at offset: Int) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The bytes of a line, its newline included.
  public func range(of line: Int) -> Range<Int> {
    starts[line]..<(line + 1 < starts.count ? starts[line + 1] : length)
  }

  public func place(of offset: Int, in file: String) -> Place {
    let line = line(at: offset)
    return Place(file: file, offset: offset, line: line + 1, column: offset - starts[line] + 1)
  }
}
