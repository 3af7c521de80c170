/// A file that has definitions of macros and nothing else, such as a configuration. What a unit
/// makes of it depends on the macros that the unit may ask for, and on no other: so one of two
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

  /// Nil if the file has anything else in it, or no definition.
  public init?(_ text: UnsafeBufferPointer<UInt8>) {
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
  }

  /// What a unit may make of the file: equal texts for equal meanings.
  ///
  /// - Parameter names: all names that the unit spells besides.
  public func text(for names: SpelledNames) -> String {
    definitions.filter { $0.name == guardMacro || names.mayMake($0.name) }
      .map { String(decoding: $0.text, as: UTF8.self) }.joined(separator: "\n")
  }

  /// What its definitions spell, which counts for other lists.
  public var spelled: SpelledNames {
    var names = SpelledNames()
    for definition in definitions {
      definition.text.dropFirst(definition.name.utf8.count).withUnsafeBufferPointer {
        names.formUnion(SpelledNames(in: $0))
      }
    }
    return names
  }
}

/// The identifiers that some text spells, comments and literals left out.
public struct SpelledNames: Sendable {
  private var hashes: Set<UInt64> = []

  /// The types that a compiler's own macros spell: a paste may begin with one.
  private static let builtIn = SpelledNames(
    in: "char double float int long short signed unsigned void"
  ).hashes

  public init() {}

  public init(in text: UnsafeBufferPointer<UInt8>) {
    var lexer = CodeLexer(text)
    while let lexeme = lexer.next() {
      if case .word(let name, _) = lexeme { insert(name) }
      if lexeme == .directive { readDirective(&lexer, text) }
    }
  }

  public init(in text: String) {
    var text = text
    self = text.withUTF8 { SpelledNames(in: $0) }
  }

  /// A macro's parameters are names of its own: what stands for them is spelled where it is used.
  private mutating func readDirective(
    _ lexer: inout CodeLexer, _ text: UnsafeBufferPointer<UInt8>
  ) {
    guard case .word(let keyword, _) = lexer.next() else { return }
    guard keyword == "define", case .word(let macro, let start) = lexer.next() else { return }
    insert(macro)
    let end = start + macro.utf8.count
    // With a splice in the name it is not worth a thought.
    guard end == lexer.position, end < text.count, text[end] == UInt8(ascii: "(") else { return }
    var parameters: Set<String> = []
    while let lexeme = lexer.next(), lexeme != .endOfLine, lexeme != .other(UInt8(ascii: ")")) {
      if case .word(let name, _) = lexeme { parameters.insert(name) }
    }
    while let lexeme = lexer.next(), lexeme != .endOfLine {
      if case .word(let name, _) = lexeme, !parameters.contains(name) { insert(name) }
    }
  }

  private mutating func insert(_ name: String) {
    var hash = PrefixHash()
    for byte in name.utf8 { hash.add(byte) }
    hashes.insert(hash.value)
  }

  public mutating func formUnion(_ other: SpelledNames) { hashes.formUnion(other.hashes) }

  /// Whether a token of this name can come about: spelled, or pasted of several (C11, 6.10.3.3),
  /// the first of which is spelled then, and begins it.
  func mayMake(_ name: String) -> Bool {
    var hash = PrefixHash()
    for byte in name.utf8 {
      hash.add(byte)
      if hashes.contains(hash.value) || SpelledNames.builtIn.contains(hash.value) { return true }
    }
    return false
  }
}

/// A number for each beginning of a name (FNV-1a). Names that share one count once too often,
/// never too seldom.
private struct PrefixHash {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
}
