import Foundation
import TestSupport

/// What is mutated: the fixtures.
public struct Corpus: Sendable {
  public let files: [[UInt8]]

  public init() throws {
    let all = try FileManager.default.subpathsOfDirectory(atPath: Checkout.fixtures).sorted()
    files = try all.filter { [".c", ".h", ".inc", ".def"].contains(where: $0.hasSuffix) }
      .map { [UInt8](try Data(contentsOf: URL(filePath: "\(Checkout.fixtures)/\($0)"))) }
  }
}

/// Makes small changes, by chance: what a slip of a hand, a bad merge or a broken disk makes.
public struct Mutator {
  private static let tokens: [[UInt8]] = [
    "static_call(", "static_call_cond(", "static_call_update(", "DEFINE_STATIC_CALL(", "#define ",
    "#undef ", "#if 0\n", "#else\n", "#endif\n", "#include \"", "\\\n", "\\ \r\n", "/*", "*/", "//",
    "\"", "'", "##", "#", "%:", "??/", "(", ")", "{", "}", ",", ";", "\n", "\r\n", "\r", "\0",
    "\u{feff}", "\u{1a}", "é", "\\u00e9", "_Pragma(\"once\")", "__SCK__x", "R\"(", "1'0", "<::",
  ].map { Array($0.utf8) }

  private let corpus: Corpus

  public init(_ corpus: Corpus) {
    self.corpus = corpus
  }

  /// A file of the corpus with some changes.
  public func text(_ random: inout SeededGenerator) -> [UInt8] {
    mutate(corpus.files.randomElement(using: &random) ?? [], &random)
  }

  public func mutate(
    _ text: [UInt8], most: Int = 6, _ random: inout SeededGenerator
  ) -> [UInt8] {
    var text = text
    for _ in 0..<Int.random(in: 1...most, using: &random) { change(&text, &random) }
    return text
  }

  private func change(_ text: inout [UInt8], _ random: inout SeededGenerator) {
    let place = Int.random(in: 0...text.count, using: &random)
    let some = place..<min(text.count, place + Int.random(in: 1...40, using: &random))
    switch Int.random(in: 0..<9, using: &random) {
    case 0 where place < text.count: text[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1 where place < text.count: text[place] = UInt8.random(in: 0...255, using: &random)
    case 2: text.removeSubrange(some)
    case 3: text.insert(contentsOf: text[some], at: Int.random(in: 0...text.count, using: &random))
    case 4:
      guard let other = corpus.files.randomElement(using: &random), !other.isEmpty else { return }
      let start = Int.random(in: other.indices, using: &random)
      text.replaceSubrange(some, with: other[start...].prefix(some.count * 4))
    case 5: text.removeLast(min(text.count, Int.random(in: 0...20, using: &random)))
    default: text.insert(contentsOf: Mutator.tokens.randomElement(using: &random) ?? [], at: place)
    }
  }
}
