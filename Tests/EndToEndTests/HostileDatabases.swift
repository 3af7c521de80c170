import Foundation
import TestSupport
import Testing

/// A compile_commands.json from a stranger: it runs nothing and writes nothing, whatever is in it.
@Suite struct HostileDatabaseTests {
  private struct Command: Encodable {
    var directory: String
    var file = "src/main.c"
    var arguments: [String]?
    var command: String?
  }

  /// A tree, a library that leaves a file behind when it is loaded, and a folder for whatever else
  /// would be written.
  private func sandbox() async throws -> Sandbox {
    let sandbox = try Sandbox([
      "src/main.c": Sandbox.key + "int f(void) { return static_call(compute)(1); }\n",
      "evil.c": """
      #include <stdio.h>
      __attribute__((constructor)) static void run(void)
      {
      \tfclose(fopen("\(NSTemporaryDirectory())/ran", "w"));
      }

      """,
      "outside.rsp": "-DOUTSIDE",
      // Read for all that it names, this would be some 10^16 files.
      "src/bomb.rsp": String(repeating: "@src/bomb.rsp ", count: 100),
    ])
    let path = sandbox.scratch.path
    let source = try sandbox.scratch.text("evil.c").replacing(
      NSTemporaryDirectory(), with: path)
    try sandbox.scratch.write(source, to: "evil.c")
    let built = try await Tool.run(
      ["gcc", "-shared", "-fPIC", "evil.c", "-o", "evil.so"], in: path)
    #expect(built.succeeded, "\(built.error)")
    try FileManager.default.createDirectory(
      atPath: sandbox.scratch.path("temporary"), withIntermediateDirectories: true)
    return sandbox
  }

  /// - Returns: the result, and the files that are new, the output excepted.
  private func run(
    _ commands: [Command], in sandbox: Sandbox
  ) async throws -> (result: Tool.Result, new: [String]) {
    try sandbox.scratch.write(
      Array(try JSONEncoder().encode(commands)), to: "compile_commands.json")
    let before = Set(try sandbox.scratch.snapshot("").keys)
    let result = try await sandbox.run(
      "src", "--out", "gen", "-p", ".",
      environment: ["TMPDIR": sandbox.scratch.path("temporary")])
    let after = Set(try sandbox.scratch.snapshot("").keys)
    return (result, after.subtracting(before).filter { !$0.hasPrefix("gen/") }.sorted())
  }

  /// Each as words of their own, and again behind an option that would take the next word if the
  /// kernel's idea of a text's end were followed.
  static let options: [[String]] = [
    ["-fplugin=$/evil.so"], ["-fplugin", "$/evil.so"], ["-fpass-plugin=$/evil.so"],
    ["-Xclang", "-load", "-Xclang", "$/evil.so"], ["-load", "$/evil.so"],
    ["-Xclang", "-plugin", "-Xclang", "evil"], ["-fplugin-arg-evil-x"],
    ["-mllvm", "-load=$/evil.so"], ["-Wp,-load,$/evil.so"], ["-Xpreprocessor", "-load=$/evil.so"],
    ["-o", "$/new.o"], ["-o$/new.o"], ["--output=$/new.o"], ["-MD", "-MF", "$/new.d"],
    ["-MMD", "-MF$/new.d"], ["-MJ", "$/new.json"], ["-MJ$/new.json"], ["-Wp,-MD,$/new.d"],
    ["-Wp,-MMD,$/new.d"], ["-dependency-file", "$/new.d"],
    ["-fmodules", "-fmodules-cache-path=$/new"],
    ["-save-temps"], ["-save-temps=obj"], ["--save-temps"],
    ["--serialize-diagnostics", "$/new.dia"],
    ["-serialize-diagnostics", "$/new.dia"], ["-ftime-trace"], ["-ftime-trace=$/new.json"],
    ["-index-store-path", "$/new"], ["-fcrash-diagnostics-dir=$/new"], ["-gen-reproducer"],
    ["-fdiagnostics-generate-patch"], ["-dumpdir", "$/new"], ["-aux-info", "$/new"],
    ["-fprofile-generate=$/new"], ["-ftest-coverage", "--coverage"], ["-fstack-usage"],
    ["-foptimization-record-file=$/new.yaml"], ["-fsave-optimization-record"],
    ["-stats-file=$/new"],
    ["-fembed-bitcode"], ["-emit-ast"], ["-emit-pch", "-o", "$/new.pch"], ["-E"], ["-S"], ["-c"],
    ["-fproc-stat-report=$/new"], ["-trace=$/new"], ["-H"], ["-header-include-file", "$/new"],
    ["-wrapper", "$/evil.so"], ["-B$"], ["-B", "$"], ["--config", "$/evil.cfg"],
    ["--config=$/evil.cfg"],
    ["-specs=$/evil"], ["--specs=$/evil"], ["-ivfsoverlay", "$/evil.yaml"], ["@$/outside.rsp"],
    ["@src/../outside.rsp"], ["@src/bomb.rsp"], ["-x", "ast"], ["-x", "ir"],
    ["-fopenmp-targets=amdgcn-amd-amdhsa"], ["--gcc-toolchain=$"], ["-resource-dir", "$"],
    ["-working-directory", "/"], ["-include-pch", "$/evil.pch"], ["-fmodule-file=$/evil.pcm"],
    ["-###"], ["--version"], ["-cc1"], ["-cc1as"], ["--driver-mode=cl"], ["-Wl,-plugin,$/evil.so"],
  ]

