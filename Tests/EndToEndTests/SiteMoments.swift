import TestSupport
import Testing

/// Bad moments and bad places: what hostile readers of the runtime thought of.
@Suite struct SiteMomentTests {
  private static let generated = ["gen/static_call_stubs.S", "gen/static_call_table.c"]

  private func rewritten(_ folder: String, _ sources: String...) async throws -> Scratch {
    let scratch = try Scratch()
    try scratch.copy("\(Checkout.fixtures)/runtime/\(folder)", to: "src")
    for name in sources {
      try scratch.copy("\(Checkout.fixtures)/runtime/sites/\(name)", to: "src/\(name)")
    }
    let result = try await Tool.run([Tool.scRewrite, "src", "--out", "gen"], in: scratch.path)
    #expect(result.status == 0, "\(result.error)")
    return scratch
  }

  static let moments = [
    ("exits", "returns\n"), ("jumps", "jumped: 2\n"), ("own", "still plus_two: 1\n"),
    ("traced", "traps: 0\n"),
  ]

  @Test(arguments: moments) func atABadMoment(what: String, output: String) async throws {
    let compiler = Compiler.native[0]
    let scratch = try await rewritten("hostile", "sites.S", "sites.h")
    let runtime = try await RuntimeObjects.shared.folder(for: compiler)
    try await compiler.build(
      ["-O2", "-Wall", "-Igen/static_call_runtime", "gen/main.c", "gen/sites.S", "-pthread"]
        + ["-Wl,--wrap=sigaction,--wrap=sc_trapped_at", "-o", "program"]
        + Self.generated + runtime, in: scratch.path)
    let result = try await Tool.run(["timeout", "60", "./program", what], in: scratch.path)
    #expect(result.status == 0, "\(what): \(result)")
    #expect(result.output == output, "\(what)")
  }

  /// Behind text lies something else, which must not become executable, nor read-only.
  @Test(arguments: ["bfd", "lld"], ["-O0", "-Wl,-z,norelro"])
  func atTheEndOfText(linker: String, flag: String) async throws {
    let compiler = Compiler(["clang"])
    let scratch = try await rewritten("page")
    let runtime = try await RuntimeObjects.shared.folder(for: compiler)
    try await compiler.build(
      ["-O2", "-Igen/static_call_runtime", "-fuse-ld=\(linker)", "gen/main.c", "gen/last.S"]
        + [flag, "-pthread", "-o", "program"] + Self.generated + runtime, in: scratch.path)
    let result = try await Tool.run(["./program"], in: scratch.path)
    #expect(result.status == 0, "\(result)")
    #expect(result.output == "2\n3 4, the same mappings: 1, 1 of 1 sites patched\n")
  }

  /// Runtimes that come and go with plugins leave nothing behind in the program.
  @Test(arguments: Compiler.all) func pluginsWithRuntimes(compiler: Compiler) async throws {
    let scratch = try await rewritten("twins")
    let runtime = try await RuntimeObjects.shared.folder(for: compiler)
    for name in ["one.so", "two.so"] {
      try await compiler.build(
        ["-O2", "-fPIC", "-Igen/static_call_runtime", "-shared", "gen/plugin.c", "gen/site.S"]
          + ["-pthread", "-o", name] + Self.generated + runtime, in: scratch.path)
    }
    try await compiler.build(
      ["-O2", "src/host.c", "-pthread", "-ldl", "-o", "host"], in: scratch.path)
    let result = try await compiler.run("./host", in: scratch.path)
    #expect(result.status == 0, "\(compiler): \(result)")
    #expect(
      result.output == "232\n232\nhandled\nhandled\nhandled\n", "\(compiler): \(result.error)")
  }
}
