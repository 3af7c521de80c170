import Foundation
import TestSupport
import Testing

/// Swift files in a tree: what becomes of them in the output, with C beside them and without.
@Suite struct SwiftTreeTests {
  private static let mixed = Checkout.fixtures + "/swift/programs/basic"

  private func mixedTree() throws -> Sandbox {
    let sandbox = try Sandbox([:])
    try sandbox.scratch.copy(Self.mixed, to: "src")
    return sandbox
  }

  /// No C, no libclang.
  @Test func swiftAlone() async throws {
    let sandbox = try Sandbox([
      "src/main.swift": """
      import StaticCall
      let on_idle = DEFINE_STATIC_CALL_NULL(.on_idle, (@convention(c) (Int32) -> Void).self)
      static_call_cond(on_idle)(1)

      """
    ])
    let result = try await sandbox.run("src", "--out", "gen", "--libclang", "/nowhere")
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    #expect(
      try sandbox.scratch.text("gen/main.swift") == """
        import StaticCall
        let on_idle = DEFINE_STATIC_CALL_NULL(.on_idle, (@convention(c) (Int32) -> Void).self)
        __SCT__on_idle(1)

        """)
  }

  /// The modules for Swift come with Swift only.
  @Test func noSwiftModulesForC() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    _ = try await sandbox.run("src", "--out", "gen")
    #expect(!sandbox.scratch.exists("gen/static_call_swift"))
    #expect(try !sandbox.scratch.text("gen/static_calls.mk").contains("SWIFT"))
  }

  /// What has no calls is mirrored byte for byte: nothing may stand before a script's or
  /// manifest's first line.
  @Test(arguments: [
    "let a = 1\n", "let a = 1\r\n", "\u{feff}let a = 1", "#!/usr/bin/swift\nlet a = 1\n",
    "// swift-tools-version: 6.0\n", "", "let text = \"static_call(k)(1)\"\n",
  ])
  func mirrored(text: String) async throws {
    let sandbox = try Sandbox(["src/a.swift": text])
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    #expect(try sandbox.scratch.bytes("gen/a.swift") == Array(text.utf8))
  }

  /// By the overlay the compiler reads the rewritten file and names the user's, wherever it is
  /// called and wherever the output lies.
  @Test(arguments: ["main.swift", "a b/ä.swift"], ["gen", "out/deep/gen"])
  func overlay(name: String, out: String) async throws {
    let sandbox = try Sandbox([
      "src/\(name)": """
      import StaticCall
      func f() { static_call_cond(on_idle)(#file); static_call(wrong)(1) }
      let on_idle = DEFINE_STATIC_CALL_NULL(.on_idle, (@convention(c) (Int32) -> Void).self)
      let wrong = DEFINE_STATIC_CALL_RET0(.wrong, (@convention(c) (Int32) -> Int32).self)

      """
    ])
    let result = try await sandbox.run("src", "--out", out)
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    let overlay = "\(out)/static_call_swift/overlay.yaml"
    for (folder, prefix) in [("", ""), ("src", "../")] {
      let file = prefix + "src/\(name)"
      let printed = try await Tool.run(
        ["swiftc", "-frontend", "-dump-parse", "-vfsoverlay", prefix + overlay, file],
        in: sandbox.scratch.path(folder))
      #expect(printed.output.contains("__SCT__on_idle") && printed.output.contains("\(file):2"))
      #expect(!printed.output.contains("static_call_cond"))
    }
  }

  /// Swift imports the headers of the keys that it names: others may not stand alone, or not go
  /// together.
  @Test func headersOfNoConcern() async throws {
    let sandbox = try Sandbox([
      "src/hooks.h": """
      #include <static_call.h>
      DECLARE_STATIC_CALL(wanted, void(int));
      DECLARE_STATIC_CALL(passed, void(int));

      """,
      "src/private.h": "DECLARE_STATIC_CALL(unwanted, thing_t *(int));\n",
      "src/hooks.c": """
      #include "hooks.h"
      typedef struct thing thing_t;
      #include "private.h"
      DEFINE_STATIC_CALL_NULL(wanted, void(int));
      DEFINE_STATIC_CALL_NULL(passed, void(int));
      DEFINE_STATIC_CALL_NULL(unwanted, thing_t *(int));
      void f(void) { static_call(unwanted)(1); static_call(passed)(1); }

      """,
      "src/main.swift": "import StaticCall\nstatic_call(wanted)?(1)\n",
      "src/other.swift": "import StaticCall\nfunc f() { take(passed) }\n",
    ])
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    let folder = "gen/static_call_swift"
    let header = try sandbox.scratch.text("\(folder)/CStaticCallKeys/include/static_call_keys.h")
    #expect(header.contains("hooks.h") && !header.contains("private.h"))
    let keys = try sandbox.scratch.text("\(folder)/StaticCallKeys/StaticCallKeys.swift")
    #expect(keys.contains("var wanted") && keys.contains("var passed"))
    #expect(!keys.contains("unwanted"))
  }

  /// Only files with the word are parsed, and those have to.
  @Test func syntaxErrors() async throws {
    let sandbox = try Sandbox([
      "src/other.swift": "func broken( {\n",
      "src/main.swift": "import StaticCall\nfunc f() {\n  let = 1\n}\n",
    ])
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 1)
    #expect(
      result.error.hasPrefix("src/main.swift:3:7: error: expected pattern in variable"),
      "\(result.error)")
    #expect(result.error.contains("[sc-parse]") && !result.error.contains("other.swift"))
    #expect(!sandbox.scratch.exists("gen"))
  }

  /// Scans of both languages, linked, give what one run gives.
  @Test func scanAndLink() async throws {
    let sandbox = try mixedTree()
    _ = try await sandbox.run("src", "--out", "gen")
    for unit in ["hooks.c", "main.swift"] {
      let result = try await sandbox.run(
        "scan", "--root", "src", "src/\(unit)", "-o", "\(unit).scan", "--depfile", "\(unit).d")
      #expect(result.status == 0 && result.error == "", "\(result.error)")
    }
    #expect(
      try sandbox.scratch.text("main.swift.d").contains("\n  src/main.swift"))
    let result = try await sandbox.run(
      "link", "--root", "src", "--out", "gen2", "main.swift.scan", "hooks.c.scan")
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    var (one, other) = try (sandbox.scratch.snapshot("gen"), sandbox.scratch.snapshot("gen2"))
    one["static_calls.d"] = nil
    other["static_calls.d"] = nil
    #expect(one == other)
  }

  /// A second run finds nothing to do, and changes nothing.
  @Test func inPlace() async throws {
    let sandbox = try mixedTree()
    let first = try await sandbox.run("src", "--in-place", "--out", "gen")
    #expect(first.status == 0 && first.error == "", "\(first.error)")
    let text = try sandbox.scratch.text("src/main.swift")
    #expect(
      text.hasPrefix("import StaticCall\n") && text.contains("__SCT__walker(place, nil, nil)"))
    let before = try sandbox.scratch.snapshot("")
    let second = try await sandbox.run("src", "--in-place", "--out", "gen")
    #expect(second.status == 0 && second.error == "", "\(second.error)")
    #expect(try sandbox.scratch.snapshot("") == before)
  }

  /// A database says which C is compiled, and nothing of Swift.
  @Test func database() async throws {
    let sandbox = try mixedTree()
    let folder = sandbox.scratch.path
    try sandbox.scratch.write(
      """
      [{"directory": "\(folder)", "file": "src/hooks.c", "command": "gcc -c src/hooks.c"}]
      """, to: "compile_commands.json")
    let result = try await sandbox.run("src", "--out", "gen", "-p", ".")
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    #expect(try sandbox.scratch.text("gen/main.swift").contains("__SCT__walker("))
  }

  /// What is listed names both languages' places, in one table.
  @Test func listed() async throws {
    let sandbox = try mixedTree()
    let result = try await sandbox.run("src", "--list")
    #expect(result.output.contains("src/main.swift") && result.output.contains("src/hooks.c"))
    let again = try await sandbox.run("src", "--list")
    #expect(again.output == result.output)
  }
}
