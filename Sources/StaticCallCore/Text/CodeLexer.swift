/// Cuts C text into what a survey looks at: identifiers, and where directives and lines begin and
/// end. Comments, literals and numbers are passed over; line splices are seen through (C11,
/// 5.1.1.2, phases 2 and 3). It neither expands nor evaluates anything.
struct CodeLexer {
  enum Lexeme: Equatable {
    case word(String, offset: Int)
    /// A `#` or `%:` that is the first on its line.
    case directive
    case endOfLine
    /// Anything else that is one character.
    case other(UInt8)
  }

  private let text: UnsafeBufferPointer<UInt8>
  private(set) var position = 0
  private var isLineStart = true

  init(_ text: UnsafeBufferPointer<UInt8>) {
    self.text = text
    if text.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  /// Nil at the end of the text.
  mutating func next() -> Lexeme? {
    while position < text.count {
      let byte = text[position]
      if let end = LineSplice.end(at: position, in: text) {
        position = end
        continue
      }
      switch byte {
      case 0x0a:
        position += 1
        isLineStart = true
        return .endOfLine
      case 0x20, 0x09, 0x0b, 0x0c, 0x0d:
        position += 1
        continue
      case UInt8(ascii: "/"):
        if let end = Comment.end(at: position, in: text) {
          position = end
          continue
        }
      default: break
      }
      defer { isLineStart = false }
      switch byte {
      case UInt8(ascii: "#") where isLineStart:
        position += 1
        return .directive
      case UInt8(ascii: "%") where isLineStart && byteBehind(position) == UInt8(ascii: ":"):
        position += 2
        return .directive
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        position = Lexical.literalEnd(at: position, in: text)
        return .other(byte)
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        position = Lexical.numberEnd(at: position, in: text)
        return .other(byte)
      case _ where CharacterClass.isIdentifier(byte):
        let start = position
        return .word(identifier(), offset: start)
      default:
        position += 1
        return .other(byte)
      }
    }
    return nil
  }

  /// Goes to the end of the line.
  ///
  /// - Returns: how many lexemes there were.
  @discardableResult
  mutating func skipLine() -> Int {
    var count = 0
    while true {
      let before = position
      guard let lexeme = next() else { return count }
      if lexeme == .endOfLine {
        // That is the next to be read.
        position = before
        return count
      }
      count += 1
    }
  }

  /// What an #include names, called behind that word: the text between `<>` or `""`; nil if a
  /// macro has to be expanded for it.
  mutating func headerName() -> String? {
    while position < text.count, text[position] == 0x20 || text[position] == 0x09 { position += 1 }
    guard position < text.count else { return nil }
    let end: UInt8
    switch text[position] {
    case UInt8(ascii: "<"): end = UInt8(ascii: ">")
    case UInt8(ascii: "\""): end = UInt8(ascii: "\"")
    default: return nil
    }
    let name = text[(position + 1)...].prefix { $0 != end && $0 != 0x0a }
    position = min(name.endIndex + 1, text.count)
    return String(decoding: name, as: UTF8.self)
  }

  private func byteBehind(_ offset: Int) -> UInt8? {
    offset + 1 < text.count ? text[offset + 1] : nil
  }

  private mutating func identifier() -> String {
    var plain: [UInt8] = []
    while position < text.count {
      if let end = LineSplice.end(at: position, in: text) {
        position = end
      } else if CharacterClass.isIdentifier(text[position]) {
        plain.append(text[position])
        position += 1
      } else {
        break
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }
}
