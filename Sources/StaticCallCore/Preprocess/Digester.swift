/// Cuts a file's text into a `FileDigest`. Whatever depends on a unit is left to the dry run.
struct Digester {
  private let text: UnsafeBufferPointer<UInt8>
  private let names: NameTable
  private var position = 0
  private var isLineStart = true
  private var line = DirectiveLine()
  private var reader: TextReader?

  private var steps: [FileDigest.Step] = []
  private var definitions: [FileDigest.Definition] = []
  private var inclusions: [FileDigest.Inclusion] = []
  private var conditions: [[PPToken]] = []
  private var bodyWords: [FileDigest.Word] = []
  private var bodies: [UInt8] = []
  private var questions: Set<CompilerQuestion> = []
  private var oddity: String?
  private var hasTrigraphs = false
  /// The steps of the conditionals that are open: the last of each chain, and whether it is an
  /// #else.
  private var chains: [(step: Int, isElse: Bool)] = []

  private let isWord: ((String) -> Bool)?

  /// - Parameter isWord: which identifiers are searched for; nil if there are none in the file.
  static func digest(
    _ text: UnsafeBufferPointer<UInt8>, names: NameTable, isWord: ((String) -> Bool)?
  ) -> FileDigest {
    var digester = Digester(text: text, names: names, isWord: isWord)
    digester.read()
    return digester.result()
  }

  private init(
    text: UnsafeBufferPointer<UInt8>, names: NameTable, isWord: ((String) -> Bool)?
  ) {
    self.text = text
    self.names = names
    self.isWord = isWord
    if let isWord { reader = TextReader(names: names, isWord: isWord) }
    if text.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  private func result() -> FileDigest {
    FileDigest(
      steps: steps, definitions: definitions, inclusions: inclusions, conditions: conditions,
      words: reader?.words ?? [], bodyWords: bodyWords, bodies: bodies,
      questions: questions.sorted { ($0.function, $0.operand) < ($1.function, $1.operand) },
      oddity: chains.isEmpty ? oddity : "an #if without #endif", hasTrigraphs: hasTrigraphs,
      contentHash: ContentHash(UnsafeRawBufferPointer(text)))
  }

  private mutating func read() {
    while position < text.count {
      let byte = text[position]
      switch byte {
      case UInt8(ascii: "\n"):
        isLineStart = true
        position += 1
      case 0x20, 0x09, 0x0b, 0x0c, 0x0d:
        position += 1
      case UInt8(ascii: "#") where isLineStart:
        directive(from: position + 1)
      case UInt8(ascii: "%")
      where isLineStart && position + 1 < text.count && text[position + 1] == UInt8(ascii: ":"):
        directive(from: position + 2)
      default: code(byte)
      }
    }
    // One without an end reaches to the end of the file.
    for chain in chains { steps[chain.step].next = Int32(steps.count) }
    if hasOddPragma { oddity = oddity ?? "a _Pragma that steers the preprocessor" }
  }

  /// What is no directive.
  private mutating func code(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "/"):
      if let end = Comment.end(at: position, in: text) {
        position = end
        return
      }
      position += 1
    case UInt8(ascii: "\\"):
      if let end = LineSplice.end(at: position, in: text) {
        position = end
        return
      }
      position += 1
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      position = Lexical.literalEnd(at: position, in: text)
      reader?.other(byte)
    case UInt8(ascii: "?"):
      if position + 1 < text.count, text[position + 1] == byte { hasTrigraphs = true }
      position += 1
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      position = Lexical.numberEnd(at: position, in: text)
      reader?.other(byte)
    case _ where CharacterClass.isIdentifier(byte):
      identifier()
    default:
      position += 1
      reader?.other(byte)
    }
    isLineStart = false
  }

  private mutating func identifier() {
    let start = position
    while position < text.count, CharacterClass.isIdentifier(text[position]) { position += 1 }
    guard reader != nil else { return }
    // A splice may stand within it.
    var spelling = Array(text[start..<position])
    while position < text.count, let end = LineSplice.end(at: position, in: text) {
      let next = LineSplice.skip(end, in: text)
      guard next < text.count, CharacterClass.isIdentifier(text[next]) else { break }
      position = next
      while position < text.count, CharacterClass.isIdentifier(text[position]) {
        spelling.append(text[position])
        position += 1
      }
    }
    if let word = reader?.identifier(spelling, at: start) {
      steps.append(FileDigest.Step(kind: .word, next: Int32(word)))
    }
  }

  /// Whether a `_Pragma` does what `#pragma once`, `push_macro` or `pop_macro` do.
  private var hasOddPragma: Bool {
    var start = 0
    while let found = Digester.pragma.first(in: text, from: start) {
      start = found + Digester.pragma.count
      let operand = text[start...].drop { CharacterClass.isBlank($0) || $0 == UInt8(ascii: "(") }
        .drop { !CharacterClass.isIdentifier($0) && $0 != UInt8(ascii: ")") }
        .prefix(while: CharacterClass.isIdentifier)
      if Digester.oddPragmas.contains(where: { operand.elementsEqual($0.utf8) }) { return true }
    }
    return false
  }

  private static let pragma = Needle("_Pragma")
  private static let oddPragmas = ["once", "push_macro", "pop_macro"]
}

