import Foundation
import TestSupport
import Testing

/// Every fixture program prints the same unrewritten and rewritten, patched and not, on every CPU,
/// with every compiler, optimised and not.
@Suite struct ProgramTests {
  static let programs = Checkout.names(in: Checkout.fixtures + "/programs")

  @Test(arguments: programs)
  func behavesTheSame(program: String) async throws {
    let scratch = try Scratch()
    try scratch.copy("\(Checkout.fixtures)/programs/\(program)", to: "src")
    let expected = try scratch.text("src/expected.txt")
    let rewrite = try await Tool.run(
      [Tool.scRewrite, "src", "--out", "gen", "--", "-Isrc"], in: scratch.path)
    #expect(rewrite.status == 0, "\(rewrite.error)")

    for compiler in Compiler.all {
      let runtime = try await RuntimeObjects.shared.folder(for: compiler)
      for level in ["-O0", "-O2"] {
        let plain = ["-I\(Checkout.headerFolder)", "-Isrc"] + sources(in: "src", of: scratch)
        let rewritten =
          ["-Igen/static_call_runtime", "-Igen"] + sources(in: "gen", of: scratch)
          + ["gen/static_call_stubs.S"] + runtime
        let flags = ["-std=gnu11", "-g", level, "-pthread"]
        try await compiler.build(flags + ["-o", "plain"] + plain, in: scratch.path)
        try await compiler.build(flags + ["-o", "rewritten"] + rewritten, in: scratch.path)

        for (name, environment) in [
          ("./plain", [:]), ("./rewritten", [:]), ("./rewritten", ["STATIC_CALL_PATCH": "off"]),
        ] {
          let result = try await compiler.run(name, in: scratch.path, environment: environment)
          #expect(
            result.status == 0, "\(compiler) \(level) \(name) \(environment): \(result.error)")
          #expect(result.output == expected, "\(compiler) \(level) \(name) \(environment)")
        }
      }
    }
  }

  /// The C files below a folder, the runtime's excepted.
  private func sources(in folder: String, of scratch: Scratch) -> [String] {
    let all = (try? FileManager.default.subpathsOfDirectory(atPath: scratch.path(folder))) ?? []
    return all.filter { $0.hasSuffix(".c") && !$0.hasPrefix("static_call_runtime/") }
      .sorted().map { "\(folder)/\($0)" }
  }
}

/// The runtime, compiled once a compiler, with every warning an error.
actor RuntimeObjects {
  static let shared = RuntimeObjects()
  private var built: [String: Task<[String], Error>] = [:]
  private var scratches: [Scratch] = []

  /// The object files.
  func folder(for compiler: Compiler) async throws -> [String] {
    if let known = built[compiler.description] { return try await known.value }
    let scratch = try Scratch()
    scratches.append(scratch)
    let task = Task {
      let folder = Checkout.root + "/Sources/StaticCallRuntime"
      let sources = Checkout.names(in: folder).filter { $0.hasSuffix(".c") }
      try await compiler.build(
        ["-std=c11", "-Wall", "-Wextra", "-pedantic", "-Werror", "-O2", "-fPIC"]
          + ["-I\(Checkout.headerFolder)", "-c"] + sources.map { "\(folder)/\($0)" },
        in: scratch.path)
      return sources.map { scratch.path(String($0.dropLast(2)) + ".o") }
    }
    built[compiler.description] = task
    return try await task.value
  }
}

extension Scratch {
  /// A program of `Fixtures/runtime`, rewritten from src/ to gen/.
  ///
  /// - Parameter shared: files of other programs that are to stand beside it.
  static func rewritten(_ program: String, with shared: String...) async throws -> Scratch {
    let scratch = try Scratch()
    let programs = "\(Checkout.fixtures)/runtime"
    try scratch.copy("\(programs)/\(program)", to: "src")
    for file in shared where !file.hasPrefix(program + "/") {
      try scratch.copy("\(programs)/\(file)", to: "src/\(file.split(separator: "/").last ?? "")")
    }
    let result = try await Tool.run([Tool.scRewrite, "src", "--out", "gen"], in: scratch.path)
    #expect(result.status == 0, "\(result.error)")
    return scratch
  }
}
