/// What decides the meaning of a word: the definitions of the macros that it, its arguments and
/// the macros around it lead to. Units in which these are the same see the same there.
final class Meanings {
  typealias Name = NameTable.Name

  struct Meaning {
    var hash: UInt64 = 0
    /// Whether one of the API's words is among the macros' bodies, or the word itself.
    var hasWord = false
    /// A macro that it depends on and that may have several definitions, if any.
    var unknown: Name?
  }

  private struct Closure {
    var meaning: Meaning
    var hasPaste: Bool
    /// The macros that it was made of, with their definitions.
    var basis: [(name: Name, number: Int64)]
  }

  private let names: NameTable
  private let isWord: (String) -> Bool
  private var closures: [Name: Closure] = [:]
  private var macros: [Int64: Macro] = [:]
  private var hashes: [Name: UInt64] = [:]
  private let paste: Name

  init(_ names: NameTable, isWord: @escaping (String) -> Bool) {
    self.names = names
    self.isWord = isWord
    paste = names.name("##")
  }

  /// The macro of a definition.
  func macro(_ number: Int64, _ texts: [SourceStore.Text?]) -> Macro {
    if let known = macros[number] { return known }
    let (text, definition) = MacroTable.parts(of: number)
    let digest = texts[Int(text)]?.digest
    let body = digest?.definitions[definition].body ?? 0..<0
    let range = Int(body.lowerBound)..<Int(body.upperBound)
    let macro = (digest?.bodies ?? []).withUnsafeBufferPointer {
      Macro(UnsafeBufferPointer(rebasing: $0[range]), names)
    }
    macros[number] = macro
    return macro
  }

  func meaning(of word: FileDigest.Word, _ run: DryRun) -> Meaning {
    var result = closure(word.name, run).meaning
    let hasWord = result.hasWord
    var hasPaste = closure(word.name, run).hasPaste
    for token in word.arguments where token.kind == .identifier {
      let closure = closure(token.text, run)
      Meanings.add(closure.meaning, to: &result)
      hasPaste = hasPaste || closure.hasPaste
    }
    for name in word.around { Meanings.add(closure(name, run).meaning, to: &result) }
    // What ## makes of names may be a macro that none of the texts spells.
    if hasPaste, result.unknown == nil {
      let token = PPToken(kind: .identifier, isSpaced: false, text: word.name)
      let expanded = run.expanded([token] + word.arguments)
      result.unknown = expanded.first { $0.kind == .unknown }?.text
      let text = expanded.map { names.text($0.text) }.joined(separator: " ")
      result.hash = result.hash &* 31 &+ ContentHash(text).low
    }
    result.hasWord = hasWord
    return result
  }

  /// What a name leads to.
  func meaning(of name: Name, _ run: DryRun) -> Meaning { closure(name, run).meaning }

  private static func add(_ other: Meaning, to meaning: inout Meaning) {
    meaning.hash = meaning.hash &* 0x9e37_79b9_7f4a_7c15 &+ other.hash
    meaning.unknown = meaning.unknown ?? other.unknown
  }

  private func closure(_ name: Name, _ run: DryRun) -> Closure {
    if let known = closures[name], known.basis.allSatisfy({ run.macros[$0.name] == $0.number }) {
      return known
    }
    var result = Closure(meaning: Meaning(), hasPaste: false, basis: [])
    var seen: Set<Name> = [name]
    var open = [name]
    while let next = open.popLast() {
      let number = run.macros[next]
      result.basis.append((next, number))
      let isAPI = run.symbols.isWord(next, isWord, names)
      result.meaning.hasWord = result.meaning.hasWord || isAPI
      var parts = [hash(of: next)]
      switch number {
      case MacroTable.undefined: break
      case MacroTable.unknown: result.meaning.unknown = next
      default:
        let macro = macro(number, run.texts)
        parts.append(macro.hash.low)
        if isAPI { parts.append(Meanings.place(of: number, run.texts)) }
        if macro.body.contains(where: { $0.text == paste }) { result.hasPaste = true }
        for name in macro.identifiers where seen.insert(name).inserted { open.append(name) }
      }
      // Names have other numbers in each run, so no order must show.
      result.meaning.hash = result.meaning.hash &+ ContentHash(parts).low
    }
    closures[name] = result
    return result
  }

  /// Where a macro is defined: whether it is the API's own depends on that.
  static func place(of number: Int64, _ texts: [SourceStore.Text?]) -> UInt64 {
    let (text, definition) = MacroTable.parts(of: number)
    guard let found = texts[Int(text)] else { return 0 }
    return ContentHash(found.local).low
      ^ UInt64(found.digest.definitions[definition].offset)
  }

  private func hash(of name: Name) -> UInt64 {
    if let known = hashes[name] { return known }
    let made = ContentHash(names.text(name)).low
    hashes[name] = made
    return made
  }
}
