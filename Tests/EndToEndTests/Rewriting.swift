import Foundation
import TestSupport
import Testing

/// What a run makes of a tree, seen from outside.
@Suite struct RewritingTests {
  @Test func theMirrorIsWhole() async throws {
    let sandbox = try await Sandbox.rewritten("--no-runtime")
    #expect(
      try sandbox.scratch.snapshot("gen").keys.sorted() == [
        ".static_calls.files", "build.sh", "data/table.txt", "lib/hooks.h", "lib/plain.c", "main.c",
        "static_call_stubs.S", "static_call_table.c", "static_calls.d", "static_calls.diff",
        "static_calls.json", "static_calls.mk",
      ])
    #expect(try sandbox.scratch.text("gen/data/table.txt") == Sandbox.tree["src/data/table.txt"])
    #expect(
      try sandbox.scratch.text("gen/lib/plain.c")
        == "#line 1 \"src/lib/plain.c\"\n" + (Sandbox.tree["src/lib/plain.c"] ?? ""))
  }

  /// The callee's tokens and nothing else differ, and `patch` makes the same of the source.
  @Test func patchGivesTheSame() async throws {
    let sandbox = try await Sandbox.rewritten("--no-line-directives")
    try sandbox.scratch.copy(sandbox.scratch.path("src"), to: "patched")
    let patch = try await Tool.run(
      ["patch", "-p1", "--fuzz=0", "-d", "patched", "-i", "../gen/static_calls.diff"],
      in: sandbox.scratch.path)
    #expect(patch.status == 0, "\(patch.output)")
    for name in ["main.c", "lib/hooks.h", "lib/plain.c"] {
      let original = Sandbox.tree["src/\(name)"] ?? ""
      let edited = original.replacingOccurrences(of: "static_call(compute)", with: "__SCT__compute")
      #expect(try sandbox.scratch.text("gen/\(name)") == edited)
      #expect(try sandbox.scratch.text("patched/\(name)") == edited)
    }
  }

  /// Same input, same bytes: whatever the run, the number of jobs, the place, the locale.
  @Test func deterministic() async throws {
    let sandbox = try await Sandbox.rewritten()
    let first = try sandbox.scratch.snapshot("gen")
    for (folder, jobs, locale) in [
      ("x", "1", "C"), ("y/z", "2", "de_DE.UTF-8"), ("w", "7", "tr_TR"),
    ] {
      try sandbox.scratch.write("", to: "\(folder)/here")
      try sandbox.scratch.copy(sandbox.scratch.path("src"), to: "\(folder)/src")
      let result = try await Tool.run(
        [Tool.scRewrite, "src/", "-o", "gen/", "-j", jobs], in: sandbox.scratch.path(folder),
        environment: ["LC_ALL": locale])
      #expect(result.status == 0)
      #expect(try sandbox.scratch.snapshot("\(folder)/gen") == first)
    }
  }

  /// What one unit reads as somebody else's macro is not edited, though another unit could.
  @Test func aStrangerInOneUnitKeepsTheHeader() async throws {
    let sandbox = try Sandbox([
      "src/a.c": Sandbox.key + "#include \"go.h\"\n",
      "src/b.c": "#define static_call(n) n##_impl\nint compute_impl(int);\n#include \"go.h\"\n",
      "src/go.h": "static inline int go(int n) { return static_call(compute)(n); }\n",
    ])
    #expect(try await sandbox.run("src", "--out", "gen", "-j2").status == 0)
    #expect(try sandbox.scratch.text("gen/go.h").contains("static_call(compute)(n)"))
    #expect(try sandbox.scratch.text("gen/static_calls.json").contains("\"reason\" : \"not-ours\""))
  }

  /// What gcc compiles does not overflow a parser's stack.
  @Test(arguments: ["/usr/lib/llvm-14/lib/libclang.so", "/usr/lib/llvm-19/lib/libclang.so"])
  func deepNesting(library: String) async throws {
    let chain = String(repeating: "-~", count: 4000)
    let nest = String(repeating: "(", count: 1000) + "n" + String(repeating: ")", count: 1000)
    let sandbox = try Sandbox([
      "src/main.c": Sandbox.key
        + "int f(int n)\n{\n\treturn \(chain)static_call(compute)(\(nest));\n}\n"
    ])
    let result = try await sandbox.run("src", "--out", "gen", "--libclang", library)
    #expect(result.status == 0, "status \(result.status) \(result.error.prefix(300))")
    #expect(try sandbox.scratch.text("gen/main.c").contains("-~__SCT__compute(((("))
  }

  @Test func installedRuntime() async throws {
    let sandbox = try await Sandbox.rewritten("--no-runtime")
    try sandbox.scratch.write(
      """
      all:
      include gen/static_calls.mk
      all: ; gcc $(SC_CPPFLAGS) gen/main.c $(SC_SRCS) $(SC_LDLIBS) -o program && ./program

      """, to: "Makefile")
    try sandbox.scratch.copy("\(Checkout.root)/Sources/StaticCallRuntime", to: "installed")
    try sandbox.scratch.copy(
      "\(Checkout.headerFolder)/static_call.h", to: "installed/static_call.h")
    try sandbox.scratch.write("int one(int n) { return n + 1; }\n", to: "one.c")
    let result = try await Tool.run(
      ["make", "SC_RUNTIME=installed"], in: sandbox.scratch.path)
    #expect(result.status == 0, "\(result.error)")
  }

  /// Rewriting the output changes no mirrored file: there is nothing left to rewrite.
  @Test func idempotent() async throws {
    let sandbox = try await Sandbox.rewritten()
    #expect(try await sandbox.run("gen", "--out", "again").status == 0)
    let first = try sandbox.scratch.snapshot("gen")
    let again = try sandbox.scratch.snapshot("again")
    #expect(first.keys.sorted() == again.keys.sorted())
    for name in [
      "main.c", "lib/hooks.h", "lib/plain.c", "static_call_stubs.S", "static_call_table.c",
    ] {
      #expect(first[name] == again[name], "\(name)")
    }
    #expect(again["static_calls.diff"] == [])
  }

  /// Warnings, `__FILE__` and the line table name the user's file.
  @Test func compilersNameTheOriginal() async throws {
    let sandbox = try await Sandbox.rewritten()
    try sandbox.scratch.write(
      Sandbox.tree["src/lib/plain.c", default: ""]
        + "const char *where = __FILE__;\nint line = __LINE__;\nstatic int unused;\n",
      to: "src/lib/plain.c")
    #expect(try await sandbox.run("src", "--out", "gen").status == 0)
    for compiler in Compiler.native {
      let result = try await Tool.run(
        compiler.command + [
          "-g", "-Wall", "-Igen/static_call_runtime", "-c", "gen/lib/plain.c", "-o", "p.o",
        ],
        in: sandbox.scratch.path)
      #expect(
        result.error.contains("src/lib/plain.c:5:12: warning:"), "\(compiler): \(result.error)")
      #expect(!result.error.contains("gen/lib"))
      let object = String(decoding: try sandbox.scratch.bytes("p.o"), as: UTF8.self)
      #expect(object.contains("src/lib/plain.c\0"), "\(compiler)")
      let lines = try await Tool.run(
        ["objdump", "--dwarf=decodedline", "p.o"], in: sandbox.scratch.path)
      #expect(lines.output.contains("hooks.h"), "\(compiler)")
    }
  }

  /// Several paths: the output mirrors what they have in common, or the root that is named.
  @Test func severalPathsAndRoots() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    #expect(
      try await sandbox.run("src/main.c", "src/lib", "--out", "one", "--no-runtime").status == 0)
    #expect(sandbox.scratch.exists("one/lib/hooks.h") && !sandbox.scratch.exists("one/build.sh"))
    #expect(
      try await sandbox.run("src/main.c", "--root", ".", "--out", "two", "--no-runtime").status == 0
    )
    let text = try sandbox.scratch.text("two/src/main.c")
    #expect(
      text.hasPrefix("#line 1 \"src/main.c\"\n") || text.hasPrefix("#line 1 \"./src/main.c\"\n"))
    // The header has a site and is not among the paths: that is said.
    let manifest = try sandbox.scratch.text("two/static_calls.json")
    #expect(manifest.contains("\"reason\" : \"outside\""))
  }

  /// Flags from a database: both forms, relative folders, one file with two sets of flags.
  @Test func databaseFlagsReachTheParser() async throws {
    let sandbox = try Sandbox([
      "src/inc/config.h": "#define FROM_CONFIG 1\n",
      "src/main.c": Sandbox.key + """
        #include <config.h>
        #ifdef LEFT
        int left(void) { return static_call(compute)(1); }
        #endif
        #ifdef RIGHT
        int right(void) { return static_call(compute)(2); }
        #endif
        #ifdef NEITHER
        int neither(void) { return static_call(compute)(3); }
        #endif

        """,
      "src/unbuilt.c": "int f(void) { return static_call(compute)(1); } does not parse\n",
    ])
    try sandbox.scratch.write(
      """
      [{"directory": "src", "file": "main.c", "command": "gcc -fconserve-stack -DLEFT -Iinc -c main.c"},
       {"directory": "\(sandbox.scratch.path)", "file": "src/main.c",
        "arguments": ["gcc", "-DRIGHT", "-I", "src/inc", "-c", "src/main.c"]}]
      """, to: "compile_commands.json")
    let result = try await sandbox.run("src", "--out", "gen", "-p", "compile_commands.json")
    #expect(result.status == 0, "\(result.error)")
    let text = try sandbox.scratch.text("gen/main.c")
    #expect(text.contains("left(void) { return __SCT__compute(1)"))
    #expect(text.contains("right(void) { return __SCT__compute(2)"))
    #expect(text.contains("neither(void) { return static_call(compute)(3)"))
    let manifest = try sandbox.scratch.text("gen/static_calls.json")
    #expect(manifest.contains("\"reason\" : \"inactive\""))
    #expect(manifest.contains("\"at\" : \"unbuilt.c:1:22\",\n      \"reason\" : \"not-included\""))
  }

  /// Two databases are two configurations: what is inactive in one is rewritten for the other.
  @Test func configurationsAreMerged() async throws {
    let sandbox = try Sandbox([
      "src/main.c": Sandbox.key + """
        #ifdef BIG
        int f(void) { return static_call(compute)(1); }
        #else
        int f(void) { return static_call(compute)(2); }
        #endif

        """
    ])
    for (name, flag) in [("big", "-DBIG"), ("small", "-DSMALL")] {
      try sandbox.scratch.write(
        "[{\"directory\": \"..\", \"file\": \"src/main.c\", \"command\": \"cc \(flag) src/main.c\"}]",
        to: "\(name)/compile_commands.json")
    }
    #expect(try await sandbox.run("src", "-o", "gen", "-p", "big", "-p", "small").status == 0)
    let both = try sandbox.scratch.text("gen/main.c")
    #expect(both.contains("__SCT__compute(1)") && both.contains("__SCT__compute(2)"))
    #expect(!(try sandbox.scratch.text("gen/static_calls.json")).contains("inactive"))
    #expect(try await sandbox.run("src", "-o", "one", "-p", "small").status == 0)
    let one = try sandbox.scratch.text("one/main.c")
    #expect(one.contains("static_call(compute)(1)") && one.contains("__SCT__compute(2)"))
  }

  @Test func kernelFlavouredHeadersBringTheirOwnTrampolines() async throws {
    let sandbox = try Sandbox([
      "src/include/linux/static_call_types.h": """
      #define STATIC_CALL_KEY_PREFIX __SCK__
      #define STATIC_CALL_KEY(name) __SCK__##name
      #define STATIC_CALL_TRAMP(name) __SCT__##name
      struct static_call_key { void *func; };
      #define DECLARE_STATIC_CALL(name, func) \\
        extern struct static_call_key STATIC_CALL_KEY(name); extern __typeof__(func) STATIC_CALL_TRAMP(name)
      #define static_call(name) ({ (void)&STATIC_CALL_KEY(name); (&STATIC_CALL_TRAMP(name)); })

      """,
      "src/include/linux/static_call.h":
        "#include <linux/static_call_types.h>\n#define static_call_update(name, f) do { STATIC_CALL_KEY(name).func = (f); } while (0)\n",
      "src/core.c": """
      #include <linux/static_call.h>
      int one(int);
      DECLARE_STATIC_CALL(pmu, one);
      int f(void) { static_call_update(pmu, 0); return static_call(pmu)(1); }

      """,
    ])
    let result = try await sandbox.run("src", "--out", "gen", "--", "-Isrc/include")
    #expect(result.status == 0, "\(result.error)")
    #expect(try sandbox.scratch.text("gen/core.c").contains("return __SCT__pmu(1);"))
    #expect(!(try sandbox.scratch.text("gen/static_call_stubs.S")).contains("pmu"))
    let manifest = try sandbox.scratch.text("gen/static_calls.json")
    #expect(manifest.contains("\"trampoline\" : \"kernel\""))
    #expect(manifest.contains("\"macro\" : \"static_call_update\""))
  }

  /// The kernel's header on a CPU without trampolines: they are generated, and no row for a
  /// runtime.
  @Test(arguments: [(["--"], "kernel-generic"), (["--", "-DCONFIG_HAVE_STATIC_CALL"], "kernel")])
  func kernelHeaders(flags: [String], provider: String) async throws {
    let sandbox = try Sandbox([
      "src/linux/static_call.h": """
      #define STATIC_CALL_KEY_PREFIX __SCK__
      struct static_call_key { void *func; };
      #define DECLARE_STATIC_CALL(name, f) \\
        extern struct static_call_key __SCK__##name; extern __typeof__(f) __SCT__##name
      #define DEFINE_STATIC_CALL(name, f) \\
        DECLARE_STATIC_CALL(name, f); struct static_call_key __SCK__##name = { f }
      #ifdef CONFIG_HAVE_STATIC_CALL
      #define static_call(name) (&__SCT__##name)
      #else
      #define static_call(name) ((__typeof__(__SCT__##name) *)(__SCK__##name.func))
      #endif

      """,
      "src/main.c": """
      #include <linux/static_call.h>
      static int one(int n) { return n + 1; }
      DEFINE_STATIC_CALL(compute, one);
      int main(void) { return static_call(compute)(-1); }

      """,
    ])
    let result = try await Tool.run(
      [Tool.scRewrite, "src", "--out", "gen"] + flags + ["-Isrc"], in: sandbox.scratch.path)
    #expect(result.status == 0, "\(result.error)")
    #expect(try sandbox.scratch.text("gen/main.c").contains("return __SCT__compute(-1);"))
    #expect(
      try sandbox.scratch.text("gen/static_calls.json").contains("\"trampoline\" : \"\(provider)\"")
    )
    let isGenerated = provider != "kernel"
    let stubs = try sandbox.scratch.text("gen/static_call_stubs.S")
    #expect(stubs.contains("static_call_stub \"compute\"") == isGenerated)
    #expect(!(try sandbox.scratch.text("gen/static_call_table.c").contains("compute")))
    guard isGenerated else { return }
    for compiler in Compiler.all {
      try await compiler.build(
        ["-Igen", "gen/main.c", "gen/static_call_stubs.S", "-o", "program"],
        in: sandbox.scratch.path)
      #expect(try await compiler.run("./program", in: sandbox.scratch.path).status == 0)
    }
  }
}
