import Foundation
import TestSupport
import Testing

/// Which units are parsed by default: what they read decides, and the output is that of all units.
@Suite struct UnitChoiceTests {
  private static let hook = """
    #include <static_call.h>
    DECLARE_STATIC_CALL(compute, int(int));

    """

  private func write(_ commands: [(unit: String, flags: String)], to sandbox: Sandbox) throws {
    let entries = commands.map {
      #"{"directory": "..", "file": "\#($0.unit)", "command": "cc \#($0.flags) -c \#($0.unit)"}"#
    }
    try sandbox.scratch.write(
      "[\(entries.joined(separator: ",\n"))]", to: "db/compile_commands.json")
  }

  /// Rewrites `src` to `gen`, and again with all units parsed, which must change nothing.
  ///
  /// - Returns: the units that were parsed.
  private func parsed(_ sandbox: Sandbox, database: Bool = true) async throws -> [String] {
    let arguments = [try Tool.scRewrite, "src", "--out", "gen"] + (database ? ["-p", "db"] : [])
    let result = try await Tool.run(arguments + ["--verbose"], in: sandbox.scratch.path)
    #expect(result.status == 0, "\(result.error)")
    let all = try await Tool.run(arguments + ["--exhaustive", "--check"], in: sandbox.scratch.path)
    #expect(all.status == 0, "\(all.error)\(all.output)")
    return result.error.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("parsing ") else { return nil }
      return String(line.dropFirst("parsing ".count).prefix { $0 != ":" })
    }
  }

  private func leftAlone(_ sandbox: Sandbox) throws -> [String: String] {
    struct Manifest: Decodable {
      struct Row: Decodable {
        var at: String
        var reason: String
      }
      var leftAlone: [Row]
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let manifest = try decoder.decode(
      Manifest.self, from: Data(try sandbox.scratch.bytes("gen/static_calls.json")))
    return Dictionary(uniqueKeysWithValues: manifest.leftAlone.map { ($0.at, $0.reason) })
  }

  /// The call stands where the unit with the key never sees it.
  @Test func aBranchOfAnotherUnit() async throws {
    let sandbox = try Sandbox([
      "src/log.h": """
      #include <static_call.h>
      DECLARE_STATIC_CALL(log_it, void(const char *));
      #ifdef QUIET
      static inline void note(const char *m) { (void)m; }
      #else
      static inline void note(const char *m) { static_call(log_it)(m); }
      #endif

      """,
      "src/sink.c": """
      #define QUIET
      #include "log.h"
      static void sink(const char *m) { note(m); }
      DEFINE_STATIC_CALL(log_it, sink);

      """,
      "src/app.c": "#include \"log.h\"\nint main(void) { note(\"x\"); return 0; }\n",
      "src/other.c": "#include \"log.h\"\nvoid other(void) { note(\"y\"); }\n",
    ])
    #expect(try await parsed(sandbox, database: false).sorted() == ["app.c", "sink.c"])
    #expect(try sandbox.scratch.text("gen/log.h").contains("{ __SCT__log_it(m); }"))
    #expect(try leftAlone(sandbox) == [:])
  }

  /// A header that the build makes, in a folder of its own, says which branch it is.
  @Test func aGeneratedHeaderDecides() async throws {
    let user = "#include \"hook.h\"\nint NAME(void) { return call(1); }\n"
    let sandbox = try Sandbox([
      "src/key.c": Sandbox.key, "src/one.c": user.replacing("NAME", with: "one"),
      "src/two.c": user.replacing("NAME", with: "two"),
      "src/hook.h": Self.hook + """
        #include <generated/config.h>
        #if CONFIG_FAST
        static inline int call(int n) { return static_call(compute)(n); }
        #else
        static inline int call(int n) { return -static_call(compute)(n); }
        #endif

        """,
      "build/include/generated/config.h": "#define CONFIG_FAST 1\n",
    ])
    let flags = "-Ibuild/include"
    try write(
      [("src/key.c", flags), ("src/one.c", flags), ("src/two.c", flags)], to: sandbox)
    #expect(try await parsed(sandbox).sorted() == ["key.c", "one.c"])
    #expect(try sandbox.scratch.text("gen/hook.h").contains("return __SCT__compute(n)"))
    #expect(try leftAlone(sandbox) == ["hook.h:7:41": "inactive"])
    try sandbox.scratch.write("/* no */\n", to: "build/include/generated/config.h")
    #expect(try await parsed(sandbox).sorted() == ["key.c", "one.c"])
    #expect(try sandbox.scratch.text("gen/hook.h").contains("return -__SCT__compute(n)"))
    #expect(try leftAlone(sandbox) == ["hook.h:5:40": "inactive"])
  }

  /// The names are alike from `asm` on; no unit is parsed for the one that is never read.
  @Test func headersOfAnotherArchitecture() async throws {
    let call = "static inline int call_x(int n) { return static_call(compute)(n); }\n"
    var files = [
      "src/key.c": Sandbox.key, "src/arch/a/asm/x.h": Self.hook + call,
      "src/arch/b/asm/x.h": Self.hook + call,
    ]
    for name in ["one", "two", "three"] {
      files["src/\(name).c"] = "#include <asm/x.h>\nint \(name)(void) { return call_x(1); }\n"
    }
    let sandbox = try Sandbox(files)
    try write(
      ["key", "one", "two", "three"].map { ("src/\($0).c", "-Isrc/arch/a") }, to: sandbox)
    #expect(try await parsed(sandbox).sorted() == ["key.c", "one.c"])
    #expect(try sandbox.scratch.text("gen/arch/a/asm/x.h").contains("__SCT__compute(n)"))
    let other = try sandbox.scratch.text("gen/arch/b/asm/x.h")
    #expect(!other.contains("__SCT__compute"))
    #expect(try leftAlone(sandbox) == ["arch/b/asm/x.h:3:42": "not-included"])
  }

  /// One file, listed twice: each command sees another call.
  @Test func aFileListedTwice() async throws {
    let sandbox = try Sandbox([
      "src/key.c": Sandbox.key,
      "src/user.c": "#include \"hook.h\"\nint user(void) { return NAME(1); }\n",
      "src/hook.h": Self.hook + """
        #define GLUE_(a, b) a##b
        #define GLUE(a, b) GLUE_(a, b)
        #define NAME GLUE(call, BITS)
        #if BITS == 8
        static inline int call8(int n) { return static_call(compute)(n); }
        #elif BITS == 16
        static inline int call16(int n) { return -static_call(compute)(n); }
        #endif

        """,
    ])
    try write(
      [
        ("src/key.c", ""), ("src/user.c", "-DBITS=8"), ("src/user.c", "-DBITS=16"),
        ("src/user.c", "-DBITS=16 -DOTHER"),
      ], to: sandbox)
    #expect(try await parsed(sandbox).sorted() == ["key.c", "user.c", "user.c"])
    let text = try sandbox.scratch.text("gen/hook.h")
    #expect(text.contains("return __SCT__compute(n)") && text.contains("return -__SCT__compute(n)"))
    #expect(try leftAlone(sandbox) == [:])
  }

  /// A list that units read in ways of their own, by macros with calls in them.
  @Test func aListOfMacros() async throws {
    let sandbox = try Sandbox([
      "src/list.h": "ENTRY(one)\nENTRY(two)\n",
      "src/key.c": Sandbox.key,
      "src/calls.h": Self.hook + "#define CALL(n) static_call(compute)(n)\n",
      "src/names.c": "#define ENTRY(name) int name##_n;\n#include \"list.h\"\n",
      "src/user.c": """
      #include "calls.h"
      #define ENTRY(name) int name(void) { return CALL(1); }
      #include "list.h"

      """,
    ])
    #expect(try await parsed(sandbox, database: false).sorted() == ["key.c", "user.c"])
    let header = try sandbox.scratch.text("gen/calls.h")
    #expect(header.contains("CALL(n) STATIC_CALL_TRAMP(compute)(n)"))
  }

  /// What is neither C nor Swift is listed and warned of, once for each file; what is for people
  /// to read is listed.
  @Test func otherLanguages() async throws {
    let sandbox = try Sandbox([
      "src/main.c": Sandbox.key + "int main(void) { return static_call(compute)(-1); }\n",
      "src/a.cpp": "int a() { return static_call(compute)(1); }\n// static_call(compute)(2)\n"
        + "int b() { return static_call(compute)(3); }\n",
      "src/b.S": "\tstatic_call(compute)(1)\n", "src/c.inc": "static_call(compute)(1);\n",
      "src/d.m": "int d(void) { return static_call(compute)(1); }\n",
      "src/README.md": "Write `static_call(compute)(1)`.\n", "src/e.py": "no_static_call(1)\n",
    ])
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 0)
    let one = "warning: a static call in a file that is neither C nor Swift is left alone"
    let two = "warning: 2 static calls in a file that is neither C nor Swift are left alone"
    let lines = result.error.split(separator: "\n").filter { $0.contains("[sc-other-language]") }
    #expect(
      lines == [
        "src/a.cpp:1:18: \(two) [sc-other-language]", "src/b.S:1:2: \(one) [sc-other-language]",
        "src/c.inc:1:1: \(one) [sc-other-language]", "src/d.m:1:22: \(one) [sc-other-language]",
      ])
    let places = ["a.cpp:1:18", "a.cpp:3:18", "b.S:1:2", "c.inc:1:1", "d.m:1:22", "README.md:1:8"]
    #expect(
      try leftAlone(sandbox)
        == Dictionary(uniqueKeysWithValues: places.map { ($0, "other-language") }))
    for name in ["a.cpp", "b.S", "c.inc", "d.m", "README.md"] {
      let source = try sandbox.scratch.bytes("src/\(name)")
      #expect(try sandbox.scratch.bytes("gen/\(name)") == source)
    }
  }
}
