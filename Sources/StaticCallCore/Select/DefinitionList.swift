/// A file that has definitions of macros and nothing else, such as a configuration. What a unit makes
/// of it depends on the macros that the unit may ask for, and on no other: so one of two
/// configurations serves for a unit if they differ in what the unit has no word for.
public struct DefinitionList: Sendable {
  struct Definition: Sendable {
    var name: String
    /// From the name to the end of the line.
    var text: [UInt8]
  }

  let definitions: [Definition]
  /// The macro that keeps the file from being read twice, if there is one.
  let guardMacro: String?
  /// What it spells besides the names that it defines.
  public let spelled: SpelledNames

  /// Nil if the file has anything else in it, or no definition, or what lexers read differently.
  public init?(_ text: UnsafeBufferPointer<UInt8>) {
    if SpelledNames.isOdd(text) || SpelledNames.hasTrigraph(text) { return nil }
    var lexer = CodeLexer(text)
    var found: [Definition] = []
    var (opened, isClosed): (String?, Bool) = (nil, false)
    while let lexeme = lexer.next() {
      if lexeme == .endOfLine { continue }
      guard lexeme == .directive, !isClosed, case .word(let keyword, _) = lexer.next() else {
        return nil
      }
      switch keyword {
      case "define":
        guard case .word(let name, let start) = lexer.next() else { return nil }
        lexer.skipLine()
        found.append(Definition(name: name, text: Array(text[start..<lexer.position])))
      case "ifndef" where opened == nil && found.isEmpty:
        guard case .word(let name, _) = lexer.next(), lexer.skipLine() == 0 else { return nil }
        opened = name
      case "endif" where opened != nil && found.first?.name == opened:
        guard lexer.skipLine() == 0 else { return nil }
        isClosed = true
      default: return nil
      }
    }
    guard isClosed == (opened != nil), !found.isEmpty else { return nil }
    (definitions, guardMacro) = (found, opened)
    // The first character, so that no `#` begins a line.
    var bodies = Array("0 \(opened ?? "") ".utf8)
    for definition in found {
      bodies += definition.text.dropFirst(definition.name.utf8.count) + [0x20]
    }
    spelled = bodies.withUnsafeBufferPointer { SpelledNames(in: $0) }
  }

  /// What a unit may make of the file: equal numbers for equal meanings.
  ///
  /// - Parameter needed: the names that the unit may ask for.
  public func hash(for needed: NeededNames) -> ContentHash {
    var mixer = WordMixer()
    mixer.add(UInt64(definitions.count { needed.mayBe($0.name) }), guardMacro == nil ? 0 : 1)
    for definition in definitions
    where definition.name == guardMacro || needed.mayBe(definition.name) {
      definition.text.withUnsafeBytes { mixer.add($0) }
    }
    return mixer.hash
  }
}

/// The identifiers that a text spells, as numbers.
public struct SpelledNames: Sendable {
  /// Whatever looks like one, in comments and literals, too: `_Pragma` reads literals.
  fileprivate private(set) var all: [UInt64] = []
  /// Those of the code, but for macros' parameters: a pasted token begins with one.
  fileprivate private(set) var code: [UInt64] = []
  /// Whether there may be others.
  fileprivate private(set) var isUnknown: Bool
  /// The same, should trigraphs be replaced.
  fileprivate let hasTrigraph: Bool

  public init(in text: UnsafeBufferPointer<UInt8>) {
    isUnknown = SpelledNames.isOdd(text)
    hasTrigraph = SpelledNames.hasTrigraph(text)
    if isUnknown { return }
    var found: Set<UInt64> = []
    readRuns(text, &found)
    all = Array(found)
    found = []
    var lexer = CodeLexer(text)
    while let lexeme = lexer.next() {
      if case .word(let name, _) = lexeme { SpelledNames.add(name.utf8, to: &found) }
      if lexeme == .directive { readDirective(&lexer, text, &found) }
    }
    code = Array(found)
  }

  public init(in text: String) {
    var text = text
    self = text.withUTF8 { SpelledNames(in: $0) }
  }

