import TestSupport
import Testing

/// Whole trees with a Makefile of their own, built as they are and rewritten by changing the
/// source root alone.
@Suite struct TreeTests {
  struct Build: Sendable, CustomStringConvertible {
    var compiler: Compiler
    var options: [String]
    var description: String { "\(compiler) \(options.joined(separator: " "))" }
  }

  static let builds =
    Compiler.all.map { Build(compiler: $0, options: ["CFLAGS=-O0"]) } + [
      Build(compiler: Compiler.all[0], options: ["LIB_CFLAGS=-fvisibility=hidden"]),
      Build(compiler: Compiler.all[0], options: ["EXE_CFLAGS=-fno-pie", "EXE_LDFLAGS=-no-pie"]),
      Build(compiler: Compiler.all[1], options: ["LIB_CFLAGS=-fvisibility=hidden -fno-plt"]),
      Build(
        compiler: Compiler.all[2],
        options: ["LIB_CFLAGS=-fvisibility=hidden -mbranch-protection=standard"]),
    ]

  /// Two programs and a library with different keys, one of them shared: each links, and each
  /// works.
  @Test(arguments: builds)
  func severalPrograms(build: Build) async throws {
    let scratch = try Scratch()
    try scratch.copy("\(Checkout.fixtures)/trees/several-programs", to: "tree")
    let rewrite = try await Tool.run(
      [Tool.scRewrite, "src", "--out", "gen", "--", "-Isrc", "-Isrc/meter/include"],
      in: scratch.path("tree"))
    #expect(rewrite.status == 0, "\(rewrite.error)")

    let common =
      ["make", "--no-print-directory", "check", "CC=\(build.compiler)"] + build.options
      + ["RUN=\(build.compiler.runner.joined(separator: " "))"]
    for variant in [
      ["SRC=src", "SC_INCLUDE=\(Checkout.headerFolder)"], ["SRC=gen", "SC_MK=gen/static_calls.mk"],
    ] {
      let result = try await Tool.run(common + variant, in: scratch.path("tree"))
      #expect(result.status == 0, "\(build) \(variant)\n\(result.output)\n\(result.error)")
    }
  }

  /// The sample's own check: plain, rewritten, patching off, AArch64.
  @Test func sampleHooks() async throws {
    let scratch = try Scratch()
    try scratch.copy("\(Checkout.root)/Samples/hooks", to: "hooks")
    for name in ["gen", "build"] where scratch.exists("hooks/\(name)") {
      try scratch.remove("hooks/\(name)")
    }
    let make = try ["make", "SC_REWRITE=\(Tool.scRewrite)", "SC_INCLUDE=\(Checkout.headerFolder)"]
    let check = try await Tool.run(make + ["check"], in: scratch.path("hooks"))
    #expect(check.status == 0, "\(check.output)\n\(check.error)")

    // Make sees nothing to do, until a source changes.
    let quiet = try await Tool.run(
      make + ["rewritten", "--no-print-directory"], in: scratch.path("hooks"))
    #expect(!quiet.output.contains("sc-rewrite"), "\(quiet.output)")
    try scratch.write("/* new */\n", to: "hooks/src/core/new.h")
    let again = try await Tool.run(
      make + ["rewritten", "--no-print-directory"], in: scratch.path("hooks"))
    #expect(again.output.contains("sc-rewrite src --out gen"), "\(again.output)")
    #expect(scratch.exists("hooks/gen/core/new.h"))
  }
}
