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
      links: ["src/one/main.c": "../shared/main.c"], unit: "SRC/one/main.c", flagsFrom: .database,
      knownIssue: "a linked unit is parsed where the link leads to, beside other headers"),
    Layout(
      name: "up from an empty folder", includes: "#include \"empty/../hook.h\"\n",
      files: ["src/app/hook.h": hook, "src/app/empty/old.o": "object"],
      knownIssue: "folders without files are not in the mirror"),
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
      links: ["src/app/main.c": "../../ext/main.c"], flagsFrom: .database,
      knownIssue: "a database's unit that is a link out of the tree is skipped without a word"),
    Layout(
      name: ".. behind a link to a folder", includes: "#include \"short/../hook.h\"\n",
      files: ["ext/hook.h": hook, "ext/deep/other.h": ""],
      links: ["src/app/short": "../../ext/deep"],
      knownIssue: "the mirror has a folder in the link's place, and .. leads elsewhere"),
    Layout(
      name: "one header by two links",
      includes: "#include \"a.h\"\n#include \"b.h\"\n", files: ["ext/hook.h": Layout.hookOnce],
      links: ["src/app/a.h": "../../ext/hook.h", "src/app/b.h": "../../ext/hook.h"],
      knownIssue: "the file is in the mirror twice, rewritten once, and #pragma once sees two"),
    Layout(
      name: "one header by two links, each with a unit",
      includes: "#include \"b.h\"\n",
      files: ["ext/hook.h": hook, "src/app/other.c": "#include \"a.h\"\n"],
      links: ["src/app/a.h": "../../ext/hook.h", "src/app/b.h": "../../ext/hook.h"],
      knownIssue: "only the first of several links to a file outside is rewritten"),
    Layout(
      name: "one folder by two links",
      includes: "#include \"b/hook.h\"\n", files: ["ext/hook.h": hook],
      links: ["src/app/a": "../../ext", "src/app/b": "../../ext"],
      knownIssue: "only the first of several links to a file outside is rewritten"),
  ]

  @Test(arguments: within) func withinTheTree(layout: Layout) async throws {
    try await LayoutBuild.prove(layout)
  }

  @Test(arguments: out) func outOfTheTree(layout: Layout) async throws {
    try await LayoutBuild.prove(layout)
  }

  /// The root's own name may be a link.
  @Test func theRoot() async throws {
    let layout = Layout(
      name: "root", includes: "#include <hook.h>\n", files: ["src/include/hook.h": Self.hook],
      links: ["linked": "src"], flags: ["-IHERE/SRC/include"], paths: ["linked"])
    try await LayoutBuild.prove(layout)
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
    await withKnownIssue("hard links become two files, of which one is rewritten") {
      try await build.rewrite()
      try await build.check(.mirror, with: Compiler.native[0])
    }
  }
}
