/// What one file's text says, before any parsing, about whether and how it has to be parsed.
struct FileFacts: Sendable, Equatable {
  /// One of the words that are searched for, outside of comments and literals.
  struct Word: Sendable, Equatable {
    var name: String
    var offset: Int
    /// The identifiers of the `#if`s, `#elif`s and so on that it stands under.
    var conditions: Set<String>
    /// The macro in whose body it stands.
    var macro: String?
  }

  /// A `#define` or `#undef`.
  struct Definition: Sendable, Equatable {
    var name: String
    var conditions: Set<String>
  }

  var words: [Word] = []
  /// The names in `#include` directives, as written.
  var includes: Set<String> = []
  /// Whether an #include's name comes out of a macro.
  var hasComputedInclude = false
  /// Hashes of the names of its `#define`s and `#undef`s.
  var defined: [UInt64] = []
  /// Whether it defines one of the words itself.
  var redefines = false

  /// Reads everything about a file.
  ///
  /// - Parameter isWord: which identifiers are searched for.
  init(_ text: UnsafeBufferPointer<UInt8>, isWord: (String) -> Bool) {
    var reader = DirectiveReader(text)
    while let event = reader.next() {
      switch event {
      case .include(let name?): includes.insert(name)
      case .include(nil): hasComputedInclude = true
      case .word(let name, let offset, let macro) where isWord(name):
        words.append(
          Word(name: name, offset: offset, conditions: reader.conditions, macro: macro))
      case .definition(let name, let offset):
        defined.append(FileFacts.hash(name.utf8))
        guard isWord(name) else { continue }
        words.append(
          Word(name: name, offset: offset, conditions: reader.conditions, macro: nil))
        redefines = true
      case .word: break
      }
    }
  }

  /// The definitions of any of `names` in a text.
  static func definitions(
    of names: Set<String>, in text: UnsafeBufferPointer<UInt8>
  ) -> [Definition] {
    var reader = DirectiveReader(text)
    var found: [Definition] = []
    while let event = reader.next() {
      if case .definition(let name, _) = event, names.contains(name) {
        found.append(Definition(name: name, conditions: reader.conditions))
      }
    }
    return found
  }

  /// Whether a line that begins with `#define` has a text, its continuation lines included.
  ///
  /// - Parameter needle: the same text, prepared.
  static func hasDefinition(
    with text: String, _ needle: Needle, in file: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard needle.isIn(file) else { return false }
    let plain = String(decoding: file, as: UTF8.self).replacing("\\\n", with: " ")
    return plain.split(separator: "\n").contains { line in
      line.drop { $0 == " " || $0 == "\t" }.hasPrefix("#") && line.contains("define")
        && line.contains(text)
    }
  }

  /// Some macros and all in whose bodies one of these stands.
  static func macros(
    using names: Set<String>, in text: UnsafeBufferPointer<UInt8>
  ) -> Set<String> {
    var users: [String: Set<String>] = [:]
    var reader = DirectiveReader(text)
    while let event = reader.next() {
      if case .word(let name, _, let macro?) = event { users[name, default: []].insert(macro) }
    }
    var found = names
    var open = Array(names)
    while let next = open.popLast() {
      for user in users[next] ?? [] where found.insert(user).inserted { open.append(user) }
    }
    return found
  }

  /// As above, quickly: only text that has one of `needles`, where they are given, is searched for
  /// words.
  static func quick(
    _ text: UnsafeBufferPointer<UInt8>, needles: [Needle]?, isWord: (String) -> Bool
  ) -> FileFacts {
    let needsLexer =
      needles?.contains { $0.isIn(text) } != false || hasSplicedWord(text) || digraph.isIn(text)
    var facts = needsLexer ? FileFacts(text, isWord: isWord) : FileFacts()
    if !needsLexer, !facts.readDirectives(of: text) { facts = FileFacts(text, isWord: isWord) }
    return facts
  }

  private static let digraph = Needle("%:")

  private init() {}

