import TestSupport
import Testing

/// Bad moments and bad places: what hostile readers of the runtime thought of.
@Suite struct SiteMomentTests {
  private static let generated = ["gen/static_call_stubs.S", "gen/static_call_table.c"]

  static let moments = [
    ("exits", "returns\n"), ("jumps", "jumped: 2\n"), ("own", "still plus_two: 1\n"),
    ("traced", "traps: 0\n"),
  ]

  @Test(arguments: moments) func atABadMoment(what: String, output: String) async throws {
    let compiler = Compiler.native[0]
    let scratch = try await Scratch.rewritten("hostile", with: "sites/sites.S", "sites/sites.h")
    let runtime = try await RuntimeObjects.shared.folder(for: compiler)
    try await compiler.build(
      ["-O2", "-Wall", "-Igen/static_call_runtime", "gen/main.c", "gen/sites.S", "-pthread"]
        + ["-Wl,--wrap=sigaction,--wrap=sc_trapped_at,--wrap=sc_platform_lock", "-o", "program"]
        + Self.generated + runtime, in: scratch.path)
    let result = try await Tool.run(["timeout", "60", "./program", what], in: scratch.path)
    #expect(result.status == 0, "\(what): \(result)")
    #expect(result.output == output, "\(what)")
  }

  /// Behind text lies something else, which must not become executable, nor read-only, or nothing
  /// at all.
  @Test(arguments: ["bfd", "lld"], [0, 3]) func atTheEndOfText(linker: String, pad: Int)
    async throws
  {
    let compiler = Compiler(["clang"])
    let scratch = try await Scratch.rewritten("page")
    let runtime = Checkout.names(in: "\(Checkout.root)/Sources/StaticCallRuntime")
      .filter { $0.hasSuffix(".c") }.map { "gen/static_call_runtime/\($0)" }
    // Without a PLT and start files, nothing comes behind the last section.
    try await compiler.build(
      ["-O2", "-fPIC", "-fno-plt", "-nostartfiles", "-shared", "-fuse-ld=\(linker)"]
        + ["-DPAD=\(pad)", "-Igen/static_call_runtime", "gen/library.c", "gen/last.S"]
        + ["-o", "library.so"] + Self.generated + runtime, in: scratch.path)
    try await compiler.build(["src/host.c", "-o", "host", "-ldl"], in: scratch.path)
    let result = try await Tool.run(["./host"], in: scratch.path)
    let without = try await Tool.run(
      ["./host"], in: scratch.path, environment: ["STATIC_CALL_PATCH": "off"])
    #expect(without.output.hasPrefix("240 350\n"), "\(linker) \(pad): \(without)")
    #expect(
      result.output == "241 351\n" + without.output.dropFirst("240 350\n".count),
      "\(linker) \(pad): \(without.output)")
  }

  /// Runtimes that come and go with plugins leave nothing behind in the program.
  @Test(arguments: Compiler.all) func pluginsWithRuntimes(compiler: Compiler) async throws {
    let scratch = try await Scratch.rewritten("twins")
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
