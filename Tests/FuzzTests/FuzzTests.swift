import FuzzSupport
import TestSupport
import Testing

/// Some seconds of fuzzing with a fixed seed, each target in a process of its own: what crashes there
/// is a failure here. `make fuzz` goes on for longer.
@Suite(.serialized) struct FuzzTests {
  static let seconds: [FuzzTarget: Double] = [
    .lexer: 3, .edits: 2, .commands: 2, .lists: 3, .scanner: 5, .program: 5,
    .objects: 15, .archives: 2, .lines: 5,
  ]

  @Test(.timeLimit(.minutes(15)), arguments: FuzzTarget.allCases)
  func nothingIsFound(target: FuzzTarget) async throws {
    let scratch = try Scratch()
    let result = try await Tool.run(
      [
        Tool.built("sc-fuzz"), target.rawValue, "20261123", "\(Self.seconds[target] ?? 2)",
        scratch.path,
      ])
    let inputs = try scratch.snapshot("").mapValues { String(decoding: $0, as: UTF8.self) }
    #expect(result.status == 0, "\(result.output)\(result.error.suffix(3000))\(inputs)")
  }

  @Test func aGeneratorIsTheSameEverywhere() {
    var random = SeededGenerator(seed: 1)
    #expect(random.next() == 0x910a_2dec_8902_5cc1)
  }
}
