/// Names that a dry run looks for, and what kind each name is, found out once.
final class DryRunSymbols {
  typealias Name = NameTable.Name

  let expander: MacroExpander.Symbols
  let defined: Name
  let hasInclude: Name
  let hasIncludeNext: Name
  /// By name: 0 for not yet known, then bits.
  private var kinds: [UInt8] = []

  private static let known: UInt8 = 1
  private static let builtIn: UInt8 = 2
  private static let question: UInt8 = 4
  private static let word: UInt8 = 8
  private static let wordKnown: UInt8 = 16

  init(_ names: NameTable) {
    expander = MacroExpander.Symbols(names)
    defined = names.name("defined")
    hasInclude = names.name("__has_include")
    hasIncludeNext = names.name("__has_include_next")
  }

  /// Whether a compiler defines it without a definition: what it is depends on place and time.
  func isBuiltIn(_ name: Name, _ names: NameTable) -> Bool {
    kind(name, names) & DryRunSymbols.builtIn != 0
  }

  /// Whether it asks something of the compiler where it stands in a condition.
  func isQuestion(_ name: Name, _ names: NameTable) -> Bool {
    kind(name, names) & DryRunSymbols.question != 0
  }

  func isWord(_ name: Name, _ isWord: (String) -> Bool, _ names: NameTable) -> Bool {
    let kind = kind(name, names)
    if kind & DryRunSymbols.wordKnown == 0 {
      let answer = isWord(names.text(name)) ? DryRunSymbols.word : 0
      kinds[Int(name)] |= DryRunSymbols.wordKnown | answer
    }
    return kinds[Int(name)] & DryRunSymbols.word != 0
  }

  private func kind(_ name: Name, _ names: NameTable) -> UInt8 {
    guard name >= 0 else { return 0 }
    while Int(name) >= kinds.count {
      kinds.append(contentsOf: repeatElement(0, count: max(1024, kinds.count)))
    }
    if kinds[Int(name)] & DryRunSymbols.known == 0 {
      kinds[Int(name)] |= DryRunSymbols.known | DryRunSymbols.kind(of: names.text(name))
    }
    return kinds[Int(name)]
  }

  private static let dynamic: Set<String> = [
    "__COUNTER__", "__LINE__", "__FILE__", "__DATE__", "__TIME__", "__TIMESTAMP__",
    "__INCLUDE_LEVEL__", "__BASE_FILE__", "__FILE_NAME__", "__FLT_EVAL_METHOD__",
    "__building_module", "__MODULE__", "__identifier",
  ]

  private static func kind(of text: String) -> UInt8 {
    if text == "defined" { return question }
    if text.hasPrefix("__has_") || text.hasPrefix("__is_") { return builtIn | question }
    return dynamic.contains(text) ? builtIn : 0
  }
}
