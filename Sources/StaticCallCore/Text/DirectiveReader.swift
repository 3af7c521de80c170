/// Follows the identifiers of a file, those in directives apart.
struct DirectiveReader {
  enum Event {
    /// Nil if a macro has to be expanded for the name.
    case include(String?)
    /// A `#define` or `#undef` of this name.
    case definition(String, offset: Int)
    /// An identifier, and the macro in whose body it stands.
    case word(String, offset: Int, macro: String?)
  }

  private var lexer: CodeLexer
  private var macro: String?

  init(_ text: UnsafeBufferPointer<UInt8>) {
    lexer = CodeLexer(text)
  }

  /// Whether a parenthesis follows the last event's word.
  var isCalled: Bool {
    var ahead = lexer
    return ahead.next() == .other(UInt8(ascii: "("))
  }

  mutating func next() -> Event? {
    while let lexeme = lexer.next() {
      switch lexeme {
      case .endOfLine:
        macro = nil
      case .directive:
        if let event = directive() { return event }
      case .word(let name, let offset):
        return .word(name, offset: offset, macro: macro)
      case .other: break
      }
    }
    return nil
  }

  private mutating func directive() -> Event? {
    guard case .word(let kind, _)? = lexer.next() else {
      macro = nil
      return nil
    }
    switch kind {
    case "include", "include_next", "import":
      return .include(lexer.headerName())
    case "define", "undef":
      guard case .word(let name, let offset)? = lexer.next() else { return nil }
      macro = kind == "define" ? name : nil
      return .definition(name, offset: offset)
    default: break
    }
    return nil
  }
}
