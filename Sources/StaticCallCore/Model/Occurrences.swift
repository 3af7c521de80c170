/// Finds the call macros' names in bytes, before and without any parsing.
public enum Occurrences {
  /// Where identifiers that are a call macro's name start, in order. Those in comments, literals and
  /// names of headers do not count; line splices within a name are seen through.
  public static func names(
    in text: UnsafeBufferPointer<UInt8>, of macros: CallMacros
  ) -> [Int] {
    lexemes(in: text, of: macros).map(\.offset)
  }

  /// The places of `static_call(` and its relatives in a file that no unit includes.
  static func calls(in text: [UInt8], of file: String, macros: CallMacros) -> [Place] {
    let lines = LineTable(text)
    return text.withUnsafeBufferPointer { lexemes(in: $0, of: macros) }
      .filter(\.isCalled).map { lines.place(of: $0.offset, in: file) }
  }

  /// - Returns: the names' offsets, and whether a parenthesis follows.
  private static func lexemes(
    in text: UnsafeBufferPointer<UInt8>, of macros: CallMacros
  ) -> [(offset: Int, isCalled: Bool)] {
    // Most files have none, and are not looked at byte by byte.
    guard macros.needles.contains(where: { $0.isIn(text) }) || LineSplice.isInWord(text)
    else { return [] }
    var found: [(offset: Int, isCalled: Bool)] = []
    var lexer = DirectiveReader(text)
    while let event = lexer.next() {
      switch event {
      case .word(let name, let offset, _), .definition(let name, let offset):
        if macros.form(of: name) != nil { found.append((offset, lexer.isCalled)) }
      case .include: break
      }
    }
    return found
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
    text.withUnsafeBufferPointer { text in
      ByteSearch.forEach(0x0a, in: text) { starts.append($0 + 1) }
    }
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
