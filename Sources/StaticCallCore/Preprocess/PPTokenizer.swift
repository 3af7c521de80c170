/// Cuts a logical line into preprocessing tokens. Only their spelling is kept: `u8"x"` is a word
/// and a string here, which makes no difference to a condition.
struct PPTokenizer {
  /// A token with its text still as bytes of the line.
  struct Piece {
    var kind: PPToken.Kind
    var isSpaced: Bool
    var range: Range<Int>
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var position: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) {
    self.bytes = bytes
    position = start
  }

  mutating func next() -> Piece? {
    var isSpaced = false
    while position < bytes.count, CharacterClass.isBlank(bytes[position]) {
      position += 1
      isSpaced = true
    }
    guard position < bytes.count else { return nil }
    let start = position
    let kind = advance()
    return Piece(kind: kind, isSpaced: isSpaced, range: start..<position)
  }

  private mutating func advance() -> PPToken.Kind {
    let byte = bytes[position]
    let following = position + 1 < bytes.count ? bytes[position + 1] : 0
    if CharacterClass.isDigit(byte)
      || byte == UInt8(ascii: ".") && CharacterClass.isDigit(following)
    {
      skipNumber()
      return .number
    }
    if CharacterClass.isIdentifier(byte) {
      while position < bytes.count, CharacterClass.isIdentifier(bytes[position]) { position += 1 }
      return .identifier
    }
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
      skipLiteral(byte)
      return byte == UInt8(ascii: "'") ? .character : .string
    }
    position += Punctuators.length(at: position, in: bytes)
    return .punctuator
  }

  /// C11, 6.4.8, and C23's digit separators.
  private mutating func skipNumber() {
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      let last = bytes[position - 1] | 0x20
      if CharacterClass.isIdentifier(byte) || byte == UInt8(ascii: ".") {
        position += 1
      } else if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"),
        last == UInt8(ascii: "e") || last == UInt8(ascii: "p")
      {
        position += 1
      } else if byte == UInt8(ascii: "'"), position + 1 < bytes.count,
        CharacterClass.isIdentifier(bytes[position + 1])
      {
        position += 2
      } else {
        return
      }
    }
  }

  private mutating func skipLiteral(_ quote: UInt8) {
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += byte == UInt8(ascii: "\\") ? 2 : 1
      if byte == quote { break }
    }
    position = min(position, bytes.count)
  }
}

private enum Punctuators {
  private static let long: [[UInt8]] = [
    "%:%:", "<<=", ">>=", "...", "##", "&&", "||", "==", "!=", "<=", ">=", "<<", ">>", "->", "++",
    "--", "%:", "<:", ":>", "<%", "%>", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
  ].map { Array($0.utf8) }

  static func length(at start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let rest = bytes[start...]
    return long.first { rest.starts(with: $0) }?.count ?? 1
  }
}