// MARK: Directives

extension Digester {
  private mutating func directive(from start: Int) {
    position = line.read(text, from: start)
    isLineStart = true
    if line.hasTrigraph { hasTrigraphs = true }
    line.bytes.withUnsafeBufferPointer { bytes in
      var tokens = PPTokenizer(bytes)
      guard let piece = tokens.next(), piece.kind == .identifier else { return }
      let keyword = String(decoding: bytes[piece.range], as: UTF8.self)
      if reader != nil, !Digester.naming.contains(keyword) { words(keyword, bytes, tokens) }
      read(keyword, bytes, &tokens)
    }
  }

  /// Directives whose words are names of files, or are noted where they are read.
  private static let naming: Set<String> = [
    "define", "undef", "include", "include_next", "import",
  ]

  /// Notes the words in any other directive: `#ifdef static_call` is listed, too.
  private mutating func words(
    _ keyword: String, _ bytes: UnsafeBufferPointer<UInt8>, _ tokens: PPTokenizer
  ) {
    var tokens = tokens
    while let piece = tokens.next() {
      guard piece.kind == .identifier else { continue }
      let offset = line.offsets[piece.range.lowerBound]
      guard let word = reader?.mention(Array(bytes[piece.range]), at: offset) else { continue }
      // It takes part only where no branch before was taken, which no step can tell.
      if keyword.hasPrefix("elif") { oddity = oddity ?? "an #elif about static calls" }
      steps.append(FileDigest.Step(kind: .word, next: Int32(word)))
    }
  }

  private mutating func read(
    _ keyword: String, _ bytes: UnsafeBufferPointer<UInt8>, _ tokens: inout PPTokenizer
  ) {
    switch keyword {
    case "ifdef": open(.ifDefined, macro(bytes, &tokens))
    case "ifndef": open(.ifNotDefined, macro(bytes, &tokens))
    case "if": open(.if, condition(bytes, &tokens))
    case "elifdef": proceed(.elseIfDefined, macro(bytes, &tokens))
    case "elifndef": proceed(.elseIfNotDefined, macro(bytes, &tokens))
    case "elif": proceed(.elseIf, condition(bytes, &tokens))
    case "else": proceed(.else, FileDigest.Step(kind: .else))
    case "endif": proceed(.end, FileDigest.Step(kind: .end))
    case "define": define(bytes, &tokens)
    case "undef":
      let offset = offset(ofNext: tokens)
      if var step = macro(bytes, &tokens) {
        step.next = Int32(bodyWords.count)
        step.isWord = note(step.name, at: offset)
        append(.undefine, step)
      }
    case "include", "include_next", "import":
      include(bytes, &tokens, isNext: keyword == "include_next", isImport: keyword == "import")
    case "pragma": pragma(bytes, &tokens)
    // Its content may decide types, and is not followed.
    case "embed": oddity = oddity ?? "an #embed"
    default: break
    }
  }

  private mutating func append(_ kind: FileDigest.Step.Kind, _ step: FileDigest.Step) {
    var step = step
    step.kind = kind
    steps.append(step)
  }

  private mutating func open(_ kind: FileDigest.Step.Kind, _ step: FileDigest.Step?) {
    guard let step else {
      oddity = oddity ?? "a conditional without a condition"
      chains.append((steps.count, false))
      // As clang goes on: nothing is taken.
      return append(.ifDefined, FileDigest.Step(kind: .ifDefined, name: names.name("")))
    }
    chains.append((steps.count, false))
    append(kind, step)
    reader?.open()
  }

  private mutating func proceed(_ kind: FileDigest.Step.Kind, _ step: FileDigest.Step?) {
    // What is out of place leaves the chain open: each of its steps has to lead on.
    guard let last = chains.last, let step, !(last.isElse && kind != .end) else {
      oddity = oddity ?? "a conditional that is out of place"
      return
    }
    chains.removeLast()
    steps[last.step].next = Int32(steps.count)
    if kind != .end { chains.append((steps.count, kind == .else)) }
    append(kind, step)
    if kind == .end { reader?.close() } else { reader?.proceed() }
  }

  /// Where the next token of a line stands in the file.
  private func offset(ofNext tokens: PPTokenizer) -> Int {
    var ahead = tokens
    return ahead.next().map { line.offsets[$0.range.lowerBound] } ?? position
  }

