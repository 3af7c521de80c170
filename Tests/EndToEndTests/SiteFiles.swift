import Foundation
import TestSupport
import Testing

/// How `sites` finds files and puts new ones in their places.
@Suite struct SiteFileTests {
  private func object(_ name: String, _ bench: SiteBench) async throws {
    try await bench.assemble(SiteBadInputTests.source, to: "made.o")
    try bench.scratch.write(try bench.scratch.bytes("made.o"), to: name)
    for made in ["made.o", "made.o.s"] { try bench.scratch.remove(made) }
  }

  private func status(of path: String) -> stat {
    var info = stat()
    #expect(lstat(path, &info) == 0, "\(path)")
    return info
  }

  /// What a link leads to is replaced, and the link stays.
  @Test func links() async throws {
    let bench = try SiteBench()
    try await object("real/a.o", bench)
    let links = ["first.o": "real/a.o", "other/second.o": "../first.o"]
    try bench.scratch.write("", to: "other/none")
    for (name, target) in links {
      try FileManager.default.createSymbolicLink(
        atPath: bench.scratch.path(name), withDestinationPath: target)
    }
    let result = try await bench.sites("other/second.o")
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    #expect(try await bench.object("real/a.o").rows().count == 3)
    #expect(
      try bench.scratch.snapshot("").mapValues { $0.starts(with: Array("->".utf8)) }
        == ["first.o": true, "other/second.o": true, "other/none": false, "real/a.o": false])
    try FileManager.default.createSymbolicLink(
      atPath: bench.scratch.path("loop"), withDestinationPath: "loop")
    let loop = try await bench.sites("loop")
    #expect(loop.status == 2 && loop.error.contains("cannot read 'loop': Too many levels"))
  }

  static let names = [
    "a\nb.o", "-x.o", "--check", "a b\t'\"$(c).o", "\u{fc}.o", "-j2",
    String(repeating: "n", count: 255), String(repeating: "\u{fc}", count: 126),
  ]

  @Test(arguments: names) func strangeNames(name: String) async throws {
    let bench = try SiteBench()
    try await object(name, bench)
    let check = try await bench.sites("--check", "--", name)
    #expect(check.status == 1)
    // One line, whatever the name.
    let shown = name.replacing("\n", with: "\\u{a}").replacing("\t", with: "\\u{9}")
    #expect(
      check.error == "sc-rewrite: error: '\(shown)' has no table of its 3 sites [sc-site-table]\n")
    let result = try await bench.sites("--", name)
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    #expect(try await bench.object("./" + name).rows().count == 3)
    #expect(try bench.scratch.snapshot("").keys.sorted() == [name])
  }

  /// A name is bytes; only what is shown of it is text.
  @Test func namesThatAreNoUTF8() async throws {
    let bench = try SiteBench()
    try await object("a.o", bench)
    let result = try await Tool.run(
      [
        "bash", "-c",
        #"""
        mkdir $'d\xff' && mv a.o $'d\xff/\xfe.o' && ln -s $'d\xff/\xfe.o' $'\xff.o'
        $SC sites --check $'\xff.o' || echo $?
        $SC sites $'\xff.o' && readelf -SW $'d\xff/\xfe.o' | grep -o ' .note.static_call '
        $SC sites --check --list $'d\xff/\xfe.o' | sed -n 2p
        test -L $'\xff.o' && ls d*
        $SC sites $'gone\xff.o'
        """#,
      ], in: bench.scratch.path, environment: ["SC": Tool.scRewrite])
    #expect(
      result.output == #"""
        1
         .note.static_call \#("")
        d\xff/\xfe.o  one  2      1     0            0     0
        \#u{fffd}.o

        """#)
    #expect(
      result.error == #"""
        sc-rewrite: error: '\xff.o' has no table of its 3 sites [sc-site-table]
        sc-rewrite: error: cannot read 'gone\xff.o': No such file or directory [sc-no-input]

        """#)
  }

  /// Files stand before `--` as well as behind it.
  @Test func filesOnBothSides() async throws {
    let bench = try SiteBench()
    try await object("a.o", bench)
    try await object("-b.o", bench)
    let result = try await bench.sites("a.o", "--", "-b.o", "-c.o")
    #expect(result.status == 2)
    #expect(
      result.error
        == "sc-rewrite: error: cannot read '-c.o': No such file or directory [sc-no-input]\n")
    for name in ["a.o", "./-b.o"] { #expect(try await bench.object(name).rows().count == 3) }
    let none = try await bench.sites("--")
    #expect(none.status == 2 && none.error.contains("Missing expected argument '<files> ...'"))
  }

  /// Also of a file that nobody may write: it is the folder that is written.
  @Test(arguments: [0o644, 0o444, 0o750, 0o604, 0o4711] as [mode_t])
  func permissionsAndOwnersStay(mode: mode_t) async throws {
    let bench = try SiteBench()
    try await object("a.o", bench)
    let path = bench.scratch.path("a.o")
    // Others' files stay theirs, if it is root who writes.
    let isRoot = geteuid() == 0
    if isRoot { #expect(chown(path, 12, 34) == 0) }
    #expect(chmod(path, mode) == 0)
    let before = status(of: path)
    let result = try await Tool.run([Tool.scRewrite, "sites", "a.o"], in: bench.scratch.path)
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    let after = status(of: path)
    #expect(after.st_ino != before.st_ino && after.st_mode == before.st_mode)
    #expect(after.st_uid == before.st_uid && after.st_gid == before.st_gid)
    #expect(!isRoot || (after.st_uid, after.st_gid) == (12, 34))
    #expect(try await bench.object("a.o").rows().count == 3)
  }

  @Test func aReadOnlyFile() async throws {
    let bench = try SiteBench()
    try await object("a.o", bench)
    chmod(bench.scratch.path("a.o"), 0o444)
    let result = try await Tool.run(
      SiteBadInputTests.bound + [Tool.scRewrite, "sites", "a.o"], in: bench.scratch.path)
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    #expect(try await bench.object("a.o").rows().count == 3)
    #expect(try bench.scratch.snapshot("").keys.sorted() == ["a.o"])
  }

  /// A file with other names gets apart from them, which keep the object as it was.
  @Test func hardLinks() async throws {
    let bench = try SiteBench()
    try await object("a.o", bench)
    try FileManager.default.linkItem(
      atPath: bench.scratch.path("a.o"), toPath: bench.scratch.path("b.o"))
    let before = try bench.scratch.bytes("b.o")
    let result = try await bench.sites("a.o")
    #expect(result.status == 0)
    #expect(
      result.error
        == "sc-rewrite: warning: 'a.o' has its site tables; 1 other name(s) of the file (hard links) keep it as it was [sc-hard-link]\n"
    )
    #expect(try await bench.sites("a.o").error == "")
    #expect(try bench.scratch.bytes("b.o") == before)
    #expect(try await bench.object("a.o").rows().count == 3)
  }
}
