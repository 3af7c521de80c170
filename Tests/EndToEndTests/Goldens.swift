import Foundation
import TestSupport
import Testing

/// The whole output of a small tree, byte for byte, for each choice of architectures; and what
/// stands in the goldens is built and run.
///
/// `UPDATE_GOLDENS=1 swift test` rewrites them. A missing golden is a failure.
@Suite struct GoldenTests {
  static let folder = Checkout.root + "/Tests/Goldens/events"
  static let variants = [
    "all": [], "x86_64": ["--arch", "x86_64"], "aarch64": ["--arch", "aarch64"],
  ]

  @Test(arguments: variants.keys.sorted())
  func outputIsTheGolden(variant: String) async throws {
    let scratch = try Scratch()
    try scratch.copy("\(Self.folder)/src", to: "src")
    let result = try await Tool.run(
      [Tool.scRewrite, "src", "--out", "gen", "--no-runtime"] + (Self.variants[variant] ?? []),
      in: scratch.path)
    #expect(result.status == 0 && result.error == "")
    let output = try scratch.snapshot("gen")

    let golden = "\(Self.folder)/\(variant)"
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
      try? FileManager.default.removeItem(atPath: golden)
      try FileManager.default.copyItem(atPath: scratch.path("gen"), toPath: golden)
    }
    let kept = try Scratch()
    try kept.copy(golden, to: "golden")
    let expected = try kept.snapshot("golden")
    #expect(output.keys.sorted() == expected.keys.sorted())
    for (name, bytes) in output {
      #expect(
        String(decoding: bytes, as: UTF8.self)
          == expected[name].map { String(decoding: $0, as: UTF8.self) },
        "\(variant)/\(name)")
    }
  }

  @Test func goldensRun() async throws {
    for compiler in Compiler.all {
      let own = compiler.runner.isEmpty ? "x86_64" : "aarch64"
      let runtime = try await RuntimeObjects.shared.folder(for: compiler)
      for variant in ["all", own] {
        let scratch = try Scratch()
        try scratch.copy("\(Self.folder)/\(variant)", to: "gen")
        // The table includes the runtime's header by its place in gen/.
        try scratch.copy(
          Checkout.root + "/Sources/StaticCallRuntime", to: "gen/static_call_runtime")
        try scratch.copy(
          Checkout.headerFolder + "/static_call.h", to: "gen/static_call_runtime/static_call.h")
        // The toolchain's clang brings no plugin for link-time optimisation.
        let withLTO = compiler.command[0].hasSuffix("gcc") ? [["-O2", "-flto"]] : []
        for flags in [["-O0"], ["-O2", "-fPIE", "-pie"], ["-O2", "-static"]] + withLTO {
          try await compiler.build(
            flags + ["-Wall", "-Wextra", "-Werror", "-Igen/static_call_runtime", "gen/main.c"]
              + ["gen/static_call_stubs.S", "gen/static_call_table.c", "-pthread", "-o", "program"]
              + runtime, in: scratch.path)
          let result = try await compiler.run("./program", in: scratch.path)
          #expect(result.status == 0, "\(compiler) \(variant) \(flags)")
          #expect(
            result.output
              == (try String(contentsOfFile: "\(Self.folder)/expected.txt", encoding: .utf8)))
        }
      }
    }
  }
}
