import Foundation
import TestSupport
import Testing

@testable import StaticCallCore
@testable import sc_rewrite

/// Disks that are full or read-only, processes that are killed, and caches that are damaged.
@Suite struct RobustnessOfOutputTests {
  /// A tree whose output takes more than the limit that `limited` sets.
  private func largeTree() async throws -> Sandbox {
    let sandbox = try await Sandbox.rewritten()
    try sandbox.scratch.write(
      String(repeating: "/* large */\n", count: 20_000) + (Sandbox.tree["src/main.c"] ?? ""),
      to: "src/main.c")
    return sandbox
  }

  /// Every write beyond 64 KiB of a file fails: any user may set that, and to the tool it is a
  /// full disk but for the reason.
  private func limited(_ sandbox: Sandbox, _ arguments: String) async throws -> Tool.Result {
    try await Tool.run(
      ["sh", "-c", "ulimit -f 128; exec \(Tool.scRewrite) \(arguments)"], in: sandbox.scratch.path)
  }

  @Test func aFullDisk() async throws {
    let sandbox = try await largeTree()
    let before = try sandbox.scratch.snapshot("")
    let result = try await limited(sandbox, "src --out gen")
    #expect(result.status == 2)
    #expect(
      result.error.hasPrefix("sc-rewrite: error: cannot write 'gen/")
        && result.error.hasSuffix("File too large [sc-output]\n"), "\(result.error)")
    let inPlace = try await limited(sandbox, "src --in-place")
    #expect(inPlace.status == 2)
    #expect(
      inPlace.error == "sc-rewrite: error: cannot edit 'src/main.c': File too large [sc-in-place]\n"
    )
    #expect(try sandbox.scratch.snapshot("") == before)

    // A cache that cannot be written is none.
    try sandbox.scratch.write(Sandbox.tree["src/main.c"] ?? "", to: "src/main.c")
    let cached = try await Tool.run(
      ["sh", "-c", "ulimit -f 1; exec \(Tool.scRewrite) src --out gen --cache kept"],
      in: sandbox.scratch.path)
    #expect(cached.status == 0 && cached.error == "", "\(cached.error)")
    // Nothing is left of what did not fit. (A source that changed just before it was read is not
    // kept, and a list of nothing fits.)
    let kept = try sandbox.scratch.snapshot("kept")
    #expect(kept.allSatisfy { !$0.key.hasSuffix(".tmp") && $0.value.count < 512 }, "\(kept.keys)")
  }

  /// What is lost on stdout is told; a reader that had enough is no error.
  @Test(arguments: ["--diff", "--list", "--list --format json", "--check --out x --format sarif"])
  func aFullStandardOutput(options: String) async throws {
    let sandbox = try Sandbox()
    func run(_ target: String) async throws -> Tool.Result {
      try await Tool.run(
        ["sh", "-c", "{ \(Tool.scRewrite) src \(options); echo $? >status; } \(target)"],
        in: sandbox.scratch.path)
    }
    let full = try await run(">/dev/full")
    #expect(try sandbox.scratch.text("status") == "2\n")
    #expect(
      full.error.hasSuffix(
        "sc-rewrite: error: cannot write to standard output: No space left on device [sc-output]\n"),
      "\(full.error)")
    _ = try await run("| true")
    #expect(try sandbox.scratch.text("status") == (options.hasPrefix("--check") ? "1\n" : "0\n"))
  }

  /// Takes from root what permission bits do not bind.
  private var bound: [String] {
    geteuid() == 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : []
  }

  @Test func aReadOnlyOutput() async throws {
    let sandbox = try await Sandbox.rewritten()
    let before = try sandbox.scratch.snapshot("gen")
    try sandbox.scratch.write("int plain(void) { return 3; }\n", to: "src/lib/plain.c")
    chmod(sandbox.scratch.path("gen"), 0o555)
    defer { chmod(sandbox.scratch.path("gen"), 0o755) }
    let result = try await Tool.run(
      bound + [Tool.scRewrite, "src", "--out", "gen"], in: sandbox.scratch.path)
    #expect(result.status == 2)
    #expect(
      result.error.hasPrefix("sc-rewrite: error: cannot write 'gen/")
        && result.error.hasSuffix("Permission denied [sc-output]\n"), "\(result.error)")
    #expect(try sandbox.scratch.snapshot("gen") == before)
    // Where nothing is to be written, nothing is missing.
    try sandbox.scratch.write(Sandbox.tree["src/lib/plain.c"] ?? "", to: "src/lib/plain.c")
    let same = try await Tool.run(
      bound + [Tool.scRewrite, "src", "--out", "gen"], in: sandbox.scratch.path)
    #expect(same.status == 0 && same.error == "", "\(same.error)")
  }

  /// Signals at random moments: every file is the old or the new one in whole, and a plain run
  /// makes of that what it makes of nothing.
  @Test(.timeLimit(.minutes(10)), arguments: [["--out", "gen"], ["--in-place", "--out", "gen"]])
  func signalsAtAnyMoment(options: [String]) async throws {
    let sandbox = try Sandbox([:])
    func tree(_ version: Int) -> [String: String] {
      var files = ["main.c": Sandbox.key + "int version = \(version);\n"]
      for name in 0..<260 { files["h\(name).h"] = "int h\(name); /* \(version) */\n" }
      for name in 0..<40 {
        files["f\(name).c"] =
          Sandbox.key.replacing("DEFINE", with: "DECLARE").replacing(
            "static int one(int n) { return n + 1; }", with: "int one(int n);")
          + "int f\(name)(int n) { return \(version) + static_call(compute)(n); }\n"
      }
      return files
    }
    func write(_ version: Int, to folder: String) throws {
      for (name, text) in tree(version) { try sandbox.scratch.write(text, to: "\(folder)/\(name)") }
    }
    func run(in folder: String, before: [String] = []) async throws -> Tool.Result {
      try await Tool.run(
        before + [Tool.scRewrite, "src", "--no-line-directives"] + options,
        in: sandbox.scratch.path(folder), environment: ["TMPDIR": sandbox.scratch.path("temporary")]
      )
    }
    try FileManager.default.createDirectory(
      atPath: sandbox.scratch.path("temporary"), withIntermediateDirectories: true)
    // What the two versions give, undisturbed, and how long that takes.
    var whole: [[String: [UInt8]]] = []
    var seconds = 0.0
    for version in 0...1 {
      try write(version, to: "fresh\(version)/src")
      let start = Date()
      #expect(try await run(in: "fresh\(version)").status == 0)
      seconds = Date().timeIntervalSince(start)
      whole.append(try sandbox.scratch.snapshot("fresh\(version)"))
    }
    let sources = (0...1).map { version in tree(version).mapValues { Array($0.utf8) } }
    try write(0, to: "work/src")
    #expect(try await run(in: "work").status == 0)
    var random = SeededGenerator(seed: 20_261_123)
    for round in 1...6 {
      let version = round % 2
      try write(version, to: "work/src")
      let delay = Double.random(in: 0.05...1, using: &random) * seconds
      let signal = ["INT", "TERM", "KILL"][round % 3]
      _ = try await run(
        in: "work", before: ["timeout", "-s", signal, String(format: "%.3f", delay)])
      for (name, bytes) in try sandbox.scratch.snapshot("work") {
        if name.contains(".static_calls.") || name.hasSuffix(".sc-rewrite") { continue }
        let source = name.hasPrefix("src/") ? sources[version][String(name.dropFirst(4))] : nil
        #expect(
          bytes == whole[0][name] || bytes == whole[1][name] || bytes == source,
          "\(name), SIG\(signal) after \(delay) s")
      }
      #expect(try sandbox.scratch.snapshot("temporary") == [:])
      #expect(try await run(in: "work").status == 0)
      #expect(try sandbox.scratch.snapshot("work") == whole[version], "after SIG\(signal)")
    }
  }

  /// A file that changes between the plan and the copy; nobody can hit that moment from outside.
  @Test func aFileThatChangesLate() async throws {
    let sandbox = try Sandbox()
    let input = try SourceInput(paths: [sandbox.scratch.path("src")], root: nil)
    let output = try OutputFolder(path: sandbox.scratch.path("gen"), keepingOutOf: input)
    let text = try sandbox.scratch.bytes("src/main.c")
    let edits = try EditList(
      [Edit(at: text.count - 5, original: Array(text.suffix(5)), replacement: [])], for: text)
    try sandbox.scratch.write("int x;\n", to: "src/main.c")
    #expect(throws: Failure.self) {
      try output.write(
        [
          OutputFile(
            path: "main.c", content: .mirror(of: "main.c", edits: edits, lineDirective: nil))
        ], reading: input)
    }
    #expect(try sandbox.scratch.snapshot("gen") == [:])
  }

  /// Whatever became of the kept files: they are ignored and made anew.
  @Test(.timeLimit(.minutes(15))) func damagedCaches() async throws {
    let sandbox = try await Sandbox.rewritten("--cache", "kept")
    func run(_ before: [String] = []) async throws -> Tool.Result {
      try await Tool.run(
        before + [Tool.scRewrite, "src", "--out", "gen", "--cache", "kept", "--verbose"],
        in: sandbox.scratch.path)
    }
    // What is new may not be kept yet.
    try await Task.sleep(for: .milliseconds(100))
    #expect(try await run().status == 0)
    let output = try sandbox.scratch.snapshot("gen")
    let good = try sandbox.scratch.snapshot("kept")
    #expect(good.keys.contains { $0.hasSuffix(".scan") })
    #expect(good.keys.contains { $0.hasSuffix(".run") })
    var random = SeededGenerator(seed: 1)
    let damages: [(String, ([UInt8]) -> [UInt8])] = [
      ("empty", { _ in [] }), ("half", { Array($0.prefix($0.count / 2)) }),
      ("without its end", { Array($0.dropLast()) }), ("other version", { [0x58] + $0.dropFirst() }),
      ("no JSON", { _ in Array("sc-rewrite\n{".utf8) }), ("a byte more", { $0 + [0x20] }),
      (
        "a bit",
        { bytes in
          var bytes = bytes
          bytes[Int.random(in: bytes.indices, using: &random)] ^=
            1 << Int.random(in: 0..<8, using: &random)
          return bytes
        }
      ),
    ]
    for (name, damage) in damages + Array(repeating: damages[6], count: 5) {
      for (file, bytes) in good { try sandbox.scratch.write(damage(bytes), to: "kept/\(file)") }
      let result = try await run()
      #expect(
        result.status == 0 && result.error.contains("main.c: it has"), "\(name): \(result.error)")
      #expect(try sandbox.scratch.snapshot("gen") == output, "\(name)")
    }
    for command in [
      "for f in *.run *.scan; do rm $f; mkdir $f; done",
      "rmdir *.run *.scan; for f in $FILES; do mkfifo $f; done",
      "rm *; for f in $FILES; do ln -s /dev/zero $f; done", "chmod 0 *; chmod 500 .",
    ] {
      let names = good.keys.filter { $0.hasSuffix(".run") || $0.hasSuffix(".scan") }
      let prepared = try await Tool.run(
        ["sh", "-c", command], in: sandbox.scratch.path("kept"),
        environment: ["FILES": names.sorted().joined(separator: " ")])
      #expect(prepared.succeeded, "\(prepared.error)")
      let result = try await run(bound)
      #expect(result.status == 0, "\(command): \(result.error)")
      #expect(try sandbox.scratch.snapshot("gen") == output, "\(command)")
    }
    chmod(sandbox.scratch.path("kept"), 0o700)
  }
}
