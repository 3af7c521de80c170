/// Finds words in a text that is no directive, and what stands around each: the macros that may
/// drop, stringize or rename it.
struct TextReader {
  private(set) var words: [FileDigest.Word] = []
  private let names: NameTable
  private let isWord: (String) -> Bool
  /// What stands before each open parenthesis.
  private var callees: [[UInt8]] = []
  /// Words whose arguments are being read, and how many parentheses were open before.
  private var captures: [(word: Int, depth: Int)] = []
  private var last: [UInt8] = []
  private var wordBefore: Int?
  /// `callees` where each of the open conditionals began, and the longest where a branch ended.
  private var saved: [(start: [[UInt8]], longest: [[UInt8]])] = []

  /// Callees whose parentheses were left open by one branch of several, and may still be.
  private var perhaps: [[UInt8]] = []

  /// How many open parentheses are followed. Branches that each have a parenthesis leave some
  /// open.
  private static let limit = 64

  init(names: NameTable, isWord: @escaping (String) -> Bool) {
    self.names = names
    self.isWord = isWord
  }

  /// - Returns: the index of the word that this is, if it is one.
  mutating func identifier(_ spelling: [UInt8], at offset: Int) -> Int? {
    let text = String(decoding: spelling, as: UTF8.self)
    last = spelling
    wordBefore = nil
    capture(.identifier, text)
    guard isWord(text) else { return nil }
    let around = (perhaps + callees).filter { !$0.isEmpty }
    words.append(
      .init(
        name: names.name(text), offset: Int32(offset),
        around: names.names(around.map { String(decoding: $0, as: UTF8.self) })))
    wordBefore = words.count - 1
    return words.count - 1
  }

  /// An identifier of a directive.
  ///
  /// - Returns: the index of the word that this is, if it is one.
  mutating func mention(_ spelling: [UInt8], at offset: Int) -> Int? {
    let text = String(decoding: spelling, as: UTF8.self)
    guard isWord(text) else { return nil }
    words.append(.init(name: names.name(text), offset: Int32(offset)))
    return words.count - 1
  }

  /// A character that is none of an identifier's; of a number or a literal the first.
  mutating func other(_ byte: UInt8) {
    if byte == UInt8(ascii: "("), let wordBefore {
      captures.append((wordBefore, min(callees.count, TextReader.limit - 1)))
    }
    if !captures.isEmpty {
      let kind: PPToken.Kind = CharacterClass.isDigit(byte) ? .number : .punctuator
      capture(kind, String(decoding: [byte], as: UTF8.self))
    }
    switch byte {
    case UInt8(ascii: "("):
      if callees.count == TextReader.limit { callees.removeFirst() }
      callees.append(last)
    case UInt8(ascii: ")"):
      _ = callees.popLast()
      captures.removeAll { $0.depth >= callees.count }
    default: break
    }
    last = []
    wordBefore = nil
  }

  private mutating func capture(_ kind: PPToken.Kind, _ text: String) {
    if captures.isEmpty { return }
    let token = PPToken(kind: kind, isSpaced: true, text: names.name(text))
    for capture in captures { words[capture.word].arguments.append(token) }
  }

  /// A conditional begins.
  mutating func open() { saved.append((callees, [])) }

  /// Its next branch begins: parentheses are as they were before the first.
  mutating func proceed() {
    guard let chain = saved.popLast() else { return }
    leave(chain.start)
    saved.append((chain.start, longer(callees, chain.longest)))
    callees = chain.start
  }

  mutating func close() {
    guard let chain = saved.popLast() else { return }
    leave(chain.start)
    callees = longer(callees, chain.longest)
  }

  /// What a branch leaves open is around all that follows, whichever branch is taken.
  private mutating func leave(_ start: [[UInt8]]) {
    for callee in callees.dropFirst(start.count)
    where perhaps.count < TextReader.limit && !perhaps.contains(callee) {
      perhaps.append(callee)
    }
  }

  private func longer(_ one: [[UInt8]], _ other: [[UInt8]]) -> [[UInt8]] {
    other.count > one.count ? other : one
  }
}
