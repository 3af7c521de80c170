import TestSupport
import Testing

/// "It builds by changing nothing but the source root, whatever the include style": for each way
/// to include, an unmodified file reads the rewritten header, and the program does the same.
@Suite struct IncludeLayoutTests {
  private static let hook = Layout.hook

  static let quoted = [
    Layout(
      name: "beside", includes: "#include \"hook.h\"\n", files: ["src/app/hook.h": hook]),
    Layout(
      name: "in a folder below", includes: "#include \"sub/hook.h\"\n",
      files: ["src/app/sub/hook.h": hook]),
    Layout(
      name: "in a folder above", includes: "#include \"../lib/hook.h\"\n",
      files: ["src/lib/hook.h": hook]),
    Layout(
      name: "down, up and down", includes: "#include \"../lib/../app/./..//lib/hook.h\"\n",
      files: ["src/lib/hook.h": hook]),
    Layout(
      name: "through unmodified headers", includes: "#include \"a.h\"\n",
      files: [
        "src/app/a.h": "#include \"../lib/b.h\"\n", "src/lib/b.h": "#include <hook.h>\n",
        "src/include/hook.h": hook,
      ],
      flags: ["-ISRC/include"]),
    Layout(
      name: "-iquote", includes: "#include \"hook.h\"\n",
      // <hook.h> is somebody else's: -iquote is not for angles.
      files: ["src/quote/hook.h": hook, "src/include/hook.h": "#error \"-I came first\"\n"],
      flags: ["-ISRC/include", "-iquote", "SRC/quote"]),
    Layout(
      name: "-iquote, absolute", includes: "#include \"hook.h\"\n",
      files: ["src/quote/hook.h": hook], flags: ["-iquoteHERE/SRC/quote"]),
  ]

  static let searched = [
    Layout(
      name: "-I", includes: "#include <hook.h>\n", files: ["src/include/hook.h": hook],
      flags: ["-ISRC/include"]),
    Layout(
      name: "-I, a word of its own, with ..", includes: "#include \"hook.h\"\n",
      files: ["src/include/hook.h": hook], flags: ["-I", "SRC/app/../include"]),
    Layout(
      name: "-I, absolute", includes: "#include <sub/hook.h>\n",
      files: ["src/include/sub/hook.h": hook], flags: ["-IHERE/SRC/include"]),
    Layout(
      name: "-isystem", includes: "#include <hook.h>\n", files: ["src/include/hook.h": hook],
      flags: ["-isystem", "SRC/include"]),
    Layout(
      name: "-isystem, absolute", includes: "#include \"hook.h\"\n",
      files: ["src/include/hook.h": hook], flags: ["-isystemHERE/SRC/include"]),
    Layout(
      name: "-idirafter", includes: "#include <hook.h>\n", files: ["src/include/hook.h": hook],
      flags: ["-idirafter", "SRC/include"]),
    Layout(
      name: "-iprefix", includes: "#include <hook.h>\n", files: ["src/include/hook.h": hook],
      flags: ["-iprefix", "SRC/", "-iwithprefix", "include"]),
    Layout(
      name: "CPATH", includes: "#include <hook.h>\n", files: ["src/include/hook.h": hook],
      environment: ["CPATH": "SRC/include"]),
    Layout(
      name: "-include", includes: "", files: ["src/include/hook.h": hook],
      flags: ["-include", "SRC/include/hook.h"]),
    Layout(
      name: "-include, searched for", includes: "", files: ["src/include/hook.h": hook],
      flags: ["-ISRC/include", "-include", "hook.h"]),
    Layout(
      name: "-imacros",
      includes: "#include <static_call.h>\nDECLARE_STATIC_CALL(hook, int(int));\n",
      files: ["src/include/macros.h": "#define call_hook(n) static_call(hook)(n)\n"],
      flags: ["-imacros", "SRC/include/macros.h"]),
    Layout(
      name: "run in the source root", includes: "#include <hook.h>\n",
      files: ["src/include/hook.h": hook, "src/flags.rsp": "-Iinclude"],
      flags: ["@flags.rsp"], folder: "SRC"),
  ]

