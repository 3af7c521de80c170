/// Where things end in C text that a line splice may stand in anywhere (C11, 5.1.1.2, phases 2 and 3).
enum Lexical {
  /// The offset behind the preprocessing number that begins at an offset, digit separators included
  /// (C23, 6.4.8).
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

  /// The offset behind the literal that a quote begins; one without an end reaches to that of the line.
  static func literalEnd(at quote: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var position = quote + 1
    while position < text.count, text[position] != UInt8(ascii: "\n") {
      if let end = LineSplice.end(at: position, in: text) {
        position = end
      } else if text[position] == UInt8(ascii: "\\") {
        position += 2
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