  /// Directives found by their `#` alone; one in a comment counts, which costs little.
  ///
  /// - Returns: false if comments or splices stand within directives, which has to be read exactly.
  private mutating func readDirectives(of text: UnsafeBufferPointer<UInt8>) -> Bool {
    var facts = self
    var isPlain = true
    ByteSearch.forEach(UInt8(ascii: "#"), in: text) { offset in
      let start = FileFacts.skipBlanks(offset + 1, in: text)
      let end = FileFacts.skipWord(start, in: text)
      guard end - start >= 5 else {
        if start == end, FileFacts.isOdd(start, in: text) { isPlain = false }
        return
      }
      let directive = UnsafeBufferPointer(rebasing: text[start..<end])
      let next = FileFacts.skipBlanks(end, in: text)
      switch (directive[0], directive.count) {
      case (UInt8(ascii: "i"), 6...):
        guard FileFacts.inclusions.contains(where: directive.elementsEqual) else { return }
        var lexer = CodeLexer(UnsafeBufferPointer(rebasing: text[next...]))
        if let name = lexer.headerName() {
          facts.includes.insert(name)
        } else {
          facts.hasComputedInclude = true
        }
      case (UInt8(ascii: "d"), 6), (UInt8(ascii: "u"), 5):
        let name = text[next..<FileFacts.skipWord(next, in: text)]
        // As the lexer has it: what is no UTF-8 is replaced.
        if !name.isEmpty {
          facts.defined.append(FileFacts.hash(String(decoding: name, as: UTF8.self).utf8))
        }
        if name.isEmpty, FileFacts.isOdd(next, in: text) { isPlain = false }
      default: break
      }
    }
    self = facts
    return isPlain
  }

  /// Whether a comment or a splice may begin here.
  private static func isOdd(_ offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    offset < text.count && [UInt8(ascii: "/"), UInt8(ascii: "\\")].contains(text[offset])
  }

  private static let inclusions = ["include", "include_next", "import"].map { Array($0.utf8) }

  private static func skipBlanks(_ start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var position = start
    while position < text.count, [0x20, 0x09, 0x0b, 0x0c, 0x0d].contains(text[position]) {
      position += 1
    }
    return position
  }

  private static func skipWord(_ start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var position = start
    while position < text.count, Occurrences.isIdentifier(text[position]) { position += 1 }
    return position
  }

  /// FNV-1a, to find a name's definitions without keeping every macro's name of a tree.
  static func hash(_ name: some Sequence<UInt8>) -> UInt64 {
    name.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// Whether a line splice stands within an identifier, where no search for a word finds it.
  static func hasSplicedWord(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var found = false
    ByteSearch.forEach(UInt8(ascii: "\\"), in: text) { offset in
      guard !found, offset > 0, Occurrences.isIdentifier(text[offset - 1]),
        let end = LineSplice.end(at: offset, in: text), end < text.count
      else { return }
      found = Occurrences.isIdentifier(text[end]) || text[end] == UInt8(ascii: "\\")
    }
    return found
  }
}

/// Follows the directives of a file.
struct DirectiveReader {
  enum Event {
    /// Nil if a macro has to be expanded for the name.
    case include(String?)
    /// A `#define` or `#undef` of this name.
    case definition(String, offset: Int)
    /// An identifier, and the macro in whose body it stands.
    case word(String, offset: Int, macro: String?)
  }

  /// The identifiers of the conditionals around the last event.
  private(set) var conditions: Set<String> = []
  private var lexer: CodeLexer
  private var levels: [Set<String>] = []
  /// In how many of the levels each of the conditions stands.
  private var counts: [String: Int] = [:]
  private var macro: String?
  private var isCondition = false

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
        isCondition = false
      case .directive:
        if let event = directive() { return event }
      case .word(let name, let offset):
        if isCondition { add(name) }
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
    case "if", "ifdef", "ifndef":
      levels.append([])
      isCondition = true
    case "elif", "elifdef", "elifndef":
      isCondition = true
    case "endif":
      for name in levels.popLast() ?? [] {
        counts[name, default: 1] -= 1
        if counts[name] == 0 {
          counts[name] = nil
          conditions.remove(name)
        }
      }
    default: break
    }
    return nil
  }

  private mutating func add(_ name: String) {
    guard name != "defined", let last = levels.indices.last else { return }
    guard levels[last].insert(name).inserted else { return }
    counts[name, default: 0] += 1
    conditions.insert(name)
  }
}
