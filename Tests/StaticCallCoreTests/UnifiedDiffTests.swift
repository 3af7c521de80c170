import TestSupport
import Testing

@testable import StaticCallCore

@Suite struct UnifiedDiffTests {
  /// A generator with a fixed seed, so that a failure repeats.
  private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  @Test func oneHunkReadsLikeAnyDiff() throws {
    let text = Array("1\n2\n3\n4\n5 static_call(x)(1);\n6\n7\n8\n9\n".utf8)
    let edit = Edit(
      at: 10, original: Array("static_call(x)".utf8), replacement: Array("__SCT__x".utf8))
    let diff = UnifiedDiff.render(
      path: "d/a.c", text: text, edits: try EditList([edit], for: text))
    #expect(
      String(decoding: diff, as: UTF8.self) == """
        --- a/d/a.c
        +++ b/d/a.c
        @@ -2,7 +2,7 @@
         2
         3
         4
        -5 static_call(x)(1);
        +5 __SCT__x(1);
         6
         7
         8

        """)
  }

  @Test func nothingForNothing() throws {
    #expect(UnifiedDiff.render(path: "a", text: [1], edits: try EditList([], for: [1])) == [])
  }

  /// For random texts and edits, `patch` makes of the old text what the edits make of it.
  @Test func patchAgrees() async throws {
    var random = Seeded(state: 20_261_123)
    let scratch = try Scratch()
    for round in 0..<60 {
      let text = randomText(&random)
      let edits = try EditList(randomEdits(of: text, &random), for: text)
      let names = ["a.c", "name with blanks.c", "quo\"te\\.c", "d/e/f.c"]
      let name = names[round % names.count]
      let folder = "\(round)"
      try scratch.write(text, to: "\(folder)/\(name)")
      try scratch.write(
        UnifiedDiff.render(path: name, text: text, edits: edits), to: "\(folder).diff")
      if !edits.edits.isEmpty {
        let result = try await Tool.run(
          ["patch", "-p1", "--binary", "--fuzz=0", "-d", folder, "-i", "../\(folder).diff"],
          in: scratch.path)
        #expect(result.status == 0, "round \(round): \(result.output)")
      }
      #expect(try scratch.bytes("\(folder)/\(name)") == edits.apply(to: text), "round \(round)")
    }
  }

  /// Comparing two texts gives edits that lead from one to the other, and a diff that does.
  @Test func lineDiffAgrees() async throws {
    var random = Seeded(state: 3)
    let scratch = try Scratch()
    for round in 0..<80 {
      let old = randomText(&random)
      let base = try EditList(randomEdits(of: old, &random), for: old).apply(to: old)
      let new =
        round % 9 == 0
        ? round % 2 == 0 ? [] : randomText(&random) : base + (round % 5 == 0 ? [0x0a, 0x61] : [])
      let edits = try EditList(LineDiff.edits(from: old, to: new), for: old)
      #expect(edits.apply(to: old) == new, "round \(round)")
      if old == new { continue }
      try scratch.write(old, to: "\(round)/f")
      try scratch.write(UnifiedDiff.render(path: "f", text: old, edits: edits), to: "\(round).diff")
      let result = try await Tool.run(
        ["patch", "-p1", "--binary", "--fuzz=0", "-d", "\(round)", "-i", "../\(round).diff"],
        in: scratch.path)
      #expect(result.status == 0, "round \(round): \(result.output)")
      // patch removes a file that it empties.
      let made = scratch.exists("\(round)/f") ? try scratch.bytes("\(round)/f") : []
      #expect(made == new, "round \(round)")
    }
  }

  private func randomText(_ random: inout Seeded) -> [UInt8] {
    let alphabet: [UInt8] = Array("ab \r".utf8) + [0x0a, 0x0a, 0xff]
    return (0..<Int.random(in: 1...400, using: &random)).map { _ in
      alphabet.randomElement(using: &random) ?? 0x0a
    }
  }

  private func randomEdits(of text: [UInt8], _ random: inout Seeded) -> [Edit] {
    var edits: [Edit] = []
    var position = 0
    while true {
      let start = position + Int.random(in: 0...60, using: &random)
      let end = start + Int.random(in: 1...20, using: &random)
      guard end <= text.count else { return edits }
      let replacement: [UInt8] = [0x58] + text[start..<end].filter { $0 == 0x0a }
      edits.append(Edit(at: start, original: Array(text[start..<end]), replacement: replacement))
      position = end
    }
  }
}
