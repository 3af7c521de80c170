import TestSupport
import Testing

/// The runtime where the system or the layout of memory does not let it patch.
@Suite struct RuntimeTests {
  private static let parts = [
    "-Igen/static_call_runtime", "gen/static_call_stubs.S", "gen/static_call_table.c",
  ]

  static let outcomes: [(String, [String: String], String)] = [
    ("", [:], "patched patched patched patched"),
    ("", ["STATIC_CALL_PATCH": "off"], "off off off off"),
    ("", ["STATIC_CALL_PATCH": "on"], "patched patched patched patched"),
    ("lock", [:], "patched text locked text locked text locked"),
  ]

  @Test(arguments: Compiler.native, outcomes)
  func statesAndCallsAgree(
    compiler: Compiler, outcome: (argument: String, environment: [String: String], states: String)
  ) async throws {
    let scratch = try await Scratch.rewritten("states")
    let runtime = try await RuntimeObjects.shared.folder(for: compiler)
    try await compiler.build(
      ["-O2", "gen/main.c", "-o", "program", "-pthread"] + Self.parts + runtime, in: scratch.path)
    let result = try await Tool.run(
      ["./program", outcome.argument], in: scratch.path, environment: outcome.environment)
    #expect(result.status == 0, "\(result.error)")
    let lines = result.output.split(separator: "\n")
    #expect(
      lines.map { $0.drop { $0 != "," }.dropFirst(2) } == [
        "gives 41", "gives 42", "gives 43", "gives 0",
      ])
    let states = lines.map { $0.prefix { $0 != "," }.split(separator: " is ").last ?? "" }
    #expect(states.joined(separator: " ") == outcome.states)
  }

  /// Every way to write text is gone after the start: the one case in which a trampoline cannot
  /// follow its key. It is reported as such.
  @Test func allLockedIsReported() async throws {
    let scratch = try await Scratch.rewritten("states")
    let compiler = Compiler.native[0]
    try await compiler.build(
      ["-O2", "gen/main.c", "-o", "program", "-pthread"] + Self.parts
        + RuntimeObjects.shared.folder(for: compiler), in: scratch.path)
    let result = try await Tool.run(["./program", "lock-all"], in: scratch.path)
    #expect(result.output.contains("two: compute is stale"), "\(result.output)\(result.error)")
    let off = try await Tool.run(
      ["./program", "lock-all"], in: scratch.path, environment: ["STATIC_CALL_PATCH": "off"])
    #expect(off.output.contains("two: compute is off, gives 42"), "\(off.output)")
  }

  @Test func unexpectedBytesStay() async throws {
    let scratch = try await Scratch.rewritten("states")
    let compiler = Compiler.native[0]
    try await compiler.build(
      ["-O2", "gen/main.c", "-o", "program", "-pthread"] + Self.parts
        + RuntimeObjects.shared.folder(for: compiler), in: scratch.path)
    let result = try await Tool.run(["./program", "spoil"], in: scratch.path)
    #expect(result.output.contains("spoilt: compute is in state 6"), "\(result.output)")
  }

  @Test(arguments: Compiler.all)
  func farTargetsGoThroughTheKey(compiler: Compiler) async throws {
    let scratch = try await Scratch.rewritten("far")
    let runtime = try await RuntimeObjects.shared.folder(for: compiler)
    try await compiler.build(
      ["-O2", "gen/main.c", "-o", "program", "-pthread"] + Self.parts + runtime, in: scratch.path)
    let result = try await compiler.run("./program", in: scratch.path)
    #expect(
      result.output == "1 in state 0\n7 in state 1\n7 in state 0\n7 in state 1\n1 in state 0\n",
      "\(compiler): \(result.output)")
  }

  /// A plugin with trampolines of its own for the host's key, loaded and unloaded.
  @Test(arguments: Compiler.all, ["-O0", "-O2"])
  func pluginsComeAndGo(compiler: Compiler, level: String) async throws {
    let scratch = try await Scratch.rewritten("library")
    let runtime = try await RuntimeObjects.shared.folder(for: compiler)
    let flags = [level, "-fPIC", "-fvisibility=hidden", "-pthread"] + Self.parts + runtime
    try await compiler.build(
      ["-shared", "-fvisibility=default", "gen/plugin.c", "-o", "plugin.so"]
        + flags.filter { $0 != "-fvisibility=hidden" }, in: scratch.path)
    try await compiler.build(
      ["gen/host.c", "-o", "host", "-rdynamic", "-ldl"] + flags, in: scratch.path)
    let result = try await compiler.run("./host", in: scratch.path)
    let round = """
      2 101002, 3 trampolines
      201 201201
      2 201002
      1
      2, 1 trampolines

      """
    #expect(result.output == round + round + round, "\(compiler): \(result.output) \(result.error)")
  }
}
