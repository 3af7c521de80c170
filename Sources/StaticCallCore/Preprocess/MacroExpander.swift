/// Expands macros in the tokens of a condition or an `#include` (C11, 6.10.3). What depends on an
/// unknown macro becomes an unknown token.
struct MacroExpander {
  typealias Name = NameTable.Name

  /// What the expander asks whoever knows the unit.
  struct Scope {
    var binding: (Name) -> Binding
    /// What `defined`, `__has_include(…)` and the like, with the tokens in their parentheses, say;
    /// nil if that is unknown. Not called for anything else.
    var answer: (_ function: Name, _ operand: [PPToken]) -> Bool?
    /// Whether an identifier asks for an answer.
    var isQuestion: (Name) -> Bool
  }

  private let scope: Scope
  private let symbols: Symbols
  private let names: NameTable
  /// How many tokens an expansion may make: conditions are short, and bombs are not followed.
  private var budget = 100_000

  /// Spellings that expansion looks for.
  struct Symbols: Sendable {
    let open, close, comma, hash, paste, optional, one, zero, arguments: Name

    init(_ names: NameTable) {
      (open, close) = (names.name("("), names.name(")"))
      comma = names.name(",")
      hash = names.name("#")
      paste = names.name("##")
      optional = names.name("__VA_OPT__")
      one = names.name("1")
      zero = names.name("0")
      arguments = names.name("__VA_ARGS__")
    }
  }

  init(_ scope: Scope, _ symbols: Symbols, _ names: NameTable) {
    self.scope = scope
    self.symbols = symbols
    self.names = names
  }

  /// - Parameter isCondition: whether questions are answered in it.
  static func expand(
    _ tokens: [PPToken], isCondition: Bool, _ scope: Scope, _ symbols: Symbols, _ names: NameTable
  ) -> [PPToken] {
    var expander = MacroExpander(scope, symbols, names)
    return expander.expand(tokens, isCondition: isCondition, within: [])
  }

  /// Tokens that are read, those of macros' bodies before the rest.
  private struct Input {
    var levels: [(tokens: [PPToken], next: Int, macro: Name?)]
    var active: Set<Name>

    mutating func next() -> PPToken? {
      while let last = levels.indices.last {
        if levels[last].next < levels[last].tokens.count {
          defer { levels[last].next += 1 }
          return levels[last].tokens[levels[last].next]
        }
        if let macro = levels[last].macro { active.remove(macro) }
        levels.removeLast()
      }
      return nil
    }

    /// The next token, if any, without taking it.
    var peek: PPToken? {
      for level in levels.reversed() where level.next < level.tokens.count {
        return level.tokens[level.next]
      }
      return nil
    }
  }

  private mutating func expand(
    _ tokens: [PPToken], isCondition: Bool, within active: Set<Name>
  ) -> [PPToken] {
    var input = Input(levels: [(tokens, 0, nil)], active: active)
    var output: [PPToken] = []
    while let token = input.next() {
      budget -= 1
      guard budget > 0 else { return [unknown(token)] }
      guard token.kind == .identifier else {
        output.append(token)
        continue
      }
      if isCondition, scope.isQuestion(token.text) {
        output.append(answer(token, &input))
        continue
      }
      switch scope.binding(token.text) {
      case .undefined: output.append(token)
      case .unknown: output.append(unknown(token))
      case .macro where input.active.contains(token.text):
        output.append(PPToken(kind: .painted, isSpaced: token.isSpaced, text: token.text))
      case .macro(let macro):
        guard macro.parameters != nil else {
          push(pasted(substituted(macro, [:])), token, &input)
          continue
        }
        guard input.peek?.text == symbols.open, let arguments = arguments(of: macro, &input) else {
          output.append(token)
          continue
        }
        push(pasted(substituted(macro, arguments, within: input.active)), token, &input)
      }
    }
    return output
  }

  private func unknown(_ token: PPToken) -> PPToken {
    PPToken(kind: .unknown, isSpaced: token.isSpaced, text: token.text)
  }

  private func push(_ body: [PPToken], _ token: PPToken, _ input: inout Input) {
    var body = body
    if !body.isEmpty { body[0].isSpaced = token.isSpaced }
    input.levels.append((body, 0, token.text))
    input.active.insert(token.text)
  }

  /// `defined x`, `defined(x)`, `__has_include(<x>)`.
  private mutating func answer(_ token: PPToken, _ input: inout Input) -> PPToken {
    var operand: [PPToken] = []
    if input.peek?.text == symbols.open {
      _ = input.next()
      var depth = 1
      while let next = input.next() {
        if next.text == symbols.open { depth += 1 }
        if next.text == symbols.close { depth -= 1 }
        if depth == 0 { break }
        operand.append(next)
      }
    } else if let next = input.peek, next.kind == .identifier {
      _ = input.next()
      operand = [next]
    }
    guard let answer = scope.answer(token.text, operand) else { return unknown(token) }
    return PPToken(
      kind: .number, isSpaced: token.isSpaced, text: answer ? symbols.one : symbols.zero)
  }

