import TestSupport
import Testing

/// Generated headers in a build folder, which includes the source and is included by it.
@Suite struct BuildFolderLayoutTests {
  private static let hook = Layout.hook

  /// The build folder is within the source root: it is mirrored like everything else.
  static let inside = [
    Layout(
      name: "a generated header includes the source by ..",
      includes: "#include \"../build/config.h\"\n",
      files: ["src/build/config.h": "#include \"../lib/hook.h\"\n", "src/lib/hook.h": hook]),
    Layout(
      name: "and by relative flags", includes: "#include <config.h>\n",
      files: ["src/build/config.h": "#include <lib/hook.h>\n", "src/lib/hook.h": hook],
      flags: ["-ISRC/build", "-ISRC"]),
    Layout(
      name: "and by absolute flags", includes: "#include <config.h>\n",
      files: ["src/build/config.h": "#include <lib/hook.h>\n", "src/lib/hook.h": hook],
      flags: ["-IHERE/SRC/build", "-IHERE/SRC"]),
    Layout(
      name: "the compiler runs in it", includes: "#include <config.h>\n",
      files: ["src/build/config.h": "#include <hook.h>\n", "src/include/hook.h": hook],
      flags: ["-I.", "-I../include"], folder: "SRC/build"),
    Layout(
      name: "the site is in the generated header", includes: "#include \"deep/made.h\"\n",
      files: [
        "src/build/deep/made.h": hook.replacing("(n);", with: "ARGS;"),
        "src/lib/args.h": "#define ARGS (n)\n",
      ],
      flags: ["-ISRC/build", "-include", "SRC/lib/args.h"]),
  ]

  /// It is beside the source root, and stays where it is.
  static let beside = [
    Layout(
      name: "a generated header includes the source by relative flags",
      includes: "#include <config.h>\n",
      files: ["build/config.h": "#include \"lib/hook.h\"\n", "src/lib/hook.h": hook],
      flags: ["-IBUILD", "-ISRC"]),
    Layout(
      name: "by absolute flags", includes: "#include <config.h>\n",
      files: ["build/config.h": "#include <lib/hook.h>\n", "src/lib/hook.h": hook],
      flags: ["-IHERE/BUILD", "-IHERE/SRC"]),
    Layout(
      name: "the source's header includes a generated one", includes: "#include \"hook.h\"\n",
      files: [
        "build/config.h": "#define KEY hook\n",
        "src/app/hook.h": "#include <config.h>\n"
          + hook.replacing("static_call(hook)", with: "static_call(KEY)"),
      ],
      flags: ["-IBUILD"]),
    Layout(
      name: "there and back again", includes: "#include \"outer.h\"\n",
      files: [
        "src/app/outer.h": "#include <config.h>\n", "build/config.h": "#include <middle.h>\n",
        "src/include/middle.h": "#include <names.h>\n#include \"hook.h\"\n",
        "build/names.h": "#define call_it call_hook\n", "src/include/hook.h": hook,
      ],
      flags: ["-iquoteBUILD", "-isystem", "BUILD", "-isystem", "SRC/include"]),
    Layout(
      name: "the compiler runs in it", includes: "#include <config.h>\n",
      files: ["build/config.h": "#include <hook.h>\n", "src/include/hook.h": hook],
      flags: ["-I.", "-I../SRC/include"], folder: "BUILD"),
    Layout(
      name: "a generated C file", includes: "",
      files: ["build/made.c": "#include <hook.h>\nMAIN", "src/include/hook.h": hook],
      flags: ["-ISRC/include"], unit: "BUILD/made.c",
      flagsFrom: .database),
    Layout(
      name: "a generated C file and a generated header", includes: "",
      files: [
        "build/made.c": "#include <made.h>\nMAIN", "build/made.h": "#include <hook.h>\n",
        "src/include/hook.h": hook,
      ],
      flags: ["-IBUILD", "-ISRC/include"], unit: "BUILD/made.c", flagsFrom: .database),
  ]

  /// It is beside, and given as a second path: then it is in the mirror beside the source.
  static let second = [
    Layout(
      name: "by a path to the source root", includes: "#include <config.h>\n#include \"hook.h\"\n",
      files: [
        "build/config.h": "#include \"../src/app/hook.h\"\n", "src/app/hook.h": Layout.hookOnce,
      ],
      flags: ["-IBUILD"], paths: ["src", "build"]),
    Layout(
      name: "by absolute flags", includes: "#include <config.h>\n",
      files: ["build/config.h": "#include <lib/hook.h>\n", "src/lib/hook.h": hook],
      flags: ["-IHERE/BUILD", "-IHERE/SRC"], paths: ["src", "build"]),
    Layout(
      name: "the site is in the generated header", includes: "#include <made.h>\n",
      files: ["build/made.h": hook], flags: ["-IBUILD"], paths: ["src", "build"]),
    Layout(
      name: "the compiler runs in it", includes: "#include <made.h>\n",
      files: ["build/made.h": "#include \"../src/app/hook.h\"\n", "src/app/hook.h": hook],
      flags: ["-I."], folder: "BUILD", paths: ["src", "build"]),
    Layout(
      name: "a generated C file", includes: "",
      files: ["build/made.c": "#include <hook.h>\nMAIN", "src/include/hook.h": hook],
      flags: ["-ISRC/include"], unit: "BUILD/made.c", paths: ["src", "build"], flagsFrom: .database),
  ]

