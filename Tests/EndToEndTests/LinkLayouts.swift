import Foundation
import TestSupport
import Testing

/// Symbolic links among the sources, within the tree and out of it.
@Suite struct LinkLayoutTests {
  private static let hook = Layout.hook

  static let within = [
    Layout(
      name: "a header", includes: "#include \"hook.h\"\n", files: ["src/lib/real.h": hook],
      links: ["src/app/hook.h": "../lib/real.h"]),
    Layout(
      name: "a link to a link", includes: "#include \"hook.h\"\n", files: ["src/lib/real.h": hook],
      links: ["src/app/hook.h": "more.h", "src/app/more.h": "../lib/real.h"]),
    Layout(
      name: "a folder", includes: "#include \"short/hook.h\"\n",
      files: ["src/lib/deep/hook.h": "#include \"part.h\"\n", "src/lib/deep/part.h": hook],
      links: ["src/app/short": "../lib/deep"]),
    Layout(
      name: "a folder that is searched", includes: "#include <hook.h>\n",
      files: ["src/lib/deep/hook.h": hook], links: ["src/include": "lib/deep"],
      flags: ["-ISRC/include"]),
    Layout(
      // The kernel goes up from where the link leads to, so this is lib/hook.h.
      name: ".. behind a link to a folder", includes: "#include \"short/../hook.h\"\n",
      files: [
        "src/lib/hook.h": hook, "src/lib/deep/other.h": "", "src/app/hook.h": "#error \"wrong\"\n",
      ],
      links: ["src/app/short": "../lib/deep"]),
    Layout(
      name: "a header with two names, by .. and by a link",
      includes: "#include \"short/../hook.h\"\n#include \"other/hook.h\"\n#include <hook.h>\n",
      files: ["src/lib/hook.h": Layout.hookOnce, "src/lib/deep/other.h": ""],
      links: ["src/app/short": "../lib/deep", "src/app/other": "../lib"], flags: ["-ISRC/lib"]),
    Layout(
      name: "an absolute link", includes: "#include \"hook.h\"\n", files: ["src/lib/hook.h": hook],
      links: ["src/app/hook.h": "/HERE/src/lib/hook.h"]),
    Layout(
      name: "a unit whose folder decides what it includes", includes: "",
      files: ["src/shared/main.c": "#include \"conf.h\"\nMAIN", "src/one/conf.h": hook],
      links: ["src/one/main.c": "../shared/main.c"], unit: "SRC/one/main.c"),
    Layout(
      name: "up from an empty folder", includes: "#include \"empty/../hook.h\"\n",
      files: ["src/app/hook.h": hook, "src/app/empty/old.o": "object"]),
  ]

  static let out = [
    Layout(
      name: "a header", includes: "#include \"hook.h\"\n", files: ["ext/real.h": hook],
      links: ["src/app/hook.h": "../../ext/real.h"]),
    Layout(
      name: "a link to a link", includes: "#include \"hook.h\"\n", files: ["ext/real.h": hook],
      links: ["src/app/hook.h": "more.h", "src/app/more.h": "../../ext/real.h"]),
    Layout(
      name: "a header that includes what is beside the link", includes: "#include \"real.h\"\n",
      files: [
        "ext/real.h": "#include \"part.h\"\n", "src/app/part.h": hook,
        "ext/part.h": "#error \"wrong\"\n",
      ],
      links: ["src/app/real.h": "../../ext/real.h"]),
    Layout(
      name: "a folder", includes: "#include \"short/hook.h\"\n",
      files: ["ext/deep/hook.h": "#include \"part.h\"\n", "ext/deep/part.h": hook],
      links: ["src/app/short": "../../ext/deep"]),
    Layout(
      name: "a folder that is searched", includes: "#include <hook.h>\n",
      files: ["ext/hook.h": "#include <part.h>\n", "ext/part.h": hook],
      links: ["src/include": "../ext"], flags: ["-isystem", "SRC/include"]),
    Layout(
      name: "a unit", includes: "",
      files: ["ext/main.c": "#include \"hook.h\"\nMAIN", "src/app/hook.h": hook],
      links: ["src/app/main.c": "../../ext/main.c"], flagsFrom: .commandLine),
    Layout(
      name: "a unit, from a database", includes: "",
      files: ["ext/main.c": "#include \"hook.h\"\nMAIN", "src/app/hook.h": hook],
      links: ["src/app/main.c": "../../ext/main.c"], flagsFrom: .database),
    Layout(
      name: "one header by two links",
      includes: "#include \"a.h\"\n#include \"b.h\"\n", files: ["ext/hook.h": Layout.hookOnce],
      links: ["src/app/a.h": "../../ext/hook.h", "src/app/b.h": "../../ext/hook.h"]),
    Layout(
      name: "one header by two links, each with a unit",
      includes: "#include \"b.h\"\n",
      files: ["ext/hook.h": hook, "src/app/other.c": "#include \"a.h\"\n"],
      links: ["src/app/a.h": "../../ext/hook.h", "src/app/b.h": "../../ext/hook.h"]),
    Layout(
      name: "one folder by two links",
      includes: "#include \"b/hook.h\"\n", files: ["ext/hook.h": hook],
      links: ["src/app/a": "../../ext", "src/app/b": "../../ext"]),
    Layout(
      name: "a folder and a folder in it, each by a link",
      includes: "#include \"a/hook.h\"\n#include \"b/deep/hook.h\"\n",
      files: ["ext/deep/hook.h": Layout.hookOnce],
      links: ["src/app/a": "../../ext/deep", "src/app/b": "../../ext"]),
    Layout(
      name: "one header by two links, beside each another one",
      includes: "#include \"two/hook.h\"\n",
      files: [
        "ext/hook.h": "#include \"part.h\"\n", "src/app/one/part.h": "#error \"wrong\"\n",
        "src/app/two/part.h": hook,
      ],
      links: [
        "src/app/one/hook.h": "../../../ext/hook.h", "src/app/two/hook.h": "../../../ext/hook.h",
      ]),
  ]

