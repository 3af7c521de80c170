/// Finds the macros' names in bytes, before and without any parsing.
public enum Occurrences {
  private static let word = Array("static_call".utf8)
  private static let needle = Needle("static_call")

  /// Where identifiers that are one of the call macros' names start, in order. Line splices within
  /// a name are seen through.
  public static func names(in text: UnsafeBufferPointer<UInt8>) -> [Int] {
    // Most files have none, and are not looked at byte by byte.
    guard needle.isIn(text) || FileFacts.hasSplicedWord(text) else { return [] }
    var found: [Int] = []
    var position = 0
    while position + word.count <= text.count {
      let begins = position == 0 || !isIdentifier(text[position - 1])
      if text[position] == word[0], begins, let name = identifier(at: position, in: text) {
        if Site.Form(rawValue: name.text) != nil { found.append(position) }
        position = name.end
      } else {
        position += 1
      }
    }
    return found
  }

  /// The identifier that starts at a byte if it starts as the macros' names do.
  private static func identifier(
    at start: Int, in text: UnsafeBufferPointer<UInt8>
  ) -> (text: String, end: Int)? {
    var plain: [UInt8] = []
    var position = start
    while position < text.count {
      if let end = LineSplice.end(at: position, in: text) {
        position = end
      } else if isIdentifier(text[position]) {
        if plain.count < word.count, text[position] != word[plain.count] { return nil }
        plain.append(text[position])
        position += 1
      } else {
        break
      }
    }
    return plain.count < word.count ? nil : (String(decoding: plain, as: UTF8.self), position)
  }

  /// The places of `static_call(` and its relatives in a file that no unit includes. Comments and
  /// strings are not told apart there.
  static func calls(in text: [UInt8], of file: String) -> [Place] {
    let lines = LineTable(text)
    return text.withUnsafeBufferPointer { names(in: $0) }
      .filter { start in
        let behind = text[start...].drop(while: isIdentifier).drop(while: {
          $0 == 0x20 || $0 == 0x09
        })
        return behind.first == UInt8(ascii: "(")
      }
      .map { lines.place(of: $0, in: file) }
  }

  static func isIdentifier(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
      true
    default: false
    }
  }
}

/// C11, 5.1.1.2, phase 2: a backslash before a newline joins lines, within tokens too. As gcc and
/// clang do, blanks between the two are passed over.
public enum LineSplice {
  /// The byte behind the splice that starts at a byte; nil if none does.
  public static func end(at start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard text[start] == UInt8(ascii: "\\") else { return nil }
    var position = start + 1
    while position < text.count, [0x20, 0x09, 0x0d].contains(text[position]) { position += 1 }
    return position < text.count && text[position] == 0x0a ? position + 1 : nil
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
