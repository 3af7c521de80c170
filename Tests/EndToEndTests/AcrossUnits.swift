import TestSupport
import Testing

/// One place in the source that several units, or several configurations of one, read differently.
@Suite struct AcrossUnitsTests {
  private static let second = """
    static int two(int n) { return n * 2; }
    DEFINE_STATIC_CALL(other, two);

    """

  /// Writes `NAME/compile_commands.json` for each configuration; all run where sc-rewrite runs.
  private func write(
    _ configurations: [String: [(unit: String, flags: String)]], to sandbox: Sandbox
  ) throws {
    for (name, commands) in configurations {
      let entries = commands.map {
        #"{"directory": "..", "file": "\#($0.unit)", "command": "cc \#($0.flags) -c \#($0.unit)"}"#
      }
      try sandbox.scratch.write(
        "[\(entries.joined(separator: ",\n"))]", to: "\(name)/compile_commands.json")
    }
  }

  /// Each configuration has a folder of headers, as the kernel's architectures have.
  private static let architectures = [
    "src/main.c": Sandbox.key + """
      #include <asm/hook.h>
      #ifdef CONFIG_BIG
      #include "big.h"
      #endif
      int main(void) { return arch_call(1); }

      """,
    "src/arch/a/include/asm/hook.h":
      "static inline int arch_call(int n) { return static_call(compute)(n); }\n",
    "src/arch/b/include/asm/hook.h":
      "static inline int arch_call(int n) { return -static_call(compute)(n); }\n",
    "src/big.h": "static inline int big(int n) { return static_call(compute)(n); }\n",
  ]

  private func expectAllRewritten(_ sandbox: Sandbox) throws {
    for name in ["arch/a/include/asm/hook.h", "arch/b/include/asm/hook.h", "big.h"] {
      #expect(try sandbox.scratch.text("gen/\(name)").contains("__SCT__compute(n)"), "\(name)")
    }
    let manifest = try sandbox.scratch.text("gen/static_calls.json")
    #expect(manifest.contains("\"left_alone\" : [\n\n  ]"), "\(manifest)")
  }