  /// Whether a text has what ends lines, words or literals for one reader and not for another:
  /// universal character names, a lone carriage return, vertical blanks, raw strings.
  static func isOdd(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    func byte(_ index: Int) -> UInt8 {
      text.indices.contains(index) ? text[index] : 0
    }
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: "\\"):
        if byte(index + 1) | 0x20 == UInt8(ascii: "u") { return true }
      case 0x0d: if byte(index + 1) != 0x0a { return true }
      case 0, 0x0b, 0x0c: return true
      case UInt8(ascii: "\""):
        // `R"(`, or with `u8`, `u`, `U`, `L` before the R. As the end of a string it is no such thing.
        if byte(index - 1) == UInt8(ascii: "R"), byte(index - 2) != UInt8(ascii: "\""),
          !CharacterClass.isIdentifier(byte(index - 2))
            || [UInt8(ascii: "8"), UInt8(ascii: "u"), UInt8(ascii: "U"), UInt8(ascii: "L")]
              .contains(byte(index - 2))
        {
          return true
        }
      default: break
      }
    }
    return false
  }

  /// C11, 5.2.1.1.
  static func hasTrigraph(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var found = false
    ByteSearch.forEach(UInt8(ascii: "?"), in: text) { index in
      guard index + 2 < text.count, text[index + 1] == UInt8(ascii: "?") else { return }
      if trigraphEnds.contains(text[index + 2]) { found = true }
    }
    return found
  }

  private static let trigraphEnds = Array("=/'()!<>-".utf8)

  private mutating func readRuns(
    _ text: UnsafeBufferPointer<UInt8>, _ found: inout Set<UInt64>
  ) {
    var position = 0
    while position < text.count {
      guard CharacterClass.isIdentifier(text[position]) else {
        position += 1
        continue
      }
      let run = text[position...].prefix(while: CharacterClass.isIdentifier)
      SpelledNames.add(run, to: &found)
      // A compiler's own macro of this name has `L` or `UL` for its value, where a paste may begin.
      if run.count > 9, run.suffix(9).elementsEqual("_SUFFIX__".utf8) { isUnknown = true }
      position = run.endIndex
    }
  }

  /// A macro's parameters are names of its own: what stands for them is spelled where it is used.
  private mutating func readDirective(
    _ lexer: inout CodeLexer, _ text: UnsafeBufferPointer<UInt8>, _ found: inout Set<UInt64>
  ) {
    guard case .word(let keyword, let offset) = lexer.next() else { return }
    if keyword == "error" || keyword == "warning" {
      // Free text, in which nothing is a comment.
      let line = text[offset...].prefix { $0 != 0x0a }
      if zip(line, line.dropFirst()).contains(where: { $0 == (0x2f, 0x2a) }) { isUnknown = true }
    }
    guard keyword == "define", case .word(let macro, let start) = lexer.next() else { return }
    SpelledNames.add(macro.utf8, to: &found)
    let end = start + macro.utf8.count
    // With a splice in the name it is not worth a thought.
    guard end == lexer.position, end < text.count, text[end] == UInt8(ascii: "(") else { return }
    var parameters: Set<String> = []
    while let lexeme = lexer.next(), lexeme != .endOfLine, lexeme != .other(UInt8(ascii: ")")) {
      if case .word(let name, _) = lexeme { parameters.insert(name) }
    }
    while let lexeme = lexer.next(), lexeme != .endOfLine {
      if case .word(let name, _) = lexeme, !parameters.contains(name) {
        SpelledNames.add(name.utf8, to: &found)
      }
    }
  }

  /// A word, and where it has characters that not everybody takes for a letter, its parts, too.
  private static func add(_ word: some Collection<UInt8>, to found: inout Set<UInt64>) {
    found.insert(PrefixHash.of(word))
    if word.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "$") }) { return }
    for part in word.split(whereSeparator: { $0 >= 0x80 || $0 == UInt8(ascii: "$") }) {
      found.insert(PrefixHash.of(part))
    }
  }
}

/// Which of the names in some lists may come about as tokens of a unit.
public struct NeededNames: Sendable {
  /// Of each name's beginnings.
  private let interesting: Set<UInt64>
  private var all: Set<UInt64> = []
  private var code: Set<UInt64>
  private var isUnknown = false
  private let replacesTrigraphs: Bool

  /// The types that a compiler's own macros spell: a paste may begin with one.
  private static let builtIn = SpelledNames(
    in: "char double float int long short signed unsigned void __attribute__ address_space")

  /// - Parameter flags: the unit's.
  public init(in lists: [DefinitionList], flags: [String] = []) {
    // GNU's dialects do not, and are what compilers take by themselves.
    replacesTrigraphs = flags.contains { flag in
      flag.contains("trigraphs") || flag.contains("ansi")
        || flag.contains("std") && !flag.contains("gnu")
    }
    var interesting: Set<UInt64> = []
    for definition in lists.flatMap(\.definitions) {
      var hash = PrefixHash()
      for byte in definition.name.utf8 {
        hash.add(byte)
        interesting.insert(hash.value)
      }
    }
    self.interesting = interesting
    code = Set(NeededNames.builtIn.code)
  }

  /// Takes in what a file of the unit, or one of its flags, spells.
  public mutating func add(_ names: SpelledNames) {
    if names.isUnknown || names.hasTrigraph && replacesTrigraphs { isUnknown = true }
    for hash in names.all where interesting.contains(hash) { all.insert(hash) }
    for hash in names.code where interesting.contains(hash) { code.insert(hash) }
  }

  /// Whether a token of this name can come about: spelled, or pasted of several (C11, 6.10.3.3),
  /// the first of which is spelled then, and begins it.
  func mayBe(_ name: String) -> Bool {
    if isUnknown { return true }
    var hash = PrefixHash()
    for byte in name.utf8 {
      hash.add(byte)
      if code.contains(hash.value) { return true }
    }
    return all.contains(hash.value)
  }
}

/// A number for each beginning of a name (FNV-1a). Names that share one count once too often, never
/// too seldom.
private struct PrefixHash {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  static func of(_ word: some Collection<UInt8>) -> UInt64 {
    var hash = PrefixHash()
    for byte in word { hash.add(byte) }
    return hash.value
  }

  mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
}