  /// Ways that a text search would not find.
  static let computed = [
    Layout(
      name: "#include of a macro", includes: "#define HEADER \"../lib/hook.h\"\n#include HEADER\n",
      files: ["src/lib/hook.h": hook]),
    Layout(
      name: "#include of a macro that is made up",
      includes: """
        #define TEXT_(x) #x
        #define TEXT(x) TEXT_(x)
        #define FOLDER ../lib
        #include TEXT(FOLDER/NAME.h)

        """,
      files: ["src/lib/hook.h": hook], flags: ["-DNAME=hook"]),
    Layout(
      name: "#include of a macro with angles", includes: "#include HEADER\n",
      files: ["src/include/lib/hook.h": hook], flags: ["-DHEADER=<lib/hook.h>", "-ISRC/include"]),
    Layout(
      name: "__has_include",
      includes: """
        #if __has_include("../lib/hook.h") && !__has_include(<hook.h>)
        #include "../lib/hook.h"
        #endif

        """,
      files: ["src/lib/hook.h": hook]),
    Layout(
      name: "#include_next", includes: "#include <hook.h>\n",
      files: [
        "src/over/hook.h": "#ifndef OVER_H\n#define OVER_H\n#include_next <hook.h>\n#endif\n",
        "src/include/hook.h": hook,
      ],
      flags: ["-ISRC/over", "-ISRC/include"]),
    Layout(
      name: "an #include_next of a header with a site of its own",
      includes: "#include <hook.h>\n#define call_hook(n) call_twice(n)\n",
      files: [
        "src/over/hook.h": """
        #include_next <hook.h>
        static inline int call_twice(int n) { return call_hook(static_call(hook)(n)); }

        """,
        "src/include/hook.h": hook,
      ],
      flags: ["-ISRC/over", "-ISRC/include"], output: "3 20000\n"),
    Layout(
      name: "another C file", includes: "#include \"impl.c\"\n",
      files: ["src/app/impl.c": "#include \"part.inc\"\n", "src/app/part.inc": hook],
      flagsFrom: .database),
    Layout(
      name: "the file itself", includes: "",
      files: [
        "src/app/main.c": """
        #ifndef AGAIN
        #define AGAIN
        #include <static_call.h>
        DECLARE_STATIC_CALL(hook, int(int));
        #include "main.c"
        MAIN
        #else
        #include "body.h"
        #endif

        """,
        "src/app/body.h": "static int call_hook(int n) { return static_call(hook)(n); }\n",
      ]),
    Layout(
      name: "__FILE__", includes: "",
      files: [
        "src/app/main.c": "#include \"template.h\"\nMAIN",
        "src/app/template.h": """
        #ifndef AGAIN
        #define AGAIN
        #include <static_call.h>
        DECLARE_STATIC_CALL(hook, int(int));
        #include __FILE__
        #else
        static int call_hook(int n) { return static_call(hook)(n); }
        #endif

        """,
      ],
      flags: ["-I."]),
  ]

  /// One name, several headers: which it is depends on flags and on who includes.
  static let ambiguous = [
    Layout(
      name: "two of a name, the order decides", includes: "#include <hook.h>\n",
      files: ["src/one/hook.h": hook, "src/two/hook.h": negative],
      flags: ["-ISRC/two", "-ISRC/one"], output: "-2 -200\n"),
    Layout(
      name: "two of a name, the other order", includes: "#include <hook.h>\n",
      files: ["src/one/hook.h": hook, "src/two/hook.h": negative],
      flags: ["-ISRC/one", "-ISRC/two"]),
    Layout(
      name: "beside comes before -iquote before -I before -isystem", includes: "#include \"a.h\"\n",
      files: [
        "src/app/a.h": "#include \"hook.h\"\n", "src/isystem/hook.h": "#error \"-isystem\"\n",
        "src/i/hook.h": "#error \"-I\"\n", "src/iquote/hook.h": negative,
        "src/i/a.h": "#error \"-I\"\n", "src/iquote/a.h": "#error \"-iquote\"\n",
      ],
      flags: ["-isystem", "SRC/isystem", "-ISRC/i", "-iquote", "SRC/iquote"],
      output: "-2 -200\n"),
    Layout(
      name: "one header by two paths",
      includes: """
        #include <hook.h>
        #include "../include/hook.h"
        #include "../app/../include/hook.h"

        """,
      files: ["src/include/hook.h": Layout.hookOnce], flags: ["-ISRC/include"]),
  ]

  private static let negative = hook.replacing("return static", with: "return -static")

  @Test(arguments: quoted + searched)
  func style(layout: Layout) async throws { try await LayoutBuild.prove(layout) }

  @Test(arguments: computed + ambiguous)
  func hostile(layout: Layout) async throws { try await LayoutBuild.prove(layout) }

  /// Rarer spellings that both compilers know.
  @Test(arguments: [
    ["-includeSRC/include/hook.h"], ["--include=SRC/include/hook.h"],
    ["--include", "SRC/include/hook.h"], ["-include", "hook.h", "--include-directory=SRC/include"],
    ["-include", "hook.h", "--include-directory", "SRC/include"],
    ["-include", "hook.h", "-iprefixSRC/", "-iwithprefixbeforeinclude"],
  ])
  func otherSpellings(flags: [String]) async throws {
    try await LayoutBuild.prove(
      Layout(
        name: "\(flags)", includes: "", files: ["src/include/hook.h": Layout.hook], flags: flags))
  }

  /// The user's rules compile what static_calls.mk lists with the user's flags; for the assembly
  /// it has a function that leaves C out of them.
  @Test(arguments: ["static_call_table.c", "static_call_stubs.S"], Compiler.native)
  func generatedFilesTakeTheFlags(file: String, compiler: Compiler) async throws {
    let build = try LayoutBuild(
      Layout(
        name: "flags", includes: "", files: ["src/include/hook.h": Layout.hook],
        flags: ["-include", "SRC/include/hook.h"]))
    try await build.rewrite()
    let flags = file.hasSuffix(".S") ? "$(call SC_ASFLAGS,$(CFLAGS))" : "$(CFLAGS)"
    try build.scratch.write(
      """
      all: ; $(CC) \(flags) $(SC_CPPFLAGS) -c gen/\(file) -o generated.o
      CFLAGS = -O1  -include   gen/include/hook.h -Igen --include=gen/include/hook.h -g
      include gen/static_calls.mk

      """, to: "Makefile")
    let result = try await Tool.run(
      ["make", "CC=\(compiler)"], in: build.scratch.path, environment: ["MAKEFLAGS": ""])
    #expect(result.status == 0, "\(result.error.prefix(300))")
    #expect(result.output.contains("-Igen ") && result.output.contains(" -g "))
  }
}