  /// The macro that a directive names.
  private func macro(
    _ bytes: UnsafeBufferPointer<UInt8>, _ tokens: inout PPTokenizer
  ) -> FileDigest.Step? {
    guard let piece = tokens.next(), piece.kind == .identifier else { return nil }
    let name = names.name(String(decoding: bytes[piece.range], as: UTF8.self))
    return FileDigest.Step(kind: .ifDefined, name: name)
  }

  private mutating func condition(
    _ bytes: UnsafeBufferPointer<UInt8>, _ tokens: inout PPTokenizer
  ) -> FileDigest.Step? {
    let found = self.tokens(bytes, &tokens)
    ask(found)
    conditions.append(found)
    return FileDigest.Step(kind: .if, tokens: Int32(conditions.count - 1))
  }

  private func tokens(
    _ bytes: UnsafeBufferPointer<UInt8>, _ tokenizer: inout PPTokenizer
  ) -> [PPToken] {
    var found: [PPToken] = []
    while let piece = tokenizer.next() {
      found.append(
        PPToken(
          kind: piece.kind, isSpaced: piece.isSpaced,
          text: names.name(String(decoding: bytes[piece.range], as: UTF8.self))))
    }
    return found
  }

  private mutating func ask(_ tokens: [PPToken]) {
    for (index, token) in tokens.enumerated() where token.kind == .identifier {
      let function = names.text(token.text)
      guard CompilerQuestion.functions.contains(function), index + 1 < tokens.count,
        names.text(tokens[index + 1].text) == "("
      else { continue }
      let operand = tokens[(index + 2)...].map { names.text($0.text) }.prefix { $0 != ")" }
      questions.insert(CompilerQuestion(function: function, operand: operand.joined()))
    }
  }

  private mutating func define(
    _ bytes: UnsafeBufferPointer<UInt8>, _ tokens: inout PPTokenizer
  ) {
    let offset = offset(ofNext: tokens)
    guard let step = macro(bytes, &tokens) else { return }
    let end = tokens.position
    let firstWord = bodyWords.count
    let isWordItself = note(step.name, at: offset)
    if let isWord {
      while let piece = tokens.next() {
        guard piece.kind == .identifier else { continue }
        let text = String(decoding: bytes[piece.range], as: UTF8.self)
        if isWord(text) {
          bodyWords.append(
            .init(name: names.name(text), offset: Int32(line.offsets[piece.range.lowerBound])))
        }
      }
    }
    let start = bodies.count
    bodies += bytes[end...]
    definitions.append(
      .init(
        body: Int32(start)..<Int32(bodies.count), offset: Int32(offset),
        words: Int32(firstWord)..<Int32(bodyWords.count)))
    append(
      .define,
      .init(
        kind: .define, name: step.name, next: Int32(definitions.count - 1), isWord: isWordItself))
  }

  /// Notes a word that is itself (un)defined.
  private mutating func note(_ name: NameTable.Name, at offset: Int) -> Bool {
    guard let isWord, isWord(names.text(name)) else { return false }
    bodyWords.append(.init(name: name, offset: Int32(offset)))
    return true
  }

  private mutating func include(
    _ bytes: UnsafeBufferPointer<UInt8>, _ tokens: inout PPTokenizer, isNext: Bool, isImport: Bool
  ) {
    let rest = bytes[tokens.position...].drop { $0 == 0x20 }
    let target: FileDigest.Inclusion.Target
    if let first = rest.first, let end = Digester.ends[first],
      let close = rest.dropFirst().firstIndex(of: end)
    {
      let written = rest[rest.index(after: rest.startIndex)..<close]
      let name = names.name(String(decoding: written, as: UTF8.self))
      target = first == UInt8(ascii: "<") ? .angled(name) : .quoted(name)
    } else {
      target = .computed(self.tokens(bytes, &tokens))
    }
    inclusions.append(.init(target: target, isNext: isNext, isImport: isImport))
    append(.include, .init(kind: .include, next: Int32(inclusions.count - 1)))
  }

  private static let ends = [
    UInt8(ascii: "<"): UInt8(ascii: ">"), UInt8(ascii: "\""): UInt8(ascii: "\""),
  ]

  private mutating func pragma(
    _ bytes: UnsafeBufferPointer<UInt8>, _ tokens: inout PPTokenizer
  ) {
    let words = self.tokens(bytes, &tokens).map { names.text($0.text) }
    switch words.first {
    case "once": append(.once, .init(kind: .once))
    case "push_macro", "pop_macro":
      // What it was before is not followed.
      let name = words.dropFirst(2).first.map { String($0.dropFirst().dropLast()) } ?? ""
      append(.forget, .init(kind: .forget, name: names.name(name)))
    default: break
    }
  }
}