  @Test func headersOfTwoConfigurations() async throws {
    let sandbox = try Sandbox(Self.architectures)
    try write(
      [
        "a": [("src/main.c", "-Isrc/arch/a/include")],
        "b": [("src/main.c", "-Isrc/arch/b/include -DCONFIG_BIG=1")],
      ], to: sandbox)
    let result = try await sandbox.run("src", "--out", "gen", "-p", "a", "-p", "b")
    #expect(result.status == 0, "\(result.error)")
    try expectAllRewritten(sandbox)

    // The order of the databases is not seen.
    let check = try await sandbox.run("src", "--out", "gen", "-p", "b", "-p", "a", "--check")
    #expect(check.status == 0, "\(check.output)")
    // One alone says what it leaves.
    #expect(try await sandbox.run("src", "--out", "one", "-p", "a").status == 0)
    let manifest = try sandbox.scratch.text("one/static_calls.json")
    #expect(
      manifest.contains(
        "\"at\" : \"arch/b/include/asm/hook.h:1:46\",\n      \"reason\" : \"not-included\""))
    #expect(manifest.contains("\"at\" : \"big.h:1:39\",\n      \"reason\" : \"not-included\""))
  }

  @Test func oneUnitTwiceInOneDatabase() async throws {
    let sandbox = try Sandbox(Self.architectures)
    try write(
      [
        "db": [
          ("src/main.c", "-Isrc/arch/a/include"),
          ("src/main.c", "-Isrc/arch/b/include -DCONFIG_BIG"),
          ("src/main.c", "-Isrc/arch/a/include"),
        ]
      ], to: sandbox)
    let result = try await sandbox.run("src", "--out", "gen", "-p", "db")
    #expect(result.status == 0, "\(result.error)")
    try expectAllRewritten(sandbox)
  }

  /// Branches within an expression, a macro's two definitions, and a site in the condition's
  /// shadow.
  @Test func branchesOfEveryKind() async throws {
    let sandbox = try Sandbox([
      "src/main.c": Sandbox.key + Self.second + """
        #ifdef BIG
        #define CALL(n) static_call(compute)(n)
        #else
        #define CALL(n) -static_call(other)(n)
        #endif
        int main(void)
        {
        \treturn CALL(1) +
        #if BIG > 1
        \t\tstatic_call(compute)(2)
        #elif defined(BIG)
        \t\tstatic_call(other)(3)
        #else
        \t\tstatic_call(compute)(static_call(other)(4))
        #endif
        \t\t;
        }

        """
    ])
    try write(
      [
        "small": [("src/main.c", "")], "big": [("src/main.c", "-DBIG=1")],
        "bigger": [("src/main.c", "-DBIG=2")],
      ], to: sandbox)
    let result = try await sandbox.run(
      "src", "--out", "gen", "-p", "small", "-p", "big", "-p", "bigger")
    #expect(result.status == 0, "\(result.error)")
    let text = try sandbox.scratch.text("gen/main.c")
    #expect(!text.contains("static_call("))
    for flags in [[], ["-DBIG=1"], ["-DBIG=2"]] {
      let built = try await Tool.run(
        ["gcc", "-Igen/static_call_runtime", "-c", "gen/main.c", "-o", "main.o"] + flags,
        in: sandbox.scratch.path)
      #expect(built.status == 0, "\(built.error)")
    }
  }

  /// One place, two keys, and a macro that names either: so does the trampoline's macro.
  @Test(arguments: ["static_call(KEY)(1)", "static_ca\\\nll /* KEY */ ( KEY ) (1)"])
  func twoConfigurationsOfOneName(call: String) async throws {
    let sandbox = try Sandbox([
      "src/main.c": Sandbox.key + Self.second + "int main(void) { return \(call); }\n"
    ])
    try write(
      ["a": [("src/main.c", "-DKEY=compute")], "b": [("src/main.c", "-DKEY=other")]], to: sandbox)
    let result = try await sandbox.run("src", "--out", "gen", "-p", "a", "-p", "b")
    #expect(result.status == 0, "\(result.error)")
    #expect(!result.error.contains("never called"), "\(result.error)")
    let edited = call.replacing("static_ca", with: "STATIC_CALL_TRAMP").replacing("ll", with: "")
    #expect(try sandbox.scratch.text("gen/main.c").contains(edited))
    for key in ["compute", "other"] {
      let code = try await Tool.run(
        ["gcc", "-Igen/static_call_runtime", "-DKEY=\(key)", "-S", "gen/main.c", "-o", "-"],
        in: sandbox.scratch.path)
      #expect(code.output.contains("call\t__SCT__\(key)"), "\(code.error)")
    }
  }

  /// A name that is a key's in one unit and a macro's in another, as a pointer.
  @Test func aKeyThatIsAMacroElsewhere() async throws {
    let sandbox = try Sandbox([
      "src/a.c": Sandbox.key + "#include \"body.h\"\n",
      "src/b.c": "#include <static_call.h>\n" + Self.second
        + "#define compute other\n#include \"body.h\"\n",
      "src/body.h": "static inline int body(void) { return !static_call( compute ); }\n",
    ])
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 0, "\(result.error)")
    let text = try sandbox.scratch.text("gen/body.h")
    #expect(text.contains("!(&STATIC_CALL_TRAMP( compute ));"), "\(text)")
  }

  /// A key's name of several tokens, which differ: the message says who disagrees.
  @Test func twoConfigurationsDisagree() async throws {
    let sandbox = try Sandbox([
      "src/main.c": Sandbox.key + Self.second + "int main(void) { return static_call(KEY())(1); }\n"
    ])
    try write(
      ["a": [("src/main.c", "'-DKEY()=compute'")], "b": [("src/main.c", "'-DKEY()=other'")]],
      to: sandbox)
    let result = try await sandbox.run("src", "--out", "gen", "-p", "a", "-p", "b")
    #expect(result.status == 1)
    #expect(result.error.hasPrefix("src/main.c:6:25: error: "), "\(result.error)")
    #expect(result.error.contains("[sc-conflicting-edits]"))
    #expect(!sandbox.scratch.exists("gen"))
  }

  private static let template = [
    "src/a.c": Sandbox.key + "#define WHICH() compute\n#include \"body.h\"\n",
    "src/b.c": "#include <static_call.h>\n" + second
      + "#define WHICH() other\n#include \"body.h\"\n",
    "src/body.h": "static inline int body(void) { return static_call(WHICH())(1); }\n",
  ]

  @Test func twoUnitsDisagree() async throws {
    let sandbox = try Sandbox(Self.template)
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 1 && result.error.contains("[sc-conflicting-edits]"))
    #expect(result.error.contains("src/a.c:1:1: note: read as 'compute' by this unit"))
    #expect(result.error.contains("src/b.c:1:1: note: read as 'other' by this unit"))
  }

  /// A template that one unit reads for two keys and another for one of them.
  @Test func aTemplateReadTwiceAndOnce() async throws {
    let sandbox = try Sandbox([
      "src/body.h": "static inline int NAME(int n) { return static_call(WHICH)(n); }\n",
      "src/a.c": """
      #include <static_call.h>
      int type(int);
      DECLARE_STATIC_CALL(other, type);
      \(Sandbox.key)#define NAME first
      #define WHICH compute
      #include "body.h"
      #undef NAME
      #undef WHICH
      #define NAME second
      #define WHICH other
      #include "body.h"
      int both(int n) { return first(n) + second(n); }

      """,
      "src/b.c": "#include <static_call.h>\n" + Self.second
        + "#define NAME body\n#define WHICH other\n#include \"body.h\"\n",
    ])
    let result = try await sandbox.run("src", "--out", "gen")
    try #require(result.status == 0, "\(result.error)")
    #expect(try sandbox.scratch.text("gen/body.h").contains("STATIC_CALL_TRAMP(WHICH)(n)"))
  }

  /// A unit that does not use a header's macro need not know static_call.h.
  @Test func aUnitWithoutTheHeader() async throws {
    let sandbox = try Sandbox([
      "src/macros.h": "#define CALL(name, ...) static_call(name)(__VA_ARGS__)\n",
      "src/none.c": "#include \"macros.h\"\nint none;\n",
      "src/main.c": Sandbox.key
        + "#include \"macros.h\"\nint main(void) { return CALL(compute, 1); }\n",
    ])
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 0, "\(result.error)")
    let text = try sandbox.scratch.text("gen/macros.h")
    #expect(text.contains("STATIC_CALL_TRAMP(name)"))
  }

  /// A unit in which the name means something else uses the macro for that.
  @Test(arguments: [
    "#define static_call(name) name##_direct\nint compute_direct(int);\n",
    "enum { compute };\nint (*static_call(int))(int);\n",
    "extern int (*(*static_call)(int))(int);\nenum { compute };\n",
    "#include <static_call.h>\n#undef static_call\nint (*static_call(int))(int);\n"
      + "enum { compute };\n",
  ])
  func aUnitWithAStranger(declaration: String) async throws {
    let sandbox = try Sandbox([
      "src/macros.h": "#define CALL(name, ...) static_call(name)(__VA_ARGS__)\n",
      "src/own.c": declaration
        + "#include \"macros.h\"\nint own(void) { return CALL(compute, 1); }\n",
      "src/main.c": Sandbox.key
        + "#include \"macros.h\"\nint main(void) { return CALL(compute, 1); }\n",
    ])
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 0, "\(result.error)")
    #expect(try sandbox.scratch.text("gen/macros.h").contains("static_call(name)("))
    let manifest = try sandbox.scratch.text("gen/static_calls.json")
    #expect(manifest.contains("\"at\" : \"macros.h:1:25\",\n      \"reason\" : \"not-ours\""))
  }

  /// Code that a unit drops, unread, is for others to judge.
  @Test func anArgumentDroppedWithoutTheHeader() async throws {
    let sandbox = try Sandbox([
      "src/hook.h": "KEEP(static inline int body(int n) { return static_call(compute)(n); })\n",
      "src/none.c": "#define KEEP(code)\n#include \"hook.h\"\nint static_call_none;\n"
        + "void DECLARE_STATIC_CALL(void);\n",
      "src/main.c": Sandbox.key + "#define KEEP(code) code\n#include \"hook.h\"\n",
    ])
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 0, "\(result.error)")
    #expect(try sandbox.scratch.text("gen/hook.h").contains("__SCT__compute(n)"))
  }

  /// The call is in the tree and stays indirect because its text is outside: that has to be said.
  @Test func aMacroBodyOutside() async throws {
    let sandbox = try Sandbox([
      "ext/macros.h": "#define CALL(name, ...) static_call(name)(__VA_ARGS__)\n",
      "src/main.c": Sandbox.key
        + "#include \"../ext/macros.h\"\nint main(void) { return CALL(compute, 1); }\n",
    ])
    let result = try await sandbox.run("src", "--out", "gen")
    // Whichever keys the macro calls are not called in vain, either.
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    let manifest = try sandbox.scratch.text("gen/static_calls.json")
    #expect(
      manifest.contains("\"at\" : \"../ext/macros.h:1:25\",\n      \"reason\" : \"outside\""))
  }

  /// What only an outside header, a flag or an include's depth decides is decided for each unit.
  @Test(arguments: [
    ("FAST", "-Ibuild/a", "-Ibuild/b"), ("__has_include(<fast.h>)", "-Ibuild/a", "-Ibuild/b"),
    ("__OPTIMIZE__", "-O2", "-O0"), ("__STDC_VERSION__ >= 201112L", "-std=c11", "-std=c99"),
    ("__CHAR_UNSIGNED__", "-funsigned-char", ""), ("_OPENMP", "-fopenmp", ""),
    ("defined INT_MAX", "-DLIMITS", ""), ("__INCLUDE_LEVEL__ > 1", "-DDEEP", ""),
  ])
  func branchesForTwoUnits(condition: String, left: String, right: String) async throws {
    let unit = """
      #ifdef LIMITS
      #include <limits.h>
      #endif
      #ifdef DEEP
      #include "deep.h"
      #endif
      #include "hook.h"

      """
    let sandbox = try Sandbox([
      "src/key.c": Sandbox.key, "src/left.c": unit, "src/right.c": unit,
      "src/deep.h": "#include \"hook.h\"\n", "build/a/names.h": "#define FAST 1\n",
      "build/b/names.h": "\n", "build/a/fast.h": "\n",
      "src/hook.h": """
      #pragma once
      #include <static_call.h>
      DECLARE_STATIC_CALL(compute, int(int));
      #if __has_include(<names.h>)
      #include <names.h>
      #endif
      #if \(condition)
      static inline int call(int n) { return static_call(compute)(n); }
      #else
      static inline int call(int n) { return -static_call(compute)(n); }
      #endif

      """,
    ])
    try write(
      ["db": [("src/key.c", ""), ("src/left.c", left), ("src/right.c", right)]], to: sandbox)
    let result = try await sandbox.run("src", "--out", "gen", "-p", "db")
    #expect(result.status == 0, "\(result.error)")
    let text = try sandbox.scratch.text("gen/hook.h")
    #expect(text.contains("return __SCT__compute(n)") && text.contains("return -__SCT__compute(n)"))
  }

  /// Branches that only gcc takes, where a database says that gcc compiles: clang parses, and
  /// nothing of a database is executed that could say what gcc defines. They are listed as
  /// inactive, and the user can say it.
  @Test(arguments: ["__GNUC__ >= 5", "!defined __clang__"])
  func branchesOfTheCompiler(condition: String) async throws {
    let sandbox = try Sandbox([
      "src/main.c": Sandbox.key + """
        #if \(condition)
        int main(void) { return static_call(compute)(-1); }
        #else
        int main(void) { return 1; }
        #endif

        """
    ])
    try write(["db": [("src/main.c", "")]], to: sandbox)
    let database = try sandbox.scratch.text("db/compile_commands.json")
    try sandbox.scratch.write(
      database.replacing("\"cc ", with: "\"gcc-12 "), to: "db/compile_commands.json")
    #expect(try await sandbox.run("src", "--out", "gen", "-p", "db").status == 0)
    let text = try sandbox.scratch.text("gen/main.c")
    #expect(!text.contains("__SCT__compute(-1)"))
    #expect(try sandbox.scratch.text("gen/static_calls.json").contains("\"inactive\""))
    let told = try await sandbox.run(
      "src", "--out", "gen", "-p", "db", "--", "-fgnuc-version=12", "-U__clang__")
    #expect(told.status == 0, "\(told.error)")
    #expect(try sandbox.scratch.text("gen/main.c").contains("__SCT__compute(-1)"))
  }
}
