import Foundation
import TestSupport
import Testing

/// What nobody would write by hand and generators, editors and accidents do: the tool works, or
/// says clearly what is wrong. Time limits are there against hanging, and tell nothing of speed.
@Suite struct RobustnessTests {
  private static let key = Sandbox.key
  private static let call = "int f(int n) { return static_call(compute)(n); }\n"
  private static let rewritten = "int f(int n) { return __SCT__compute(n); }\n"

  /// Rewrites `text` and says what is in the output.
  private func rewrite(
    _ text: [UInt8], _ more: String...
  ) async throws -> (result: Tool.Result, output: [UInt8]?) {
    let sandbox = try Sandbox([:])
    try sandbox.scratch.write(text, to: "src/main.c")
    let result = try await Tool.run(
      [Tool.scRewrite, "src", "--out", "gen", "--no-line-directives"] + more,
      in: sandbox.scratch.path)
    let exists = sandbox.scratch.exists("gen/main.c")
    return (result, exists ? try sandbox.scratch.bytes("gen/main.c") : nil)
  }

  @Test(.timeLimit(.minutes(10))) func aHundredMegabytes() async throws {
    let comment = "/* " + String(repeating: "static call * ", count: 70) + "*/\n"
    let text =
      "static const char text[] =\n"
      + String(repeating: "\t\"" + String(repeating: "x", count: 1000) + "\"\n", count: 5000)
      + ";\n"
    let filler = String(repeating: comment, count: 95_000_000 / comment.utf8.count) + text
    #expect(filler.utf8.count > 99_000_000)
    let (result, output) = try await rewrite(Array((Self.key + filler + Self.call).utf8))
    #expect(result.status == 0 && result.error == "", "\(result.error.prefix(1000))")
    #expect(output == Array((Self.key + filler + Self.rewritten).utf8))
  }

  @Test(.timeLimit(.minutes(10)), arguments: [("\n", 100_000), (" ", 500), ("\n\n", 500)])
  func aHundredThousandSites(separator: String, count: Int) async throws {
    func text(_ callee: String) -> String {
      Self.key + "int f(int n)\n{\n\tn += 0"
        + String(repeating: separator + "\t+ \(callee)(n)", count: count) + ";\n\treturn n;\n}\n"
    }
    let (result, output) = try await rewrite(Array(text("static_call(compute)").utf8))
    #expect(result.status == 0 && result.error == "", "\(result.error.prefix(1000))")
    #expect(output == Array(text("__SCT__compute").utf8))
  }

  /// A chain of 10,000 macros that leads to a call; and macro calls in one another, of which clang
  /// itself does not survive 10,000.
  @Test(.timeLimit(.minutes(10))) func tenThousandMacrosDeep() async throws {
    let depth = 10_000
    let chain =
      "#define M0(n) static_call(compute)(n)\n"
      + (1...depth).map { "#define M\($0)(n) M\($0 - 1)(n)\n" }.joined()
      + "int f(int n) { return M\(depth)(n); }\n"
    let (first, output) = try await rewrite(Array((Self.key + chain).utf8))
    #expect(first.status == 0 && first.error == "", "\(first.error.prefix(1000))")
    #expect(
      output
        == Array(
          (Self.key + chain).replacing("static_call(compute)", with: "STATIC_CALL_TRAMP(compute)")
            .utf8))

