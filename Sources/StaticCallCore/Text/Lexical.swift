/// Where things end in C text that a line splice may stand in anywhere (C11, 5.1.1.2, phases 2 and
/// 3).
enum Lexical {
  /// The offset behind the preprocessing number that begins at an offset, digit separators
  /// included (C23, 6.4.8).
  static func numberEnd(at start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var position = start
    while position < text.count {
      let byte = text[position]
      let separates =
        byte == UInt8(ascii: "'") && position + 1 < text.count
        && CharacterClass.isIdentifier(text[position + 1])
      guard CharacterClass.isIdentifier(byte) || byte == UInt8(ascii: ".") || separates else {
        break
      }
      position += 1
    }
    return position
  }

  /// The offset behind the literal that a quote begins; one without an end reaches to that of the
  /// line.
  static func literalEnd(at quote: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var position = quote + 1
    while position < text.count, text[position] != UInt8(ascii: "\n") {
      if let end = LineSplice.end(at: position, in: text) {
        position = end
      } else if text[position] == UInt8(ascii: "\\") {
        // What it escapes may stand behind a splice.
        position = LineSplice.skip(position + 1, in: text) + 1
      } else {
        position += 1
        if text[position - 1] == text[quote] { return position }
      }
    }
    return min(position, text.count)
  }
}

/// C11, 6.4.9.
enum Comment {
  /// The offset behind the comment that begins at a slash; nil if none does. One without an end
  /// reaches to the end of the text.
  static func end(at slash: Int, in text: UnsafeBufferPointer<UInt8>) -> Int? {
    let start = LineSplice.skip(slash + 1, in: text)
    guard start < text.count else { return nil }
    switch text[start] {
    case UInt8(ascii: "/"):
      var position = start + 1
      while true {
        position = ByteSearch.first(UInt8(ascii: "\n"), in: text, from: position)
        guard position < text.count else { return text.count }
        // A comment goes on behind a splice.
        var back = position - 1
        while back > start, [0x20, 0x09, 0x0d].contains(text[back]) { back -= 1 }
        guard back > start, text[back] == UInt8(ascii: "\\") else { return position }
        position += 1
      }
    case UInt8(ascii: "*"):
      var position = start + 1
      while position < text.count {
        position = ByteSearch.first(UInt8(ascii: "*"), in: text, from: position) + 1
        let next = LineSplice.skip(position, in: text)
        if next < text.count, text[next] == UInt8(ascii: "/") { return next + 1 }
      }
      return text.count
    default:
      return nil
    }
  }
}

/// What bytes may be part of.
enum CharacterClass {
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Of an identifier, not its first byte alone; as gcc and clang have it, `$` and UTF-8 included.
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

extension LineSplice {
  /// The offset behind the splices that stand at one, if any.
  static func skip(_ offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var offset = offset
    while offset < text.count, let end = end(at: offset, in: text) { offset = end }
    return offset
  }

  /// Whether a line splice stands within an identifier, where no search for a word finds it.
  static func isInWord(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var found = false
    ByteSearch.forEach(UInt8(ascii: "\\"), in: text) { offset in
      guard !found, offset > 0, CharacterClass.isIdentifier(text[offset - 1]),
        let end = end(at: offset, in: text), end < text.count
      else { return }
      found = CharacterClass.isIdentifier(text[end]) || text[end] == UInt8(ascii: "\\")
    }
    return found
  }
}
