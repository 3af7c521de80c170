import Foundation
import TestSupport
import Testing

@testable import sc_rewrite

/// A run in which nothing changed ends at once; and whatever changed is noticed.
@Suite struct NothingChangedTests {
  /// A tree with folders, links of all kinds and hard links, rewritten; the run is kept.
  private func kept() async throws -> Sandbox {
    let sandbox = try Sandbox(Sandbox.tree)
    let scratch = sandbox.scratch
    for name in ["one", "two"] { try scratch.write("int \(name);\n", to: "elsewhere/\(name)/x.h") }
    try scratch.write("int far;\n", to: "elsewhere/far.h")
    try scratch.write("int other;\n", to: "src/other/hooks.h")
    for (link, target) in [
      ("src/there", "../elsewhere/one"), ("src/also", "lib"), ("src/far.h", "../elsewhere/far.h"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: scratch.path(link), withDestinationPath: target)
    }
    try FileManager.default.linkItem(
      atPath: scratch.path("src/data/table.txt"), toPath: scratch.path("src/second.txt"))
    try FileManager.default.createDirectory(
      atPath: scratch.path("src/empty/deep"), withIntermediateDirectories: true)
    try await Task.sleep(for: .milliseconds(100))
    #expect(try await rewrite(sandbox).contains("main.c: "))
    #expect(try scratch.snapshot("kept").keys.contains { $0.hasSuffix(".run") })
    return sandbox
  }

  /// - Returns: which units were parsed and why.
  private func rewrite(_ sandbox: Sandbox) async throws -> String {
    let result = try await sandbox.run("src", "--out", "gen", "--cache", "kept", "--verbose")
    #expect(result.status == 0, "\(result.error)")
    let check = try await sandbox.run("src", "--out", "gen", "--check", "--no-cache")
    #expect(check.status == 0, "\(check.error)")
    return result.error
  }

  @Test func itEndsAtOnce() async throws {
    let sandbox = try await kept()
    #expect(try await rewrite(sandbox) == "")
  }

  private static let changes = [
    // What a link to a folder leads to is not seen from the files alone.
    "ln -sfn other src/also", "ln -sfn ../elsewhere/two src/there", "ln -sfn lib/hooks.h src/far.h",
    "rm src/also", "mv src/other src/another", "mv src/lib src/lib2; ln -s lib2 src/lib",
    "rm -r src/empty", "mkdir src/empty/new", "rmdir src/empty/deep; mkfifo src/empty/deep",
    "chmod 755 src/data/table.txt", "touch src/second.txt", "echo 'int n;' >src/there/new.h",
    "rm src/second.txt", "echo 'int f;' >elsewhere/far.h", "cp src/main.c m; mv m src/main.c",
    // The output.
    "rmdir gen/empty/deep", "rmdir gen/empty/deep; echo >gen/empty/deep; rm gen/empty/deep",
    "rm gen/lib/hooks.h", "echo >>gen/main.c", "chmod 600 gen/main.c", "ln -sfn other gen/also",
    "rm gen/also", "mv gen/lib l; mkdir gen/lib; cp l/* gen/lib",
  ]

  @Test(.timeLimit(.minutes(15)), arguments: changes)
  func changesAreNoticed(change: String) async throws {
    let sandbox = try await kept()
    let changed = try await Tool.run(["sh", "-ec", change], in: sandbox.scratch.path)
    #expect(changed.succeeded, "\(changed.error)")
    _ = try await rewrite(sandbox)
  }

  /// The files of gen/ as they were, but behind a link: they are not the output's any more.
  @Test func aFolderThatBecameALink() async throws {
    let sandbox = try await kept()
    let moved = try await Tool.run(
      ["sh", "-ec", "mv gen/lib l; ln -s ../l gen/lib"], in: sandbox.scratch.path)
    #expect(moved.succeeded)
    let result = try await sandbox.run("src", "--out", "gen", "--cache", "kept", "--verbose")
    #expect(result.status == 2 && result.error.contains("[sc-foreign-output]"), "\(result.error)")
  }

