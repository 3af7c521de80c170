/// Conditions, and what they ask.
extension DryRun {
  func test(_ step: FileDigest.Step, _ file: LoadedFile) -> Bool? {
    switch step.kind {
    case .ifDefined, .elseIfDefined: return isDefined(step.name)
    case .ifNotDefined, .elseIfNotDefined: return isDefined(step.name).map { !$0 }
    default: break
    }
    let condition = Int(step.tokens)
    if let known = file.outcome(of: condition, macros) { return known.value }
    basis = []
    let tokens = MacroExpander.expand(
      file.digest.conditions[condition], isCondition: true, scope(file.digest), symbols.expander,
      names)
    let value = ConditionValue.isTrue(tokens, names)
    if let basis { file.note(.init(basis: basis, value: value), of: condition) }
    return value
  }

  func isDefined(_ name: Name) -> Bool? {
    switch macros[name] {
    case MacroTable.undefined:
      guard symbols.isBuiltIn(name, names) else { return false }
      let question = CompilerQuestion(function: "defined", operand: names.text(name))
      return machine?.answer(question, among: [])
    case MacroTable.unknown: return nil
    default: return true
    }
  }

  func scope(_ digest: FileDigest) -> MacroExpander.Scope {
    MacroExpander.Scope(
      binding: { [unowned self] name in
        basis?.append((name, macros[name]))
        return binding(name)
      },
      answer: { [unowned self] in answer($0, $1, digest) },
      isQuestion: { [unowned self] name in
        symbols.isQuestion(name, names) && (name == symbols.defined || macros[name] == 0)
      })
  }

  private func binding(_ name: Name) -> Binding {
    let number = macros[name]
    if number == MacroTable.undefined {
      // `__COUNTER__`, `__LINE__` and their like.
      return symbols.isBuiltIn(name, names) ? .unknown : .undefined
    }
    if number == MacroTable.unknown { return .unknown }
    return .macro(meanings.macro(number, texts))
  }

  private func answer(_ function: Name, _ operand: [PPToken], _ digest: FileDigest) -> Bool? {
    if function == symbols.defined {
      guard operand.count == 1, operand[0].kind == .identifier else { return nil }
      let name = operand[0].text
      if symbols.isBuiltIn(name, names) { basis = nil } else { basis?.append((name, macros[name])) }
      return isDefined(name)
    }
    // Another unit's compiler or folders may answer otherwise.
    basis = nil
    if function == symbols.hasInclude || function == symbols.hasIncludeNext {
      guard let target = header(operand, digest) else { return nil }
      let inclusion = FileDigest.Inclusion(
        target: target, isNext: function == symbols.hasIncludeNext)
      let isThere = resolve(inclusion).node != SourceStore.none
      if case .quoted(let name) = target { record.ask("\"\(names.text(name))\"", isThere) }
      if case .angled(let name) = target { record.ask("<\(names.text(name))>", isThere) }
      return isThere
    }
    let name = names.text(function)
    guard CompilerQuestion.functions.contains(name) else { return nil }
    let text = operand.map { names.text($0.text) }.joined()
    return machine?.answer(
      CompilerQuestion(function: name, operand: text), among: digest.questions)
  }

  /// The name that tokens make: `"x"`, `<x>`, or a macro for one of these; nil if that is unknown.
  func header(_ tokens: [PPToken], _ digest: FileDigest) -> FileDigest.Inclusion.Target? {
    guard let first = tokens.first else { return nil }
    let text = names.text(first.text)
    if first.kind == .string, text.utf8.count >= 2 {
      return .quoted(names.name(String(text.dropFirst().dropLast())))
    }
    if text == "<" {
      var name = ""
      for token in tokens.dropFirst() {
        if names.text(token.text) == ">" { return .angled(names.name(name)) }
        if token.kind == .unknown { return nil }
        if token.isSpaced, !name.isEmpty { name += " " }
        name += names.text(token.text)
      }
      return nil
    }
    guard first.kind == .identifier else { return nil }
    let expanded = MacroExpander.expand(
      tokens, isCondition: false, scope(digest), symbols.expander, names)
    return expanded.first?.kind == .identifier ? nil : header(expanded, digest)
  }
}
