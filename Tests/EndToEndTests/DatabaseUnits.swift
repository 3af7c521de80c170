import Foundation
import TestSupport
import Testing

/// How a compilation database names a unit: every unit of the tree is parsed, or it is said why
/// not.
@Suite struct DatabaseUnitTests {
  private static let key = Sandbox.key + "int call(int n);\n"
  private static let hook = """
    #include <static_call.h>
    DECLARE_STATIC_CALL(compute, int(int));
    static inline int call_hook(int n) { return static_call(compute)(n); }

    """
  private static let unit = "#include <hook.h>\nint call(int n) { return call_hook(n); }\n"

  /// A tree with one unit, `name`, that alone includes the header with the site.
  private func sandbox(unit name: String, directory: String, file: String) throws -> Sandbox {
    let sandbox = try Sandbox([
      "src/key.c": Self.key, name: Self.unit, "src/include/hook.h": Self.hook,
    ])
    for (link, target) in [("link", "src/app"), ("src/alias", "app")] {
      try FileManager.default.createSymbolicLink(
        atPath: sandbox.scratch.path(link), withDestinationPath: target)
    }
    let here = sandbox.scratch.path
    try sandbox.scratch.write(
      """
      [{"directory": "\(here)", "file": "src/key.c", "command": "cc -c src/key.c"},
       {"directory": "\(here)/\(directory)", "file": "\(file)",
        "arguments": ["cc", "-I\(here)/src/include", "-x", "c", "-c", "\(file)"]}]
      """, to: "compile_commands.json")
    return sandbox
  }

  private func expectRewritten(_ sandbox: Sandbox) async throws {
    let result = try await sandbox.run("src", "--out", "gen", "-p", ".")
    #expect(result.status == 0, "\(result.error)")
    #expect(try sandbox.scratch.text("gen/include/hook.h").contains("__SCT__compute(n)"))
  }

  @Test(arguments: [
    (".", "src/app/main.c"), (".", "./src/../src/app//main.c"), ("src/app", "main.c"),
    ("src/include/..", "app/main.c"), (".", "link/main.c"), ("link", "main.c"),
    (".", "src/alias/main.c"), ("src/alias", "./main.c"),
  ])
  func oneFile(directory: String, file: String) async throws {
    try await expectRewritten(
      sandbox(unit: "src/app/main.c", directory: directory, file: file))
  }

  @Test func absoluteName() async throws {
    let sandbox = try sandbox(unit: "src/app/main.c", directory: ".", file: "HERE")
    let text = try sandbox.scratch.text("compile_commands.json")
    try sandbox.scratch.write(
      text.replacing("HERE", with: sandbox.scratch.path("src/app/main.c")),
      to: "compile_commands.json")
    try await expectRewritten(sandbox)
  }

  /// `..` behind a link goes up from where the link leads to.
  @Test(arguments: [("link", "../app/main.c"), (".", "link/../app/main.c")])
  func upFromALink(directory: String, file: String) async throws {
    let sandbox = try sandbox(unit: "src/app/main.c", directory: directory, file: file)
    let compiled = try await Tool.run(
      ["gcc", "-I\(Checkout.headerFolder)", "-I\(sandbox.scratch.path)/src/include", "-c", file]
        + ["-o", "/dev/null"], in: sandbox.scratch.path(directory))
    #expect(compiled.status == 0)
    try await expectRewritten(sandbox)
  }

  /// C by `-x c`, not by its name.
  @Test func anotherSuffix() async throws {
    let sandbox = try sandbox(unit: "src/app/main.inc", directory: ".", file: "src/app/main.inc")
    try await expectRewritten(sandbox)
    #expect(try sandbox.scratch.text("gen/app/main.inc").hasPrefix("#line 1 "))
  }

  /// A database that is older than the tree.
  @Test func aUnitThatIsGone() async throws {
    let sandbox = try sandbox(unit: "src/app/main.c", directory: ".", file: "src/app/gone.c")
    let result = try await sandbox.run("src", "--out", "gen", "-p", ".")
    #expect(
      result.error
        == "sc-rewrite: warning: 'src/app/gone.c' does not exist and is not parsed, but '.' has a command for it [sc-missing-unit]\n"
    )
    #expect(result.status == 0)
  }

  /// What is gone elsewhere is somebody else's.
  @Test func aUnitThatIsGoneElsewhere() async throws {
    let sandbox = try sandbox(unit: "src/app/main.c", directory: ".", file: "other/gone.c")
    let result = try await sandbox.run("src", "--out", "gen", "-p", ".")
    #expect(result.status == 0 && result.error == "")
  }

  /// A unit elsewhere is parsed only where it alone reads what matters.
  @Test func aUnitElsewhere() async throws {
    let sandbox = try Sandbox(
      Sandbox.tree.merging(["build/made.c": "#include <lib/hooks.h>\n#error \"not parsed\"\n"]) {
        $1
      })
    func run() async throws -> Tool.Result {
      try sandbox.scratch.write(
        """
        [{"file": "src/main.c", "command": "cc -c src/main.c"},
         {"file": "build/made.c", "command": "cc -Isrc -c build/made.c"},
         {"file": "build/not-yet.c", "command": "cc -Isrc -c build/not-yet.c"}]
        """, to: "compile_commands.json")
      return try await sandbox.run("src", "--out", "gen", "-p", ".")
    }
    let before = try await run()
    #expect(before.status == 0 && before.error == "")
    // Now nobody else reads it.
    try sandbox.scratch.write(Sandbox.key + "int main(void) { return 0; }\n", to: "src/main.c")
    let after = try await run()
    #expect(
      after.status == 1 && after.error.hasPrefix("build/made.c:2:2: error: "), "\(after.error)")
    try sandbox.scratch.write(
      "#include <lib/hooks.h>\nint made(void) { return static_call(compute)(1); }\n",
      to: "build/made.c")
    #expect(try await run().status == 0)
    #expect(try sandbox.scratch.text("gen/lib/hooks.h").contains("__SCT__compute(n)"))
    #expect(
      try sandbox.scratch.text("gen/static_calls.json").contains(
        "\"at\" : \"../build/made.c:2:25\",\n      \"reason\" : \"outside\""))
  }

  /// Nothing else is left: the error says so, and the warning why.
  @Test func allUnitsAreGone() async throws {
    let sandbox = try Sandbox()
    try sandbox.scratch.write(
      "[{\"file\": \"src/gone.c\", \"command\": \"cc -c src/gone.c\"}]",
      to: "compile_commands.json")
    let result = try await sandbox.run("src", "--out", "gen", "-p", ".")
    #expect(result.status == 2)
    #expect(result.error.contains("[sc-missing-unit]") && result.error.contains("[sc-empty-tree]"))
  }
}
