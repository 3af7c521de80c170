import Foundation
import TestSupport
import Testing

/// The output folder over time: what a run touches, what it leaves, and what it refuses.
@Suite struct OutputFolderTests {
  @Test func secondRunTouchesNothing() async throws {
    let sandbox = try await Sandbox.rewritten()
    let names = try sandbox.scratch.snapshot("gen").keys.sorted()
    let before = try names.map { try sandbox.scratch.modified("gen/\($0)") }
    #expect(try await sandbox.run("src", "--out", "gen").status == 0)
    #expect(try names.map { try sandbox.scratch.modified("gen/\($0)") } == before)
    #expect(try sandbox.scratch.snapshot("gen").keys.sorted() == names)
  }

  @Test func oneChangeTouchesOneFile() async throws {
    let sandbox = try await Sandbox.rewritten()
    let before = try sandbox.scratch.modified("gen/lib/hooks.h")
    try sandbox.scratch.write("int plain(void) { return 3; }\n", to: "src/lib/plain.c")
    #expect(try await sandbox.run("src", "--out", "gen").status == 0)
    #expect(try sandbox.scratch.text("gen/lib/plain.c").hasSuffix("return 3; }\n"))
    #expect(try sandbox.scratch.modified("gen/lib/hooks.h") == before)
  }

  @Test func whatGoesFromTheSourceGoesFromTheOutput() async throws {
    let sandbox = try await Sandbox.rewritten()
    try sandbox.scratch.write("mine", to: "gen/lib/plain.o")
    try sandbox.scratch.remove("src/lib/plain.c")
    try sandbox.scratch.remove("src/data")
    #expect(try await sandbox.run("src", "--out", "gen").status == 0)
    #expect(!sandbox.scratch.exists("gen/lib/plain.c") && !sandbox.scratch.exists("gen/data"))
    #expect(try sandbox.scratch.text("gen/lib/plain.o") == "mine")
  }

  /// Folders count without files, too; what becomes of one follows the source.
  @Test func emptyFolders() async throws {
    let sandbox = try await Sandbox.rewritten()
    func rewrite() async throws {
      let result = try await sandbox.run("src", "--out", "gen")
      #expect(result.status == 0, "\(result.error)")
      #expect(try await sandbox.run("src", "--out", "gen", "--check").status == 0)
    }
    func isFolder(_ name: String) -> Bool {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(
        atPath: sandbox.scratch.path(name), isDirectory: &isFolder) && isFolder.boolValue
    }
    let folder = sandbox.scratch.path("src/empty/deep")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    #expect(try await sandbox.run("src", "--out", "gen", "--check").status == 1)
    try await rewrite()
    #expect(isFolder("gen/empty/deep"))
    // The last file of a folder goes, and an empty folder becomes a file and a folder again.
    try sandbox.scratch.remove("src/data/table.txt")
    try sandbox.scratch.remove("src/empty/deep")
    try sandbox.scratch.write("int deep;\n", to: "src/empty/deep")
    try await rewrite()
    #expect(isFolder("gen/data") && sandbox.scratch.exists("gen/empty/deep"))
    #expect(!isFolder("gen/empty/deep"))
    try sandbox.scratch.remove("src/empty/deep")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // What is built in it is the user's.
    try sandbox.scratch.write("mine", to: "gen/data/mine.o")
    try await rewrite()
    #expect(isFolder("gen/empty/deep"))
    try sandbox.scratch.remove("src/empty")
    try sandbox.scratch.remove("src/data")
    try await rewrite()
    #expect(!sandbox.scratch.exists("gen/empty"))
    #expect(try sandbox.scratch.text("gen/data/mine.o") == "mine")
  }

