import Foundation
import TestSupport
import Testing

/// Bad input: a located message with its id, the right exit status, and an existing gen/
/// untouched.
@Suite struct BadInputTests {
  private static let key = Sandbox.key

  /// Source errors: exit status 1. `place` starts the message's line.
  @Test(arguments: [
    (
      "unknown key", "int f(void) { return static_call(nobody)(1); }",
      "src/bad.c:4:22: error: no static call 'nobody' is declared here; DECLARE_STATIC_CALL or DEFINE_STATIC_CALL it first [sc-unknown-key]"
    ),
    (
      "update of an unknown key", "void f(void) { static_call_update(nobody, one); }",
      "src/bad.c:4:16: error: no static call 'nobody' is declared here; DECLARE_STATIC_CALL or DEFINE_STATIC_CALL it first [sc-unknown-key]"
    ),
    (
      "defined nowhere",
      "int other(int);\nDECLARE_STATIC_CALL(far, other);\nint f(void) { return static_call(far)(1); }",
      "src/bad.c:6:22: error: static call 'far' is declared but no file of the tree defines it [sc-undefined-key]"
    ),
    (
      "declared in a function only",
      "int f(void) { DECLARE_STATIC_CALL(inner, one); return static_call(inner)(1); }",
      "src/bad.c:4:55: error: static call 'inner' is declared only within a function, and no file of the tree defines it; declare it at file scope [sc-undefined-key]"
    ),
    (
      "defined twice in a unit", "DEFINE_STATIC_CALL(compute, one);",
      "src/bad.c:4:1: error: static call 'compute' is defined twice [sc-duplicate-key]"
    ),
    (
      "two types in a unit", "int two(char *);\nDECLARE_STATIC_CALL(compute, two);",
      "src/bad.c:5:1: error: static call 'compute' is declared with two types [sc-key-type]"
    ),
    (
      "update with a wrong type",
      "int two(char *);\nvoid f(void) { static_call_update(compute, two); }",
      "src/bad.c:5:16: error: static_call_update: the function's type is not the key's [sc-update-type]"
    ),
    (
      "update with a number", "void f(void) { static_call_update(compute, 5); }",
      "src/bad.c:4:16: error: static_call_update: an integer is not a function [sc-update-type]"
    ),
    (
      "a file that does not parse", "int x = ;",
      "src/bad.c:4:9: error: expected expression [sc-parse]"
    ),
    (
      "a missing header", "#include \"gone.h\"",
      "src/bad.c:4:10: error: 'gone.h' file not found [sc-parse]"
    ),
  ])
  func sourceError(name: String, code: String, message: String) async throws {
    let sandbox = try Sandbox()
    #expect(try await sandbox.run("src", "--out", "gen").status == 0)
    let before = try sandbox.scratch.snapshot("gen")
    try sandbox.scratch.remove("src/main.c")
    try sandbox.scratch.write(Self.key + code + "\n", to: "src/bad.c")

    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 1)
    #expect(result.error.split(separator: "\n").contains(Substring(message)), "\(result.error)")
    #expect(result.output == "")
    #expect(try sandbox.scratch.snapshot("gen") == before)
  }

  /// Functions are passed over where no question needs them, and files where no static call is.
  @Test(arguments: [
    Self.key + "int f(void) { return static_call(compute)(1) + ; }\n", "int f(void) { return 1 }\n",
  ])
  func exhaustiveSeesEveryError(code: String) async throws {
    let sandbox = try Sandbox()
    try sandbox.scratch.remove("src/main.c")
    try sandbox.scratch.write(Self.key, to: "src/key.c")
    try sandbox.scratch.write(code.replacing("DEFINE", with: "DECLARE"), to: "src/bad.c")
    let quick = try await sandbox.run("src", "--out", "gen")
    #expect(quick.status == 0, "\(quick.error)")
    let result = try await sandbox.run("src", "--out", "gen", "--exhaustive")
    #expect(result.status == 1)
    #expect(result.error.contains("[sc-parse]"), "\(result.error)")
  }

  @Test func definedTwiceInTwoUnits() async throws {
    let sandbox = try Sandbox(["src/a.c": Self.key, "src/b.c": Self.key])
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 1)
    #expect(
      result.error == """
        src/b.c:3:1: error: static call 'compute' is defined twice [sc-duplicate-key]
        src/a.c:3:1: note: the other definition is here

        """)
    #expect(!sandbox.scratch.exists("gen"))
  }

  @Test func twoTypesInTwoUnits() async throws {
    let sandbox = try Sandbox([
      "src/a.c": Self.key,
      "src/b.c":
        "#include <static_call.h>\nint other(long);\nDECLARE_STATIC_CALL(compute, other);\n",
    ])
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 1)
    #expect(
      result.error == """
        src/b.c:3:1: error: static call 'compute' is declared as 'int (long)', but it is 'int (int)' elsewhere [sc-key-type]
        src/a.c:3:1: note: the other type comes from here

        """)
  }

  @Test func oneHeaderReadInTwoWays() async throws {
    let sandbox = try Sandbox([
      "src/a.c": Self.key + "#define WHICH() compute\n#include \"body.h\"\n",
      "src/b.c": """
      #include <static_call.h>
      static int two(int n) { return n; }
      DEFINE_STATIC_CALL(other, two);
      #define WHICH() other
      #include "body.h"

      """,
      "src/body.h": "static inline int body(void) { return static_call(WHICH())(1); }\n",
    ])
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 1)
    #expect(
      result.error.hasPrefix(
        "src/body.h:1:39: error: this static call is 'compute' where the file is read once and 'other' where it is read again; name the key itself here [sc-conflicting-edits]"
      ), "\(result.error)")
  }

  @Test func anOlderHeader() async throws {
    let header = try String(
      contentsOfFile: Checkout.headerFolder + "/static_call.h", encoding: .utf8)
    let sandbox = try Sandbox([
      "src/main.c": Self.key,
      "src/static_call.h": header.replacingOccurrences(
        of: "#define STATIC_CALL_ABI 1", with: "#define STATIC_CALL_ABI 0"),
    ])
    let result = try await sandbox.run("src", "--out", "gen", "--", "-Isrc")
    #expect(result.status == 1)
    #expect(result.error.hasPrefix("src/static_call.h:"))
    #expect(result.error.contains("[sc-header-version]"))
  }

  /// Usage and input: exit status 2, with the message's id.
  @Test(arguments: [
    (
      ["nowhere", "--out", "gen"],
      "sc-rewrite: error: cannot read 'nowhere': No such file or directory [sc-no-input]"
    ),
    (
      ["empty", "--out", "gen"],
      "sc-rewrite: error: there is no C or Swift file under 'empty' [sc-empty-tree]"
    ),
    (
      ["src", "--root", "empty", "--out", "gen"],
      "sc-rewrite: error: 'src' is not within the root 'empty' [sc-no-input]"
    ),
    (
      ["src", "--out", "src/gen"],
      "sc-rewrite: error: 'src/gen' and the source 'src' lie within one another; choose a folder beside the source [sc-output-in-source]"
    ),
    (
      ["src", "--out", "src"],
      "sc-rewrite: error: 'src' and the source 'src' lie within one another; choose a folder beside the source [sc-output-in-source]"
    ),
    (
      ["src", "--out", "."],
      "sc-rewrite: error: '.' and the source 'src' lie within one another; choose a folder beside the source [sc-output-in-source]"
    ),
    (
      ["src", "--out", "link"],
      "sc-rewrite: error: 'link' and the source 'src' lie within one another; choose a folder beside the source [sc-output-in-source]"
    ),
    (
      ["src", "--out", "foreign"],
      "sc-rewrite: error: 'foreign' is not empty and was not written by sc-rewrite; choose another folder or empty it [sc-foreign-output]"
    ),
    (
      ["src", "--out", "foreign/mine"],
      "sc-rewrite: error: 'foreign/mine' is not a folder [sc-output]"
    ),
    (
      ["src", "--out", "foreign/mine/gen"],
      "sc-rewrite: error: cannot make 'foreign/mine/gen': Not a directory [sc-output]"
    ),
    (
      ["src", "--out", "/proc/gen"],
      "sc-rewrite: error: cannot make '/proc/gen': No such file or directory [sc-output]"
    ),
    (
      ["src", "--out", "gen", "-p", "db.json"],
      "db.json:1:1: error: malformed compilation database: it is not valid JSON [sc-compile-commands]"
    ),
    (
      ["src", "--out", "gen", "-p", "nowhere.json"],
      "sc-rewrite: error: cannot read 'nowhere.json': No such file or directory [sc-no-input]"
    ),
    (
      ["src", "--out", "gen", "-p", "other"],
      "sc-rewrite: error: 'other' has no command for a file under the paths given [sc-empty-tree]"
    ),
    (
      ["src", "--out", "gen", "--arch", "z80"],
      "sc-rewrite: error: unknown architecture 'z80'; there are x86_64, aarch64 [sc-usage]"
    ),
    (
      ["src", "--out", "gen", "-j", "0"], "sc-rewrite: error: -j takes a number above 0 [sc-usage]"
    ),
    (
      ["taken", "--out", "gen"],
      "sc-rewrite: error: 'taken/static_calls.json' has the name of a file that sc-rewrite generates; rename it [sc-name-taken]"
    ),
    (
      ["src", "--out", "gen", "--libclang", "/gone.so"],
      "sc-rewrite: error: cannot load '/gone.so': /gone.so: cannot open shared object file: No such file or directory; install libclang-dev or name one with --libclang [sc-libclang]"
    ),
  ])
  func usageError(arguments: [String], message: String) async throws {
    let source = Self.key + "int f(void) { return static_call(compute)(1); }\n"
    let sandbox = try Sandbox([
      "src/main.c": source, "empty/readme.txt": "no C", "foreign/mine": "mine", "db.json": "[{]",
      "other/compile_commands.json": #"[{"file": "/x.c", "arguments": ["cc"]}]"#,
      "taken/main.c": source, "taken/static_calls.json": "{}",
    ])
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.scratch.path("link"), withDestinationPath: "src")
    let before = try sandbox.scratch.snapshot("")
    let result = try await Tool.run([Tool.scRewrite] + arguments, in: sandbox.scratch.path)
    #expect(result.status == 2)
    #expect(result.error == message + "\n")
    #expect(try sandbox.scratch.snapshot("") == before)
  }

  @Test(arguments: [["src"], ["--out", "gen"], ["src", "--out", "gen", "--frobnicate"], []])
  func wrongCommandLines(arguments: [String]) async throws {
    let sandbox = try Sandbox()
    let result = try await Tool.run([Tool.scRewrite] + arguments, in: sandbox.scratch.path)
    #expect(result.status == 2)
    #expect(result.error.lowercased().contains("usage: sc-rewrite"))
    #expect(result.output == "")
  }

  @Test func helpAndVersion() async throws {
    let sandbox = try Sandbox()
    let help = try await sandbox.run("--help")
    #expect(help.status == 0 && help.output.contains("--out <dir>") && help.error == "")
    let version = try await sandbox.run("--version")
    #expect(version.status == 0 && version.output.contains("."))
  }

  /// Nothing in a hostile database runs or writes, and what was refused is said.
  @Test func hostileDatabase() async throws {
    let sandbox = try Sandbox([
      "src/main.c": Self.key,
      "outside.rsp": "-DOUTSIDE",
      "src/inside.rsp": "-DINSIDE",
    ])
    let path = sandbox.scratch.path
    try sandbox.scratch.write(
      """
      [{"directory": "\(path)", "file": "src/main.c", "command": "cc -fplugin=\(path)/evil.so \
      -Xclang -load -Xclang \(path)/evil.so @\(path)/outside.rsp @src/inside.rsp -o \(path)/written.o \
      -MD -MF \(path)/written.d -Wp,-MMD,\(path)/written2.d -save-temps=obj -c src/main.c; touch \(path)/ran"}]
      """, to: "compile_commands.json")
    let before = Set(try sandbox.scratch.snapshot("").keys)
    let result = try await sandbox.run("src", "--out", "gen", "-p", ".")
    #expect(result.status == 0)
    for option in ["-fplugin=\(path)/evil.so", "-Xclang -load", "@\(path)/outside.rsp"] {
      #expect(
        result.error.contains(
          "sc-rewrite: warning: compiler option '\(option)' is not followed [sc-dropped-option]"),
        "\(result.error)")
    }
    let new = Set(try sandbox.scratch.snapshot("").keys).subtracting(before)
    #expect(new.allSatisfy { $0.hasPrefix("gen/") }, "\(new)")
  }

  /// clang's caret, in a terminal only.
  @Test func aTerminalShowsTheLine() async throws {
    let sandbox = try Sandbox(["src/bad.c": Self.key + "\tint f = static_call(nobody);\n"])
    let command = try "\(Tool.scRewrite) src --out gen"
    let shown = try await Tool.run(
      ["script", "-qec", command, "/dev/null"], in: sandbox.scratch.path,
      environment: ["NO_COLOR": "1"])
    #expect(shown.status == 1)
    #expect(
      shown.output.contains("  \tint f = static_call(nobody);\r\n  \t        ^\r\n"),
      "\(shown.output)")
    #expect(!shown.output.contains("\u{1b}"))
    let colored = try await Tool.run(
      ["env", "-u", "NO_COLOR", "script", "-qec", command, "/dev/null"], in: sandbox.scratch.path)
    #expect(colored.output.contains("\u{1b}[1;31merror:"))
  }
}
