import CClang
import StaticCallCore

/// One lexical token with its bytes' place.
struct Token {
  enum Kind {
    case word, punctuation, literal, comment
  }

  var kind: Kind
  /// Without line splices before the first character.
  var range: Range<Int>
  /// Without line splices.
  var text: String
  /// The line splices within the token, as bytes.
  var splices: [UInt8]
}

extension ParsedUnit {
  /// The tokens of a file, before any macro is expanded.
  func tokens(of file: File) -> [Token] {
    let c = clang.c
    let range = c.clang_getRange(
      c.clang_getLocationForOffset(handle, file.handle, 0),
      c.clang_getLocationForOffset(handle, file.handle, UInt32(clamping: contents(of: file).count)))
    var first: UnsafeMutablePointer<CXToken>?
    var count: UInt32 = 0
    c.clang_tokenize(handle, range, &first, &count)
    guard let first else { return [] }
    defer { c.clang_disposeTokens(handle, first, count) }
    let text = contents(of: file)
    return UnsafeBufferPointer(start: first, count: Int(count)).compactMap { token in
      let extent = c.clang_getTokenExtent(handle, token)
      guard let start = offset(c.clang_getRangeStart(extent)),
        let end = offset(c.clang_getRangeEnd(extent)), start.offset <= end.offset
      else { return nil }
      let kind: Token.Kind =
        switch c.clang_getTokenKind(token) {
        case CXToken_Comment: .comment
        case CXToken_Literal: .literal
        case CXToken_Punctuation: .punctuation
        default: .word
        }
      return ParsedUnit.token(kind, start.offset..<end.offset, in: text)
    }
  }

  /// Takes line splices out of a token's text and aside.
  private static func token(
    _ kind: Token.Kind, _ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>
  ) -> Token {
    var start = range.lowerBound
    var plain: [UInt8] = []
    var splices: [UInt8] = []
    var position = range.lowerBound
    while kind != .comment, position < min(range.upperBound, text.count) {
      if let end = LineSplice.end(at: position, in: text) {
        if plain.isEmpty { start = end } else { splices += text[position..<end] }
        position = end
      } else {
        plain.append(text[position])
        position += 1
      }
    }
    return Token(
      kind: kind, range: min(start, range.upperBound)..<range.upperBound,
      text: String(decoding: plain, as: UTF8.self), splices: splices)
  }
}

/// Questions about a file's token sequence.
struct TokenSequence {
  private let tokens: [Token]
  private let byStart: [Int: Int]

  init(_ tokens: [Token]) {
    self.tokens = tokens.filter { $0.kind != .comment }
    byStart = Dictionary(
      uniqueKeysWithValues: self.tokens.enumerated().map { ($1.range.lowerBound, $0) })
  }

  /// Whether an identifier starts at this byte; false within comments and literals.
  func isWord(at offset: Int) -> Bool {
    byStart[offset].map { tokens[$0].kind == .word } ?? false
  }

  /// The token that starts at a byte.
  func token(at offset: Int) -> Token? { byStart[offset].map { tokens[$0] } }

  /// The callee `name ( argument )` that starts at a byte.
  struct Callee {
    var tokens: ArraySlice<Token>
    var name: Token
    var end: Int
    /// Its argument, if that is one identifier.
    var argument: Token?
    /// Whether an argument list follows, parentheses around the callee disregarded.
    var isCalled: Bool
    /// Whether a directive stands between the tokens.
    var hasDirective: Bool
  }

  /// The first argument of the macro use that starts at a byte, if that is one identifier.
  func firstArgument(at offset: Int) -> Token? {
    guard let first = byStart[offset], first + 3 < tokens.count, tokens[first + 1].text == "(",
      tokens[first + 2].kind == .word, [",", ")"].contains(tokens[first + 3].text)
    else { return nil }
    return tokens[first + 2]
  }

  /// Whether the name at a byte is that of an `#undef`.
  func isUndefined(at offset: Int) -> Bool {
    guard let index = byStart[offset], index >= 2, tokens[index - 1].text == "undef" else {
      return false
    }
    return tokens[index - 2].text == "#" || tokens[index - 2].text == "%:"
  }

  /// Whether a token in a macro's body is an operand of `##`, so that it never stands for itself.
  func isPasted(at offset: Int) -> Bool {
    guard let index = byStart[offset] else { return false }
    return [index - 1, index + 1].filter(tokens.indices.contains)
      .contains { tokens[$0].text == "##" || tokens[$0].text == "%:%:" }
  }

  /// The parameters of the macro whose definition, of the text's bytes, starts with the name at
  /// one.
  func parameters(
    ofMacroAt offset: Int, in text: UnsafeBufferPointer<UInt8>
  ) -> Set<String> {
    guard let index = byStart[offset], index + 1 < tokens.count, tokens[index + 1].text == "("
    else { return [] }
    // With anything but splices between the two the parenthesis is part of the body.
    var position = tokens[index].range.upperBound
    while let end = LineSplice.end(at: position, in: text) { position = end }
    guard position == tokens[index + 1].range.lowerBound else { return [] }
    let list = tokens[(index + 2)...].prefix { $0.text != ")" }
    return Set(list.filter { $0.kind == .word }.map(\.text))
  }

  /// - Parameter definition: the macro definition in whose body it is, if it is in one. Nothing
  ///   behind the definition belongs to the call.
  func callee(at offset: Int, in definition: Range<Int>? = nil) -> Callee? {
    guard let first = byStart[offset], first + 1 < tokens.count, tokens[first + 1].text == "("
    else { return nil }
    var depth = 0
    var last = first + 1
    while last < tokens.count {
      if tokens[last].text == "(" { depth += 1 }
      if tokens[last].text == ")" { depth -= 1 }
      if depth == 0 { break }
      last += 1
    }
    guard last < tokens.count else { return nil }
    let inner = tokens[(first + 2)..<last]
    return Callee(
      tokens: tokens[first...last], name: tokens[first], end: tokens[last].range.upperBound,
      argument: inner.count == 1 && inner.first?.kind == .word ? inner.first : nil,
      isCalled: isCalled(first, last, in: definition),
      hasDirective: tokens[first...last].contains { $0.text == "#" || $0.text == "%:" })
  }

  /// Words behind which an expression may begin with a parenthesis. Behind any other, the
  /// parenthesis is that word's own: typeof, sizeof, if, a function, a macro.
  private static let beforeExpressions: Set<String> = [
    "return", "else", "do", "case", "__extension__",
  ]

  private func isCalled(_ first: Int, _ last: Int, in definition: Range<Int>?) -> Bool {
    var (before, behind) = (first - 1, last + 1)
    func text(_ index: Int) -> String? {
      guard index < tokens.count else { return nil }
      if let definition, tokens[index].range.upperBound > definition.upperBound { return nil }
      return tokens[index].text
    }
    while before >= 0, tokens[before].text == "(", text(behind) == ")",
      isExpression(at: before, in: definition)
    {
      before -= 1
      behind += 1
    }
    return text(behind) == "("
  }

  private func isExpression(at parenthesis: Int, in definition: Range<Int>?) -> Bool {
    guard parenthesis > 0 else { return true }
    let before = tokens[parenthesis - 1]
    return before.kind != .word || TokenSequence.beforeExpressions.contains(before.text)
      || before.range.lowerBound == definition?.lowerBound
  }
}