    let nested =
      "#define ID(x) x\nint f(int n) { return " + String(repeating: "ID(", count: 1000)
      + "static_call(compute)(n)" + String(repeating: ")", count: 1000) + "; }\n"
    let (second, deep) = try await rewrite(Array((Self.key + nested).utf8))
    #expect(second.status == 0 && second.error == "", "\(second.error.prefix(1000))")
    #expect(
      deep
        == Array(
          (Self.key + nested).replacing("static_call(compute)", with: "__SCT__compute").utf8))
  }

  private static let odd: [(name: String, before: [UInt8], behind: [UInt8])] = [
    ("NUL in a comment", Array("/* a\0b */\n".utf8), []),
    ("NUL between tokens", Array("int x;\0\0 int y;\n".utf8), []),
    ("NUL at the end", [], [0]),
    ("not UTF-8 in a comment", [0x2f, 0x2a, 0xff, 0xfe, 0xc0, 0x80, 0x2a, 0x2f, 0x0a], []),
    ("Latin-1 in a string", Array("char s[] = \"".utf8) + [0xfc, 0xdf, 0x22, 0x3b, 0x0a], []),
    ("a lone carriage return", Array("int x;\rint y;\n".utf8), []),
    ("a form feed", [0x0c, 0x0a], []),
    ("Control-Z at the end", [], [0x1a]),
  ]

  /// Bytes that are no text: what is not a static call stays as it is.
  @Test(arguments: odd)
  func oddBytes(name: String, before: [UInt8], behind: [UInt8]) async throws {
    let head = Array(Self.key.utf8)
    let (result, output) = try await rewrite(head + before + Array(Self.call.utf8) + behind)
    // What clang does not take for C is said to be none, with its place.
    if result.status == 1 {
      #expect(result.error.hasPrefix("src/main.c:") && result.error.contains("[sc-parse]"))
      #expect(name.hasPrefix("Control-Z") && output == nil)
      return
    }
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    #expect(output == head + before + Array(Self.rewritten.utf8) + behind)
  }

  @Test func markAndLineEnds() async throws {
    func text(_ callee: String) -> [UInt8] {
      [0xef, 0xbb, 0xbf]
        + Array(
          (Self.key + "int f(int n)\n{\n\treturn \(callee)(n);\n}\n").replacing("\n", with: "\r\n")
            .utf8)
    }
    let (result, output) = try await rewrite(text("static_call(compute)"))
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    #expect(output == text("__SCT__compute"))
    // What an editor saved as UTF-16 is no C to any compiler.
    let wide: [UInt8] =
      [0xff, 0xfe] + Array((Self.key + Self.call).utf8).flatMap { [$0, 0] as [UInt8] }
    let refused = try await rewrite(wide, "--exhaustive")
    #expect(refused.result.status == 1)
    #expect(refused.output == nil && refused.result.error.contains("[sc-parse]"))
  }

  /// Folders that contain themselves by links, inside the tree and out of it.
  @Test(.timeLimit(.minutes(15))) func loopsOfLinks() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    try sandbox.scratch.write("int outside;\n", to: "elsewhere/deep/outside.h")
    for (link, target) in [
      ("src/self", "."), ("src/lib/up", ".."), ("src/lib/again", "../lib"),
      ("src/a", "b"), ("src/b", "a"), ("src/there", "../elsewhere"),
      ("elsewhere/deep/back", "../../elsewhere"), ("elsewhere/home", "../src"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: sandbox.scratch.path(link), withDestinationPath: target)
    }
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    #expect(try sandbox.scratch.text("gen/main.c").contains("__SCT__compute"))
    #expect(sandbox.scratch.exists("gen/there/deep/outside.h"))
    let check = try await sandbox.run("src", "--out", "gen", "--check")
    #expect(check.status == 0, "\(check.error)")
  }

  /// The parser waits at a pipe, and meanwhile a file that it has read changes.
  @Test(
    .timeLimit(.minutes(15)),
    arguments: [": >src/main.c", "rm src/main.c", "cp src/z.c src/main.c"])
  func aFileThatChangesMeanwhile(change: String) async throws {
    let sandbox = try await Sandbox.rewritten()
    let before = try sandbox.scratch.snapshot("gen")
    try sandbox.scratch.write("#include \"slow.h\"\n", to: "src/z.c")
    let script = try """
    mkfifo src/slow.h && { timeout 60 \(Tool.scRewrite) src --out gen -j1 --exhaustive & } &&
    exec 3>src/slow.h && \(change) && echo 'int z;' >&3 && exec 3>&- ; wait $!
    """
    let result = try await Tool.run(
      ["timeout", "120", "sh", "-c", script], in: sandbox.scratch.path)
    #expect(result.status == 1)
    #expect(
      result.error
        == "src/main.c:7:17: error: the file changed while it was read; run again [sc-changed-while-read]\n"
    )
    #expect(try sandbox.scratch.snapshot("gen") == before)
  }

  /// Nothing is left in the folder for temporary files, whatever ends the process; none is needed.
  @Test func noTemporaryFolder() async throws {
    let sandbox = try Sandbox()
    let result = try await sandbox.run(
      "src", "--out", "gen", environment: ["TMPDIR": "/nonexistent"])
    #expect(result.status == 0 && result.error == "", "\(result.error)")
  }
}