  /// The arguments by parameter, the parenthesis taken; nil if they do not end.
  private func arguments(of macro: Macro, _ input: inout Input) -> [Name: [PPToken]]? {
    let parameters = macro.parameters ?? []
    _ = input.next()
    var found: [[PPToken]] = [[]]
    var depth = 1
    while depth > 0 {
      guard let token = input.next() else { return nil }
      if token.text == symbols.open { depth += 1 }
      if token.text == symbols.close { depth -= 1 }
      if depth == 0 { break }
      let isLast = macro.isVariadic && found.count >= parameters.count
      if token.text == symbols.comma, depth == 1, !isLast {
        found.append([])
      } else {
        found[found.count - 1].append(token)
      }
    }
    while found.count < parameters.count { found.append([]) }
    return Dictionary(zip(parameters, found)) { first, _ in first }
  }

  /// The body with its arguments in place (C11, 6.10.3.1 and 2), `##` still in it.
  private mutating func substituted(
    _ macro: Macro, _ arguments: [Name: [PPToken]], within active: Set<Name> = []
  ) -> [PPToken] {
    let body = macro.body
    var result: [PPToken] = []
    var index = 0
    var expanded: [Name: [PPToken]] = [:]
    while index < body.count {
      let token = body[index]
      if token.text == symbols.hash, macro.parameters != nil, index + 1 < body.count,
        let argument = arguments[body[index + 1].text]
      {
        result.append(stringized(argument, token))
        index += 2
        continue
      }
      if token.text == symbols.optional, macro.isVariadic {
        // What it holds is used or not: no condition that anyone writes has it.
        result.append(unknown(token))
        index += 1
        continue
      }
      guard token.kind == .identifier, let argument = arguments[token.text] else {
        result.append(token)
        index += 1
        continue
      }
      let isPasted =
        index > 0 && body[index - 1].text == symbols.paste
        || index + 1 < body.count && body[index + 1].text == symbols.paste
      var tokens: [PPToken]
      if isPasted {
        // An empty operand of ## is a placemarker.
        tokens = argument.isEmpty ? [PPToken(kind: .painted, isSpaced: false, text: -1)] : argument
      } else {
        let known = expanded[token.text] ?? expand(argument, isCondition: false, within: active)
        expanded[token.text] = known
        tokens = known
      }
      if !tokens.isEmpty { tokens[0].isSpaced = token.isSpaced }
      result += tokens
      index += 1
    }
    return result
  }

  /// C11, 6.10.3.3.
  private func pasted(_ tokens: [PPToken]) -> [PPToken] {
    guard tokens.contains(where: { $0.text == symbols.paste || $0.text == -1 }) else {
      return tokens
    }
    var result: [PPToken] = []
    var index = 0
    while index < tokens.count {
      let token = tokens[index]
      if token.text == symbols.paste, let left = result.popLast(), index + 1 < tokens.count {
        result.append(joined(left, tokens[index + 1]))
        index += 2
      } else {
        result.append(token)
        index += 1
      }
    }
    return result.filter { $0.text != -1 }
  }

  private func joined(_ left: PPToken, _ right: PPToken) -> PPToken {
    if left.text == -1 || right.text == -1 {
      var token = left.text == -1 ? right : left
      token.isSpaced = left.isSpaced
      return token
    }
    guard left.kind != .unknown, right.kind != .unknown else { return unknown(left) }
    let text = names.text(left.text) + names.text(right.text)
    let bytes = Array(text.utf8)
    let kind = bytes.withUnsafeBufferPointer { bytes -> PPToken.Kind? in
      var tokenizer = PPTokenizer(bytes)
      guard let piece = tokenizer.next(), piece.range.upperBound == bytes.count else { return nil }
      return piece.kind
    }
    guard let kind else { return unknown(left) }
    return PPToken(kind: kind, isSpaced: left.isSpaced, text: names.name(text))
  }

  private func stringized(_ argument: [PPToken], _ hash: PPToken) -> PPToken {
    let text = spelt(argument).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return PPToken(kind: .string, isSpaced: hash.isSpaced, text: names.name("\"\(text)\""))
  }

  /// The tokens' text.
  func spelt(_ tokens: [PPToken]) -> String {
    var text = ""
    for token in tokens {
      if token.isSpaced, !text.isEmpty { text += " " }
      text += names.text(token.text)
    }
    return text
  }
}
