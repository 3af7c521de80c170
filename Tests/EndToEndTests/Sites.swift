import TestSupport
import Testing

/// Call sites that the runtime patches, by tables made by hand: every form at every place.
@Suite struct SiteTests {
  private static let parts = [
    "-Igen/static_call_runtime", "gen/main.c", "gen/sites.S", "gen/static_call_stubs.S",
    "gen/static_call_table.c", "-pthread", "-o", "program",
  ]

  /// A program of `Fixtures/runtime`, rewritten, with the sites that they share beside it.
  private func rewritten(_ program: String) async throws -> Scratch {
    try await Scratch.rewritten(
      program, with: "sites/sites.S", "sites/sites.h", "states/lock.h")
  }

  private func built(
    _ program: String, with compiler: Compiler, _ flags: [String] = []
  ) async throws -> Scratch {
    let scratch = try await rewritten(program)
    let runtime = try await RuntimeObjects.shared.folder(for: compiler)
    try await compiler.build(["-O2", "-Wall"] + Self.parts + runtime + flags, in: scratch.path)
    return scratch
  }

  private static func hasGuards(_ compiler: Compiler) -> Bool { compiler.runner.isEmpty }

  private func expectAllForms(
    _ compiler: Compiler, in scratch: Scratch, company: String
  ) async throws {
    let result = try await Tool.run(
      ["timeout", "300"] + compiler.runner + ["./program", company], in: scratch.path)
    let guarded = Self.hasGuards(compiler)
    let traps = guarded && company == "trap"
    let expected =
      guarded
      ? """
      start: 4 keys, 107 sites: 106 patched 1 foreign
      far: 4 keys, 107 sites: 46 patched 60 out of reach 1 foreign
      NULL: 4 keys, 107 sites: 106 patched 1 foreign
      without init: 4 keys, 106 sites: 105 patched 1 foreign

      """
      : """
      start: 4 keys, 18 sites: 17 patched 1 foreign
      far: 4 keys, 18 sites: 9 patched 8 out of reach 1 foreign
      NULL: 4 keys, 18 sites: 17 patched 1 foreign
      without init: 4 keys, 17 sites: 16 patched 1 foreign

      """
    let end = "all right, \(traps ? "traps, taken" : "no traps, none taken")\n"
    #expect(result.output == expected + end, "\(compiler), \(company): \(result.output)")
  }

  @Test(arguments: Compiler.all, ["alone", "trap", "spin"])
  func everyFormAtEveryPlace(compiler: Compiler, company: String) async throws {
    let scratch = try await built("sites", with: compiler, ["-Wl,--wrap=syscall"])
    try await expectAllForms(compiler, in: scratch, company: company)
  }

  static let links: [(Compiler, [String])] = [
    (Compiler.all[0], ["-static"]),
    (Compiler.all[0], ["-no-pie", "-fno-pie"]),
    (Compiler.all[0], ["-static-pie", "-fPIE"]),
    (Compiler.musl, []),
    (Compiler.musl, ["-static"]),
    (Compiler.all[2], ["-static"]),
  ]

  @Test(arguments: links, ["alone", "trap"])
  func everyKindOfProgram(link: (Compiler, [String]), company: String) async throws {
    let scratch = try await built("sites", with: link.0, ["-Wl,--wrap=syscall"] + link.1)
    try await expectAllForms(link.0, in: scratch, company: company)
  }

  @Test func sanitizersAgree() async throws {
    let scratch = try await rewritten("sites")
    let compiler = Compiler.native[0]
    let sources = Checkout.names(in: "\(Checkout.root)/Sources/StaticCallRuntime")
      .filter { $0.hasSuffix(".c") }.map { "gen/static_call_runtime/\($0)" }
    try await compiler.build(
      ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover"]
        + ["-Wl,--wrap=syscall"] + Self.parts + sources, in: scratch.path)
    for company in ["alone", "trap", "spin"] {
      try await expectAllForms(compiler, in: scratch, company: company)
    }
  }

  @Test func switchedOff() async throws {
    let scratch = try await built("sites", with: Compiler.native[0], ["-Wl,--wrap=syscall"])
    let result = try await Tool.run(
      ["./program", "trap"], in: scratch.path, environment: ["STATIC_CALL_PATCH": "off"])
    #expect(result.output.hasPrefix("start: 4 keys, 107 sites: 106 off 1 foreign\n"))
    #expect(result.output.hasSuffix("all right, no traps, none taken\n"), "\(result.output)")
  }