  @Test(arguments: within) func withinTheTree(layout: Layout) async throws {
    try await LayoutBuild.prove(layout)
  }

  @Test(arguments: out) func outOfTheTree(layout: Layout) async throws {
    try await LayoutBuild.prove(layout)
  }

  /// `..` behind a link out of the tree: the mirror has a folder in the link's place.
  @Test(arguments: [false, true]) func upFromOutside(hasAnother: Bool) async throws {
    let layout = Layout(
      name: "..", includes: "#include \"short/../hook.h\"\n",
      files: ["ext/hook.h": Self.hook, "ext/deep/other.h": ""],
      links: ["src/app/short": "../../ext/deep"])
    let build = try LayoutBuild(layout)
    if hasAnother { try build.scratch.write("#error \"wrong\"\n", to: "src/app/hook.h") }
    try await build.check(.source, with: Compiler.native[0])
    let result = try await Tool.run(
      [Tool.scRewrite, "src", "--out", "gen", "--", "-I\(Checkout.headerFolder)"],
      in: build.scratch.path)
    #expect(result.status == 0)
    #expect(
      result.error.contains(
        "src/app/main.c:1:10: warning: 'short/../hook.h' leads out of the tree, to '\(build.scratch.path)/ext/hook.h'"
      ), "\(result.error)")
  }

  /// Paths that hold one another are walked twice, and what is outside is still the first link's.
  @Test func pathsThatOverlap() async throws {
    let sandbox = try Sandbox([
      "src/app/main.c": Sandbox.key + "#include \"a/hook.h\"\n#include \"b.h\"\n"
        + "int main(void) { return call_a() + call_b(); }\n",
      "ext/hook.h": "static int call_a(void) { return static_call(compute)(1); }\n",
      "more.h": "static int call_b(void) { return static_call(compute)(2); }\n",
    ])
    for (link, target) in [("a", "../../ext"), ("b.h", "../../more.h")] {
      try FileManager.default.createSymbolicLink(
        atPath: sandbox.scratch.path("src/app/\(link)"), withDestinationPath: target)
    }
    let result = try await sandbox.run("src", "src/app", "--out", "gen")
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    #expect(try sandbox.scratch.text("gen/app/a/hook.h").contains("__SCT__compute(1)"))
    #expect(try sandbox.scratch.text("gen/app/b.h").contains("__SCT__compute(2)"))
  }

  /// The root's own name may be a link.
  @Test func theRoot() async throws {
    let layout = Layout(
      name: "root", includes: "#include <hook.h>\n", files: ["src/include/hook.h": Self.hook],
      links: ["linked": "src"], flags: ["-IHERE/SRC/include"], paths: ["linked"])
    try await LayoutBuild.prove(layout)
  }

  /// What is kept of a unit that is a link is of no use when the link leads elsewhere.
  @Test func aUnitThatLeadsElsewhereLater() async throws {
    let sandbox = try Sandbox([
      "src/key.c": Sandbox.key,
      "src/one/hook.h": "DECLARE_STATIC_CALL(compute, int(int));\n",
      "src/lib/plain.inc": "int plain(void) { return 1; }\n",
      "src/lib/call.inc":
        "#include <static_call.h>\n#include \"hook.h\"\n"
        + "int call(void) { return static_call(compute)(1); }\n",
    ])
    let link = sandbox.scratch.path("src/one/main.c")
    for (name, expected) in [("plain", "return 1;"), ("call", "__SCT__compute(1)")] {
      try? FileManager.default.removeItem(atPath: link)
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: "../lib/\(name).inc")
      try await Task.sleep(for: .milliseconds(50))
      for _ in 0..<2 {
        let result = try await sandbox.run(
          "src", "--out", "gen", "--exhaustive", "--cache", "cache")
        #expect(result.status == 0, "\(result.error)")
        #expect(try sandbox.scratch.text("gen/one/main.c").contains(expected))
      }
    }
  }

  /// Hard links are two names of one file, for compilers too.
  @Test func aHardLink() async throws {
    let layout = Layout(
      name: "hard link", includes: "#include \"a.h\"\n#include \"b.h\"\n",
      files: ["src/app/a.h": Layout.hookOnce])
    let build = try LayoutBuild(layout)
    try FileManager.default.linkItem(
      atPath: build.scratch.path("src/app/a.h"), toPath: build.scratch.path("src/app/b.h"))
    try await build.check(.source, with: Compiler.native[0])
    try await build.rewrite()
    try await build.check(.mirror, with: Compiler.native[0])
  }
}