  @Test(.timeLimit(.minutes(15))) func nothingRunsAndNothingIsWritten() async throws {
    let sandbox = try await sandbox()
    let path = sandbox.scratch.path
    let commands = Self.options.flatMap { options -> [Command] in
      let words = options.map { $0.replacing("$", with: path) }
      return [
        ["cc"] + words + ["-DA=1", "-c", "src/main.c"],
        ["cc", "-D\0", "-I"] + words + ["-c", "src/main.c"],
        ["cc", "-I", "x\0y", "-include\0"] + words + ["src/main.c"],
      ].map { Command(directory: path, arguments: $0) }
    }
    let (result, new) = try await run(commands, in: sandbox)
    #expect(result.status == 0, "\(result.error)")
    #expect(new == [])
    for option in ["-fplugin=\(path)/evil.so", "-D\\x00", "@src/bomb.rsp", "-x ast"] {
      #expect(
        result.error.contains(
          "sc-rewrite: warning: compiler option '\(option)' is not followed [sc-dropped-option]"),
        "\(result.error)")
    }
    #expect(!result.error.contains("\0"))
  }

  /// What a shell would run, as words of a command.
  @Test func commandsAreNotRun() async throws {
    let sandbox = try await sandbox()
    let path = sandbox.scratch.path
    let (result, new) = try await run(
      [
        "cc -c src/main.c; touch \(path)/ran", "$(touch \(path)/ran) -c src/main.c",
        "`touch \(path)/ran`", "cc -DA=\"$(touch \(path)/ran)\" src/main.c > \(path)/new",
        "\(path)/evil.so -c src/main.c", "cc src/main.c | tee \(path)/new",
        "cc\n\ntouch \(path)/ran",
      ].map { Command(directory: path, command: $0) }, in: sandbox)
    #expect(result.status == 0, "\(result.error)")
    #expect(new == [])
  }

  @Test(.timeLimit(.minutes(15))) func argumentsOfTenMegabytes() async throws {
    let sandbox = try await sandbox()
    let path = sandbox.scratch.path
    let long = String(repeating: "x", count: 10_000_000)
    let (result, new) = try await run(
      [
        Command(directory: path, arguments: ["cc", "-fplugin=\(long)", "src/main.c"]),
        Command(directory: path, command: "cc '-DB=\(long)' -D\(long) src/main.c"),
      ], in: sandbox)
    #expect(result.status == 0, "\(result.error.prefix(2000))")
    #expect(result.error.utf8.count < 10_000)
    #expect(new == [])
  }

  @Test(arguments: [
    (String(repeating: "[", count: 1_000_000), "it is not valid JSON"),
    (String(repeating: "[{\"a\":", count: 100_000), "it is not valid JSON"),
    (
      "[{\"file\": \"src/main.c\", \"arguments\": [1]}]",
      "entry 0, 'arguments', entry 0 is not of the right type"
    ),
    ("{}", "the file is not of the right type"), ("", "it is not valid JSON"),
    ("\0", "it is not valid JSON"),
    ("[{\"arguments\": []}]", "entry 0 has no 'file'"),
  ])
  func whatIsNoDatabase(text: String, reason: String) async throws {
    let sandbox = try Sandbox()
    try sandbox.scratch.write(text, to: "db.json")
    let result = try await sandbox.run("src", "--out", "gen", "-p", "db.json")
    #expect(result.status == 2)
    #expect(
      result.error
        == "db.json:1:1: error: malformed compilation database: \(reason) [sc-compile-commands]\n")
    #expect(!sandbox.scratch.exists("gen"))
  }
}