  @Test func aForeignFileInTheOutputStops() async throws {
    let sandbox = try await Sandbox.rewritten()
    try sandbox.scratch.write("mine", to: "gen/lib/new.c")
    try sandbox.scratch.write("int new;\n", to: "src/lib/new.c")
    let before = try sandbox.scratch.snapshot("gen")
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 2)
    #expect(
      result.error
        == "sc-rewrite: error: 'gen/lib/new.c' was not written by sc-rewrite; move it away or choose another folder [sc-foreign-output]\n"
    )
    #expect(try sandbox.scratch.snapshot("gen") == before)
  }

  /// A symbolic link put into the output does not lead a write out of it.
  @Test func aLinkInTheOutputIsNotFollowed() async throws {
    let sandbox = try await Sandbox.rewritten()
    try sandbox.scratch.write("keep", to: "outside/plain.c")
    try sandbox.scratch.remove("gen/lib")
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.scratch.path("gen/lib"), withDestinationPath: "../outside")
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 2 && result.error.contains("[sc-foreign-output]"), "\(result.error)")
    #expect(try sandbox.scratch.snapshot("outside") == ["plain.c": Array("keep".utf8)])
  }

  /// A list of owned files that names others is nobody's list.
  @Test func aForgedListDeletesNothing() async throws {
    let sandbox = try await Sandbox.rewritten()
    try sandbox.scratch.write("keep", to: "keep/data")
    let list = try sandbox.scratch.text("gen/.static_calls.files")
    for line in [
      "../keep/data", "lib/../../keep/data", "/etc/hostname", "./main.c", "..\0/keep/data",
      "../\u{301}keep",
    ] {
      try sandbox.scratch.write(list + line + "\n", to: "gen/.static_calls.files")
      let result = try await sandbox.run("src", "--out", "gen")
      #expect(result.status == 2 && result.error.contains("[sc-foreign-output]"), "\(line)")
      #expect(try sandbox.scratch.text("keep/data") == "keep")
    }
  }

  @Test func oddNames() async throws {
    let names = [
      "a b.c", "new\nline.c", "back\\slash.c", "per%cent.c", "do$$llar.c", "q\"uote.c", "é.h",
      "#.h",
    ]
    let sandbox = try Sandbox(["src/main.c": Sandbox.key + "int main(void) { return 0; }\n"])
    for name in names {
      try sandbox.scratch.write("extern int x;\nint y(void);\n", to: "src/x\n..\ny/\(name)")
    }
    for _ in 1...2 { #expect(try await sandbox.run("src", "--out", "gen").status == 0) }
    for name in names { #expect(sandbox.scratch.exists("gen/x\n..\ny/\(name)")) }
    try sandbox.scratch.write("all:\n-include gen/static_calls.d\n", to: "Makefile")
    let make = try await Tool.run(["make", "gen/static_calls.stamp"], in: sandbox.scratch.path)
    #expect(!make.error.contains("No rule"), "\(make.error)")
    try sandbox.scratch.remove("src/x\n..\ny")
    #expect(try await sandbox.run("src", "--out", "gen").status == 0)
    #expect(!sandbox.scratch.exists("gen/x\n..\ny"))
    let bad = try await Tool.run(
      ["sh", "-c", "touch \"src/$(printf 'l\\351.c')\""], in: sandbox.scratch.path)
    #expect(bad.succeeded)
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(result.status == 2 && result.error.contains("is not UTF-8"), "\(result.error)")
  }

  @Test func foldersBecomeFilesAndBack() async throws {
    let sandbox = try await Sandbox.rewritten()
    for _ in 1...2 {
      try sandbox.scratch.remove("src/data")
      try sandbox.scratch.write("now a file\n", to: "src/data")
      #expect(try await sandbox.run("src", "--out", "gen").status == 0)
      #expect(try sandbox.scratch.text("gen/data") == "now a file\n")
      try sandbox.scratch.remove("src/data")
      try sandbox.scratch.write("a folder\n", to: "src/data/table.txt")
      #expect(try await sandbox.run("src", "--out", "gen").status == 0)
      #expect(try sandbox.scratch.text("gen/data/table.txt") == "a folder\n")
    }
  }

  /// `..` behind a link is what the kernel makes of it, not what the text looks like.
  @Test func outputBehindALink() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.scratch.path("link"), withDestinationPath: "src/lib")
    let result = try await sandbox.run("src", "--out", "link/../gen")
    #expect(result.status == 2 && result.error.contains("[sc-output-in-source]"), "\(result.error)")
    #expect(!sandbox.scratch.exists("src/gen") && !sandbox.scratch.exists("gen"))
  }

  /// Killed at any moment, a run leaves whole files, and the next one finishes the work.
  @Test func killedRunsAreRepaired() async throws {
    let sandbox = try await Sandbox.rewritten()
    let old = try sandbox.scratch.snapshot("gen")
    for name in 0..<300 { try sandbox.scratch.write("int f\(name);\n", to: "src/many/\(name).h") }
    try sandbox.scratch.write(
      Sandbox.tree["src/main.c", default: ""] + "/* changed */\n", to: "src/main.c")
    try sandbox.scratch.copy(sandbox.scratch.path("src"), to: "fresh/src")
    _ = try await Tool.run(
      [Tool.scRewrite, "src", "--out", "gen"], in: sandbox.scratch.path("fresh"))
    let new = try sandbox.scratch.snapshot("fresh/gen")
    for milliseconds in [5, 20, 40, 60, 70, 80, 90, 100, 110, 120] {
      _ = try await Tool.run(
        [
          "timeout", "-s", "KILL",
          "0.\(milliseconds < 10 ? "00" : milliseconds < 100 ? "0" : "")\(milliseconds)",
        ]
          + [Tool.scRewrite, "src", "--out", "gen"], in: sandbox.scratch.path)
      for (name, bytes) in try sandbox.scratch.snapshot("gen")
      where name != ".static_calls.files" && !name.hasPrefix(".static_calls.staging/") {
        #expect(bytes == old[name] || bytes == new[name], "\(name) after \(milliseconds) ms")
      }
    }
    #expect(try await sandbox.run("src", "--out", "gen").status == 0)
    #expect(try sandbox.scratch.snapshot("gen") == new)
  }

  @Test func checkAndDiffWriteNothing() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    let missing = try await sandbox.run("src", "--out", "gen", "--check")
    #expect(missing.status == 1 && missing.error.contains("'gen/main.c' is missing; run"))
    #expect(!sandbox.scratch.exists("gen"))
    let diff = try await sandbox.run("src", "--out", "gen", "--diff")
    #expect(diff.status == 0 && diff.output.contains("+\treturn __SCT__compute(n);"))
    #expect(!sandbox.scratch.exists("gen"))

    #expect(try await sandbox.run("src", "--out", "gen").status == 0)
    #expect(try sandbox.scratch.text("gen/static_calls.diff") == diff.output)
    let fresh = try await sandbox.run("src", "--out", "gen", "--check")
    #expect(fresh.status == 0 && fresh.output == "" && fresh.error == "")

    let before = try sandbox.scratch.snapshot("gen")
    try sandbox.scratch.write("int plain(void) { return 3; }\n", to: "src/lib/plain.c")
    try sandbox.scratch.remove("src/data")
    let stale = try await sandbox.run("src", "--out", "gen", "--check")
    #expect(stale.status == 1)
    #expect(
      stale.error.contains(
        "sc-rewrite: error: 'gen/lib/plain.c' is not up to date; run sc-rewrite again [sc-stale]\n")
    )
    #expect(stale.error.contains("'gen/data/table.txt' is left over"))
    #expect(stale.output.contains("+int plain(void) { return 3; }\n"), "\(stale.output)")
    #expect(try sandbox.scratch.snapshot("gen") == before)
  }

  @Test func permissionsAreKept() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    chmod(sandbox.scratch.path("src/build.sh"), 0o755)
    #expect(try await sandbox.run("src", "--out", "gen").status == 0)
    #expect(FileManager.default.isExecutableFile(atPath: sandbox.scratch.path("gen/build.sh")))
    #expect(!FileManager.default.isExecutableFile(atPath: sandbox.scratch.path("gen/main.c")))
  }

  @Test func linksOfTheTreeStayLinks() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    try sandbox.scratch.write("int far;\n", to: "elsewhere/far.h")
    for (link, target) in [
      ("src/alias.h", "lib/hooks.h"), ("src/loop", "."), ("src/gone.h", "nowhere.h"),
      ("src/far.h", "../elsewhere/far.h"), ("src/also", "lib"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: sandbox.scratch.path(link), withDestinationPath: target)
    }
    let result = try await sandbox.run("src", "--out", "gen", "--no-runtime")
    #expect(result.status == 0, "\(result.error)")
    let output = try sandbox.scratch.snapshot("gen")
    #expect(output["alias.h"] == Array("-> lib/hooks.h".utf8))
    #expect(output["loop"] == Array("-> .".utf8))
    #expect(output["also"] == Array("-> lib".utf8))
    #expect(output["far.h"] == Array("#line 1 \"src/far.h\"\nint far;\n".utf8))
    #expect(output["gone.h"] == nil)
  }
}
