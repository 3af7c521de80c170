/// Cuts C text into what a survey looks at: identifiers, and where directives and lines begin and
/// end. Comments, literals and numbers are passed over; line splices are seen through (C11, 5.1.1.2,
/// phases 2 and 3). It neither expands nor evaluates anything.
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
  private var position = 0
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
      case UInt8(ascii: "/") where skipComment():
        continue
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
        skipLiteral(until: byte)
        return .other(byte)
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        skipNumber()
        return .other(byte)
      case _ where Occurrences.isIdentifier(byte):
        let start = position
        return .word(identifier(), offset: start)
      default:
        position += 1
        return .other(byte)
      }
    }
    return nil
  }

  /// What an #include names, called behind that word: the text between `<>` or `""`; nil if a macro
  /// has to be expanded for it.
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

  /// Where the line splices that start at an offset, if any, end.
  private func unspliced(_ offset: Int) -> Int {
    var offset = offset
    while offset < text.count, let end = LineSplice.end(at: offset, in: text) { offset = end }
    return offset
  }

  private func byteBehind(_ offset: Int) -> UInt8? {
    offset + 1 < text.count ? text[offset + 1] : nil
  }

  private mutating func identifier() -> String {
    var plain: [UInt8] = []
    while position < text.count {
      if let end = LineSplice.end(at: position, in: text) {
        position = end
      } else if Occurrences.isIdentifier(text[position]) {
        plain.append(text[position])
        position += 1
      } else {
        break
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  /// A preprocessing number, digit separators included (C23, 6.4.8).
  private mutating func skipNumber() {
    while position < text.count {
      let byte = text[position]
      let separates =
        byte == UInt8(ascii: "'")
        && byteBehind(position).map(Occurrences.isIdentifier)
          == true
      guard Occurrences.isIdentifier(byte) || byte == UInt8(ascii: ".") || separates else { return }
      position += 1
    }
  }

  private mutating func skipLiteral(until end: UInt8) {
    position += 1
    while position < text.count, text[position] != 0x0a {
      if let splice = LineSplice.end(at: position, in: text) {
        position = splice
      } else if text[position] == UInt8(ascii: "\\") {
        position += 2
      } else {
        position += 1
        if text[position - 1] == end { return }
      }
    }
    position = min(position, text.count)
  }

  /// False if this slash begins no comment.
  private mutating func skipComment() -> Bool {
    let start = unspliced(position + 1)
    guard start < text.count else { return false }
    switch text[start] {
    case UInt8(ascii: "/"):
      position = start + 1
      while position < text.count, text[position] != 0x0a {
        position = LineSplice.end(at: position, in: text) ?? position + 1
      }
      return true
    case UInt8(ascii: "*"):
      position = start + 1
      while position < text.count {
        position = ByteSearch.first(UInt8(ascii: "*"), in: text, from: position) + 1
        let next = unspliced(position)
        if next < text.count, text[next] == UInt8(ascii: "/") {
          position = next + 1
          break
        }
      }
      position = min(position, text.count)
      return true
    default:
      return false
    }
  }
}
