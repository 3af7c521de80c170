import Foundation
import TestSupport
import Testing

/// `sc-rewrite-swift`, the program that reads Swift: found, started, and what if it is not, or
/// fails.
@Suite struct SwiftReaderTests {
  private static let swift = """
    import StaticCall
    let on_idle = DEFINE_STATIC_CALL_NULL(.on_idle, (@convention(c) (Int32) -> Void).self)
    static_call_cond(on_idle)(1)

    """
  private static let files = [
    "src/main.swift": swift,
    "src/other.swift": "import StaticCall\nfunc f() { static_call_cond(on_idle)(2) }\n",
    "src/plain.swift": "let plain = 1\n", "src/main.c": "int main(void) { return 0; }\n",
  ]

  /// What the program says first.
  private func greeting() async throws -> String {
    let result = try await Tool.run([
      "/bin/sh", "-c", "exec \"$0\" / </dev/null", Tool.built("sc-rewrite-swift"),
    ])
    #expect(result.status == 0 && result.error.isEmpty, "\(result)")
    return result.output
  }

  /// A run with another program in its place, a shell script; $GREETING is what the real one says
  /// first.
  private func run(
    with script: String, _ more: String..., tree: [String: String] = files
  ) async throws -> (result: Tool.Result, sandbox: Sandbox) {
    let sandbox = try Sandbox(tree)
    let scratch = sandbox.scratch
    try scratch.write(try await greeting(), to: "greeting")
    try scratch.write(
      "#!/bin/sh\ngreet() { cat '\(scratch.path("greeting"))'; }\n\(script)\n", to: "reader")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: scratch.path("reader"))
    let result = try await Tool.run(
      [Tool.scRewrite, "src", "--out", "gen"] + more, in: scratch.path,
      environment: ["SC_REWRITE_SWIFT": scratch.path("reader")])
    return (result, sandbox)
  }

  /// One error, however many files there are; and how to get it.
  @Test func missing() async throws {
    let sandbox = try Sandbox(Self.files)
    let result = try await sandbox.run(
      "src", "--out", "gen", environment: ["SC_REWRITE_SWIFT": "/nowhere/reader"])
    #expect(result.status == 2)
    #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
    #expect(
      result.error.hasPrefix("sc-rewrite: error: ")
        && result.error.hasSuffix("[sc-swift-front-end]\n"))
    #expect(
      ["'/nowhere/reader'", "make swift", "SC_REWRITE_SWIFT"].allSatisfy(result.error.contains))
    #expect(!sandbox.scratch.exists("gen"))
  }

  /// A tree without such files never asks for it.
  @Test func notNeeded() async throws {
    var files = Self.files
    files["src/main.swift"] = "// nothing\n"
    files["src/other.swift"] = nil
    let sandbox = try Sandbox(files)
    let result = try await sandbox.run(
      "src", "--out", "gen", environment: ["SC_REWRITE_SWIFT": "/nowhere/reader"])
    #expect(result.status == 0 && result.error.isEmpty, "\(result)")
  }

  /// What goes wrong before a file is read is said once and has no place.
  @Test(arguments: [
    ("echo 'cannot open shared object file' >&2; exit 127", "cannot open shared object file"),
    ("exit 0", "exit status 0"), ("kill -SEGV $$", "Segmentation fault"),
    ("echo '{\"kind\":\"sc-rewrite scan\",\"version\":1}'; cat", "version 1"),
    ("echo hello; cat", "it is not a scan"),
  ])
  func doesNotStart(script: String, said: String) async throws {
    let (result, sandbox) = try await run(with: script)
    #expect(result.status == 2)
    #expect(result.error.contains(said), "\(result.error)")
    #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
    #expect(result.error.hasPrefix("sc-rewrite: error: "))
    #expect(!sandbox.scratch.exists("gen"))
  }

  /// What goes wrong with a file is said there.
  @Test(arguments: [
    ("exit 3", "exit status 3"), ("echo why >&2; kill -SEGV $$", "Segmentation fault: why"),
    ("echo '{'; cat >/dev/null", "it is not a scan"),
    ("greet; cat >/dev/null", "it is about something else"),
    ("exec sleep 1000", "took longer than 1 s; --swift-timeout gives it more"),
  ])
  func fails(script: String, said: String) async throws {
    let (result, sandbox) = try await run(with: "greet\n\(script)", "--swift-timeout", "1")
    #expect(result.status == 2)
    for file in ["main", "other"] {
      let lines = result.error.split(separator: "\n").filter {
        $0.hasPrefix("src/\(file).swift:1:1: error: ") && $0.contains(said)
          && $0.hasSuffix("[sc-swift-front-end]")
      }
      #expect(lines.count == 1, "\(result.error)")
    }
    #expect(!sandbox.scratch.exists("gen"))
  }

  @Test(arguments: ["0", "-1", "x"]) func aTimeThatIsNone(seconds: String) async throws {
    let sandbox = try Sandbox(Self.files)
    let result = try await sandbox.run("src", "--out", "gen", "--swift-timeout=\(seconds)")
    #expect(result.status == 2 && result.error.contains("--swift-timeout"), "\(result)")
  }

  /// As many as there are jobs, and each for many files; the output is the same.
  @Test func manyFiles() async throws {
    var files = Self.files
    for number in 0..<40 {
      files["src/\(number).swift"] =
        "import StaticCall\nfunc f\(number)() { static_call_cond(on_idle)(\(number)) }\n"
    }
    var outputs: [[String: [UInt8]]] = []
    for jobs in [1, 3] {
      let (result, sandbox) = try await run(
        with: "echo x >>\"${0%/*}/started\"\nexec '\(Tool.scRewrite)-swift' \"$@\"", "-j\(jobs)",
        tree: files)
      #expect(result.status == 0 && result.error.isEmpty, "\(result)")
      let started = try sandbox.scratch.text("started").split(separator: "\n").count
      #expect((1...jobs).contains(started))
      outputs.append(try sandbox.scratch.snapshot("gen"))
    }
    #expect(outputs[0] == outputs[1])
    #expect(
      outputs[0]["39.swift"].map { String(decoding: $0, as: UTF8.self) }?
        .contains("__SCT__on_idle(39)") == true)
  }

  /// Another toolchain's compiler reads another language.
  @Test func anotherToolchain() async throws {
    let reader = try Tool.built("sc-rewrite-swift")
    let libraries = try await Tool.run(["ldd", reader])
    // The package's parser is part of the program, and no toolchain's.
    guard libraries.output.contains("libSwiftParser.so") else { return }
    let sandbox = try Sandbox(Self.files)
    for (name, text) in ["bin/swiftc": "#!/bin/sh\n", "lib/swift/host/libSwiftParser.so": "new"] {
      try sandbox.scratch.write(text, to: "toolchain/\(name)")
    }
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: sandbox.scratch.path("toolchain/bin/swiftc"))
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let result = try await sandbox.run(
      "src", "--out", "gen",
      environment: ["PATH": "\(sandbox.scratch.path("toolchain/bin")):\(path)"])
    #expect(result.status == 0)
    #expect(
      result.error.hasPrefix("sc-rewrite: warning: ")
        && result.error.contains("toolchain/bin/swiftc")
        && result.error.hasSuffix("[sc-swift-toolchain]\n"), "\(result.error)")
    #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
  }

  /// Whoever wants the module alone does not get the parser of Swift.
  @Test func aPackageThatDependsOnThisOne() async throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      // swift-tools-version: 6.0
      import PackageDescription
      let package = Package(
        name: "user", dependencies: [.package(name: "sc-rewrite", path: "\(Checkout.root)")],
        targets: [
          .executableTarget(
            name: "user", dependencies: [.product(name: "StaticCall", package: "sc-rewrite")])
        ])

      """, to: "Package.swift")
    try scratch.write("import StaticCall\nprint(\"built\")\n", to: "Sources/user/main.swift")
    let home = ["HOME": ProcessInfo.processInfo.environment["HOME"] ?? ""]
    let result = try await Tool.run(["swift", "run", "-q"], in: scratch.path, environment: home)
    #expect(result.status == 0 && result.output == "built\n", "\(result.output)\(result.error)")
    let fetched = Checkout.names(in: scratch.path(".build/checkouts"))
    #expect(!fetched.contains("swift-syntax"), "\(fetched)")
  }
}
