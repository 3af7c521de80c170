/// A macro's definition, cut into tokens when it is first needed: most never are.
final class Macro: Sendable {
  typealias Name = NameTable.Name

  /// Nil for an object-like macro.
  let parameters: [Name]?
  let isVariadic: Bool
  let body: [PPToken]
  /// Of the text: macros that are spelt alike are alike (C11, 6.10.3).
  let hash: ContentHash
  /// The identifiers in the body.
  let identifiers: [Name]

  /// - Parameter text: what stands behind the name.
  init(_ text: UnsafeBufferPointer<UInt8>, _ names: NameTable) {
    hash = ContentHash(UnsafeRawBufferPointer(text))
    var tokenizer = PPTokenizer(text)
    var tokens: [PPToken] = []
    while let piece = tokenizer.next() {
      tokens.append(
        PPToken(
          kind: piece.kind, isSpaced: piece.isSpaced,
          text: names.name(String(decoding: text[piece.range], as: UTF8.self))))
    }
    var parameters: [Name]?
    var isVariadic = false
    if let first = tokens.first, !first.isSpaced, names.text(first.text) == "(" {
      let end = tokens.firstIndex { names.text($0.text) == ")" } ?? tokens.count - 1
      var found: [Name] = []
      for token in tokens[1..<max(1, end)] {
        if token.kind == .identifier {
          found.append(token.text)
        } else if names.text(token.text) == "..." {
          // `args...` names what is otherwise __VA_ARGS__ (gcc).
          let isNamed =
            tokens[1..<end].last { $0.text == token.text } != nil
            && names.text(tokens[end - 1].text) == "..." && end >= 2
            && tokens[end - 2].kind == .identifier
          if !isNamed { found.append(names.name("__VA_ARGS__")) }
          isVariadic = true
        }
      }
      parameters = found
      tokens.removeSubrange(...end)
      if !tokens.isEmpty { tokens[0].isSpaced = false }
    }
    self.parameters = parameters
    self.isVariadic = isVariadic
    body = tokens
    identifiers = Array(Set(tokens.filter { $0.kind == .identifier }.map(\.text))).sorted()
  }
}

/// What a name stands for at a point of a unit.
enum Binding {
  case undefined
  case macro(Macro)
  /// It may have several definitions, or one or none.
  case unknown
}