  /// The walk goes over folders in any order, and what it finds is in one.
  @Test func theWalkIsTheSameEachTime() throws {
    let sandbox = try Sandbox([:])
    for folder in 0..<60 {
      for file in 0..<8 {
        try sandbox.scratch.write("int x;\n", to: "src/d\(folder % 7)/e\(folder)/f\(file).c")
      }
    }
    for folder in 0..<60 {
      try FileManager.default.linkItem(
        atPath: sandbox.scratch.path("src/d\(folder % 7)/e\(folder)/f0.c"),
        toPath: sandbox.scratch.path("src/d\((folder + 3) % 7)/g\(folder).c"))
      try FileManager.default.createSymbolicLink(
        atPath: sandbox.scratch.path("src/d\(folder % 7)/l\(folder)"),
        withDestinationPath: "../../elsewhere/\(folder % 5)")
      try sandbox.scratch.write("int y;\n", to: "elsewhere/\(folder % 5)/deep/y\(folder).h")
    }
    let path = sandbox.scratch.path("src")
    let first = try SourceInput(paths: [path], root: nil)
    #expect(first.tree.entries.count == 60 * 9 + 60 + 55)
    for _ in 0..<20 {
      let again = try SourceInput(paths: [path], root: nil)
      #expect(again.fingerprint.value == first.fingerprint.value)
      #expect(again.tree.entries == first.tree.entries && again.aliases == first.aliases)
      #expect(again.tree.folders == first.tree.folders)
      #expect(again.outsideFolders == first.outsideFolders)
    }
  }

  /// The stamps of the walk are those of the disk.
  @Test func stamps() throws {
    let sandbox = try Sandbox(Sandbox.tree)
    try sandbox.scratch.write("int far;\n", to: "elsewhere/deep/far.h")
    try sandbox.scratch.write("int e;\n", to: "src/é.h")
    for (link, target) in [
      ("src/far.h", "../elsewhere/deep/far.h"), ("src/there", "../elsewhere"),
      ("src/also", "lib"), ("src/alias.h", "lib/hooks.h"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: sandbox.scratch.path(link), withDestinationPath: target)
    }
    let input = try SourceInput(paths: [sandbox.scratch.path("src")], root: nil)
    for entry in input.tree.entries where entry.path != "also" {
      let stamp = try #require(Stamp(sandbox.scratch.path("src/" + entry.path)))
      #expect(input.stamp(of: entry.path) == stamp, "\(entry.path)")
    }
    #expect(input.tree.contains("there/deep/far.h") && input.tree.contains("é.h"))
    for none in ["", "lib", "also", "also/hooks.h", "nowhere", "main.c/", "lib/none.h", "/main.c"] {
      #expect(input.stamp(of: none) == nil, "\(none)")
    }
    let one = try SourceInput(paths: [sandbox.scratch.path("src/main.c")], root: nil)
    #expect(one.stamp(of: "main.c") == input.stamp(of: "main.c"))
  }

  @Test func unreadableFolders() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    chmod(sandbox.scratch.path("src/data"), 0)
    defer { chmod(sandbox.scratch.path("src/data"), 0o755) }
    let bound =
      geteuid() == 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : []
    let result = try await Tool.run(
      bound + [Tool.scRewrite, "src", "--out", "gen"], in: sandbox.scratch.path)
    #expect(result.status == 2)
    #expect(
      result.error.hasSuffix("src/data': Permission denied [sc-no-input]\n"), "\(result.error)")
  }

  /// Two names that Swift's strings cannot tell apart.
  @Test func unicodeForms() async throws {
    let sandbox = try Sandbox(["src/main.c": "int x;\n", "src/\u{e9}.h": "int y;\n"])
    try sandbox.scratch.write("int z;\n", to: "src/e\u{301}.h")
    let result = try await sandbox.run("src", "--out", "gen")
    #expect(
      result.status == 2 && result.error.contains("in different Unicode forms"), "\(result.error)")
  }

  /// Files of any size, and such as have none that the kernel tells.
  @Test func reading() throws {
    let scratch = try Scratch()
    for size in [0, 1, 4_096, 65_535, 65_536, 65_537, 1 << 20] {
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try scratch.write(bytes, to: "file")
      #expect(Disk.read(scratch.path("file")) == bytes)
    }
    #expect(Disk.read("/proc/self/status")?.starts(with: "Name:".utf8) == true)
    #expect(Disk.read("/dev/zero") == nil && Disk.read(scratch.path("none")) == nil)
    #expect(Disk.read(scratch.path("")) == nil)
  }
}