  /// Where other cores cannot be made to see stores in order, what takes several is left alone.
  @Test(arguments: ["alone", "trap"]) func withoutMembarrier(company: String) async throws {
    let scratch = try await built("sites", with: Compiler.native[0], ["-Wl,--wrap=syscall"])
    let result = try await Tool.run(
      ["./program", company], in: scratch.path, environment: ["NO_MEMBARRIER": "1"])
    #expect(
      result.output == """
        start: 4 keys, 107 sites: 50 patched 1 foreign 56 no sync
        far: 4 keys, 107 sites: 17 patched 60 out of reach 1 foreign 29 no sync
        NULL: 4 keys, 107 sites: 50 patched 1 foreign 56 no sync
        without init: 4 keys, 106 sites: 50 patched 1 foreign 55 no sync
        all right, no traps, none taken

        """, "\(result)")
  }

  @Test func trapsCanBeSwitchedOff() async throws {
    let scratch = try await built("stress", with: Compiler.native[0])
    let result = try await Tool.run(
      ["timeout", "60", "./program", "2"], in: scratch.path,
      environment: ["STATIC_CALL_PATCH": "spin"])
    #expect(result.status == 0, "\(result)")
    #expect(result.output.contains(" 0 traps, "), "\(result)")
    #expect(result.output.contains(" 0 violations"), "\(result)")
  }

  static let companies: [(String, Int32, String)] = [
    ("plain", 0, "3, traps: 1\nhandled: 1, blocked: 1, on its stack: 1\n2, traps: 1\n"),
    ("informed", 0, "3, traps: 1\nhandled: 1, blocked: 1, on its stack: 1\n2, traps: 1\n"),
    ("once", 133, "3, traps: 1\nhandled: 1, blocked: 1, on its stack: 1\n"),
    ("jumps", 0, "3, traps: 1\nhandled: 3, blocked: 1, on its stack: 1\n2, traps: 1\n"),
    ("ignored", 133, "3, traps: 1\nstill here\n"),
    ("late", 0, "3, traps: 1\n2, traps: 1\nhandled: 1, blocked: 1, on its stack: 1\n2, traps: 1\n"),
    ("asks", 133, "3, traps: 1\n2, traps: 1\n"),
    ("none", 133, "3, traps: 1\n"),
  ]

  /// What the program's own handlers are for reaches them, whoever came first.
  @Test(arguments: companies)
  func handlersOfTheProgram(what: String, status: Int32, output: String) async throws {
    let scratch = try await built("traps", with: Compiler.native[0])
    let result = try await Tool.run(["timeout", "60", "./program", what], in: scratch.path)
    // `timeout` dies of what its child died of.
    #expect(result.status == status, "\(what): \(result.output)")
    #expect(result.output == output, "\(what)")
  }

  @Test func lockedTextIsReported() async throws {
    let scratch = try await built("locked", with: Compiler.native[0])
    let locked = try await Tool.run(["./program", "lock"], in: scratch.path)
    #expect(
      locked.output == """
        start: 60 right, 0 wrong, 0 text locked, 0 stale
        hook: state 0, 60 of 61 sites patched
        two: 60 right, 0 wrong, 60 text locked, 0 stale
        hook: state 2, 0 of 61 sites patched
        NULL: 60 right, 0 wrong, 60 text locked, 0 stale
        hook: state 2, 0 of 61 sites patched

        """)
    let stale = try await Tool.run(["./program", "lock-all"], in: scratch.path)
    #expect(
      stale.output.contains("two: 0 right, 60 wrong, 0 text locked, 60 stale\n"), "\(stale.output)")
    #expect(stale.output.contains("NULL: 0 right, 60 wrong, 0 text locked, 60 stale\n"))
  }

  @Test(arguments: Compiler.all)
  func stress(compiler: Compiler) async throws {
    let scratch = try await built("stress", with: compiler)
    let result = try await Tool.run(
      ["timeout", "120"] + compiler.runner + ["./program", "5"], in: scratch.path)
    #expect(result.status == 0, "\(compiler): \(result.output)\(result.error)")
    #expect(result.output.contains(" 0 violations"), "\(compiler): \(result.output)")
  }

  /// A plugin whose sites, in a table made by the tool, come and go with it.
  @Test(arguments: Compiler.all, ["-O0", "-O2"])
  func pluginsWithSites(compiler: Compiler, level: String) async throws {
    let scratch = try await Scratch.rewritten("library")
    let runtime = try await RuntimeObjects.shared.folder(for: compiler)
    let generated = ["gen/static_call_stubs.S", "gen/static_call_table.c"] + runtime
    let flags = [level, "-fPIC", "-pthread", "-Igen/static_call_runtime"]
    for name in ["plugin", "host"] {
      try await compiler.build(
        flags + ["-c", "gen/\(name).c", "-o", "\(name).o"], in: scratch.path)
      let sites = try await Tool.run([Tool.scRewrite, "sites", "\(name).o"], in: scratch.path)
      #expect(sites.status == 0, "\(sites.error)")
    }
    try await compiler.build(
      flags + ["-shared", "plugin.o", "-o", "plugin.so"] + generated, in: scratch.path)
    try await compiler.build(
      flags + ["host.o", "-o", "host", "-rdynamic", "-ldl"] + generated, in: scratch.path)
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

  /// Batches mean the same with the runtime and without.
  @Test(arguments: Compiler.all, ["src", "gen"])
  func batches(compiler: Compiler, folder: String) async throws {
    let scratch = try await Scratch.rewritten("batch")
    let runtime = try await RuntimeObjects.shared.folder(for: compiler)
    let generated = ["gen/static_call_stubs.S", "gen/static_call_table.c"] + runtime
    try await compiler.build(
      ["-O2", "-Wall", "-Wextra", "-Werror", "-Igen/static_call_runtime", "\(folder)/main.c"]
        + (folder == "gen" ? generated : []) + ["-pthread", "-o", "program"], in: scratch.path)
    let result = try await compiler.run("./program", in: scratch.path)
    #expect(
      result.output == """
        start: 1 1 1 0
        11101
        not yet: 1 1 1 0
        committed: 3 1 3 1
        NULL and RET0: 3 0 3 0
        alike: 1

        """, "\(compiler): \(result.output)")
  }
}