  @Test(arguments: inside) func insideTheSource(layout: Layout) async throws {
    try await LayoutBuild.prove(layout)
  }

  @Test(arguments: beside) func besideTheSource(layout: Layout) async throws {
    try await LayoutBuild.prove(layout)
  }

  @Test(arguments: second) func asASecondPath(layout: Layout) async throws {
    try await LayoutBuild.prove(layout)
  }

  /// A file outside that names the source itself reads it also when the mirror is built.
  @Test(arguments: ["../src/app/hook.h", "/HERE/src/app/hook.h"])
  func byAPathToTheSourceRoot(name: String) async throws {
    let sandbox = try Sandbox([
      "src/app/main.c": Sandbox.key + "#include <config.h>\nint main(void) { return call(); }\n",
      "src/app/hook.h": "static inline int call(void) { return static_call(compute)(1); }\n",
    ])
    try sandbox.scratch.write(
      "/* #include */\n# include \"\(name.replacing("/HERE", with: sandbox.scratch.path))\"\n",
      to: "build/config.h")
    let arguments = ["src", "--out", "gen", "--cache", "cache", "--", "-Ibuild"]
    // Also when there is nothing to do.
    for _ in 0..<2 {
      try await Task.sleep(for: .milliseconds(50))
      let result = try await Tool.run([Tool.scRewrite] + arguments, in: sandbox.scratch.path)
      #expect(result.status == 0)
      #expect(result.error.contains("build/config.h:2:11: warning: "), "\(result.error)")
      #expect(result.error.contains("/src/app/hook.h' names the source itself"))
      #expect(result.error.split(separator: "\n").count == 1)
    }
  }

  /// The unit that does so need not be one that is parsed.
  @Test func byAPathOfAUnitThatIsNotParsed() async throws {
    let sandbox = try Sandbox([
      "src/key.h": """
      #include <static_call.h>
      int one(int);
      DECLARE_STATIC_CALL(compute, one);

      """,
      "src/main.c": """
      #include "key.h"
      #include "hook.h"
      int one(int n) { return n; }
      DEFINE_STATIC_CALL(compute, one);
      int main(void) { return call(); }

      """,
      "src/hook.h": "static inline int call(void) { return static_call(compute)(1); }\n",
      "src/other.c": "#include \"key.h\"\n#include <config.h>\n",
      "src/plain.c": "#include \"../common/c.h\"\n",
      "build/config.h": "#include \"../src/hook.h\"\n", "common/c.h": "",
    ])
    let result = try await sandbox.run("src", "--out", "deep/gen", "--", "-Ibuild")
    #expect(result.status == 0)
    #expect(
      result.error.split(separator: "\n").map { $0.prefix { $0 != " " } }
        == ["build/config.h:1:10:", "src/plain.c:1:10:"], "\(result.error)")
  }

  /// A header that is not among the paths is not edited, which is said, and the program still
  /// works.
  @Test func aSiteOutside() async throws {
    let layout = Layout(
      name: "outside", includes: "#include <made.h>\n", files: ["build/made.h": Self.hook],
      flags: ["-IBUILD"])
    let build = try LayoutBuild(layout)
    try await build.rewrite()
    let manifest = try build.scratch.text("gen/static_calls.json")
    #expect(manifest.contains("\"at\" : \"../build/made.h:5:45\",\n      \"reason\" : \"outside\""))
    #expect(try build.scratch.text("build/made.h") == Self.hook)
    try await build.check(.mirror, with: Compiler.native[0], isDirect: false)
  }

  /// As a system header it is read all the same.
  @Test func aSiteInASystemHeaderOutside() async throws {
    let layout = Layout(
      name: "outside", includes: "#include <made.h>\n", files: ["build/made.h": Self.hook],
      flags: ["-isystem", "HERE/BUILD"])
    let build = try LayoutBuild(layout)
    try await build.rewrite()
    #expect(try build.scratch.text("gen/static_calls.json").contains("\"reason\" : \"outside\""))
    try await build.check(.mirror, with: Compiler.native[0], isDirect: false)
  }

  /// `..` that leads out of the source leads elsewhere from an output that is elsewhere.
  @Test(arguments: ["gen", "elsewhere/deep/gen"])
  func theOutputElsewhere(out: String) async throws {
    let sandbox = try Sandbox([
      "src/main.c": Sandbox.key
        + "#include \"../common/c.h\"\nint main(void) { return static_call(compute)(C); }\n",
      "common/c.h": "#define C -1\n",
    ])
    let result = try await sandbox.run("src", "--out", out)
    #expect(result.status == 0)
    func compile() async throws -> Tool.Result {
      try await Tool.run(
        ["gcc", "-I\(out)/static_call_runtime", "-c", "\(out)/main.c", "-o", "main.o"],
        in: sandbox.scratch.path)
    }
    let isFound = try await compile().status == 0
    #expect(isFound == (out == "gen"))
    #expect(result.error.isEmpty == isFound)
    if !isFound {
      #expect(
        result.error.hasPrefix("src/main.c:4:10: warning: '../common/c.h' leads out of the tree"),
        "\(result.error)")
    }
  }
}
