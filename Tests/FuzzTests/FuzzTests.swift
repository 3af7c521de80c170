import FuzzSupport
import TestSupport
import Testing

/// Some seconds of fuzzing with a fixed seed, each target in a process of its own: what crashes
/// there is a failure here. `make fuzz` goes on for longer.
@Suite(.serialized) struct FuzzTests {
  /// In seconds, or with an `x` behind it, in inputs.
  static let amounts: [FuzzTarget: String] = [
    .lexer: "3", .edits: "2", .commands: "2", .lists: "3", .scanner: "5", .program: "5",
    .objects: "15", .archives: "2", .lines: "5",
  ]

  @Test(.timeLimit(.minutes(15)), arguments: FuzzTarget.allCases.filter { $0 != .trees })
  func nothingIsFound(target: FuzzTarget) async throws {
    try await expectNothing(of: target, seed: 20_261_123, amount: Self.amounts[target] ?? "2")
  }

  @Test func aGeneratorIsTheSameEverywhere() {
    var random = SeededGenerator(seed: 1)
    #expect(random.next() == 0x910a_2dec_8902_5cc1)
  }
}

/// The choice of units, on random trees. Not serialized: it takes a minute or more on all
/// processors.
@Suite struct TreeFuzzTests {
  /// So many trees, whatever the machine: that a fault is found must not depend on its speed.
  @Test(.timeLimit(.minutes(30)), arguments: [1, 2, 3, 4])
  func theDefaultRunFindsWhatExhaustiveFinds(seed: Int) async throws {
    let output = try await expectNothing(of: .trees, seed: seed, amount: "500x")
    // Trees that do not compile say little. Few are made.
    let words = output.split(whereSeparator: \.isWhitespace)
    let skipped = words.dropLast(3).last.flatMap { Int($0) } ?? 0
    #expect(words.suffix(3) != ["of", "no", "use"] || skipped < 500 / 3, "\(output)")
  }

  @Test func aTreeIsReadAsItIsShown() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<100 {
      let tree = TreeGenerator.tree(&random)
      #expect(GeneratedTree(tree.text) == tree)
    }
  }
}

@discardableResult
private func expectNothing(
  of target: FuzzTarget, seed: Int, amount: String
) async throws -> String {
  let scratch = try Scratch()
  let result = try await Tool.run(
    [Tool.built("sc-fuzz"), target.rawValue, "\(seed)", amount, scratch.path])
  let inputs = try scratch.snapshot("").mapValues { String(decoding: $0, as: UTF8.self) }
  #expect(result.status == 0, "\(result.output)\(result.error.suffix(3000))\(inputs)")
  return result.output
}
