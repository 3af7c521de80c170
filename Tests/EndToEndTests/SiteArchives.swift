import TestSupport
import Testing

/// `sites` on static archives.
@Suite struct SiteArchiveTests {
  private static let sources = [
    "one.c": """
    #include <static_call.h>
    int first(int);
    DECLARE_STATIC_CALL(step, first);
    int __attribute__((noinline)) twice(int n) { return __SCT__step(__SCT__step(n)) * 2; }
    """,
    "a_member_with_a_long_name.c": "int nothing(void) { return 7; }",
    "main.c": """
    #include <stdio.h>
    #include <static_call.h>
    int first(int n) { return n + 1; }
    static int second(int n) { return n + 10; }
    DEFINE_STATIC_CALL(step, first);
    int twice(int);
    int nothing(void);
    int main(void)
    {
      struct static_call_stats stats;
      static_call_stats(&stats);
      printf("%d %d\\n", twice(nothing()), (int)stats.sites[STATIC_CALL_PATCHED]);
      static_call_update(step, second);
      printf("%d\\n", twice(nothing()));
      return static_call(step)(1) != 11;
    }
    """,
  ]

  /// libx.a of two members, made by `archiver`, and gen/ of the whole, in a folder.
  private func library(_ archiver: [String], flags: String) async throws -> Sandbox {
    let sandbox = try Sandbox(
      Dictionary(uniqueKeysWithValues: Self.sources.map { ("src/\($0)", $1) }))
    let folder = sandbox.scratch.path
    #expect(try await sandbox.run("src", "--out", "gen").status == 0)
    let gcc = Compiler.native[0]
    try await gcc.build(
      ["-O2", "-c", "-Igen/static_call_runtime", "gen/one.c", "gen/a_member_with_a_long_name.c"],
      in: folder)
    let members = ["one.o", "a_member_with_a_long_name.o"]
    let made = try await Tool.run(archiver + [flags, "libx.a"] + members, in: folder)
    #expect(made.succeeded, "\(made.error)")
    return sandbox
  }

  private func linkAndRun(_ sandbox: Sandbox, _ more: String...) async throws -> String {
    try await Compiler.native[0].build(
      [
        "-O2", "-Igen/static_call_runtime", "-pthread", "-o", "program", "gen/main.c",
        "gen/static_call_stubs.S", "gen/static_call_table.c", "libx.a",
      ] + runtime + more, in: sandbox.scratch.path)
    let result = try await Tool.run(["./program"], in: sandbox.scratch.path)
    #expect(result.succeeded, "\(result.error)")
    return result.output
  }

  private var runtime: [String] {
    Checkout.names(in: "\(Checkout.root)/Sources/StaticCallRuntime").filter { $0.hasSuffix(".c") }
      .map { "gen/static_call_runtime/\($0)" }
  }

  @Test(arguments: [["ar"], ["llvm-ar"]], ["", "-fuse-ld=lld"])
  func membersGetTheirTables(archiver: [String], linker: String) async throws {
    let sandbox = try await library(archiver, flags: "rcs")
    #expect(try await linkAndRun(sandbox) == "18 0\n54\n")
    let check = try await sandbox.run("sites", "--check", "libx.a")
    #expect(check.status == 1)
    #expect(
      check.error.hasSuffix(
        "error: 'libx.a(one.o)' has no table of its 2 sites [sc-site-table]\n"), "\(check.error)")
    let result = try await sandbox.run("sites", "libx.a")
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    #expect(try await sandbox.run("sites", "--check", "libx.a").status == 0)
    let flags = linker.isEmpty ? [] : [linker]
    let output = try await linkAndRun(sandbox, flags.first ?? "-O2")
    #expect(output == "18 2\n54\n")
    let before = try sandbox.scratch.bytes("libx.a")
    #expect(try await sandbox.run("sites", "libx.a").status == 0)
    #expect(try sandbox.scratch.bytes("libx.a") == before)
  }

  @Test func thinArchivesNameTheFiles() async throws {
    let sandbox = try await library(["ar"], flags: "rcsT")
    let before = try sandbox.scratch.bytes("libx.a")
    #expect(try await sandbox.run("sites", "libx.a").status == 0)
    #expect(try sandbox.scratch.bytes("libx.a") == before)
    #expect(try await sandbox.run("sites", "--check", "one.o").status == 0)
    #expect(try await linkAndRun(sandbox) == "18 2\n54\n")
  }

  /// What else archives hold is none of our business, and who names a file that is gone is said.
  @Test(arguments: ["rcsT", "rcs"]) func membersThatAreNoObjects(flags: String) async throws {
    let sandbox = try await library(["ar"], flags: "rcs")
    let folder = sandbox.scratch.path
    try sandbox.scratch.write("text", to: "notes.txt")
    try sandbox.scratch.write(".byte 1\n", to: "small.s")
    #expect(try await Tool.run(["as", "--32", "small.s", "-o", "small.o"], in: folder).succeeded)
    let made = try await Tool.run(
      ["ar", flags, "y.a", "one.o", "notes.txt", "small.o"], in: folder)
    #expect(made.succeeded, "\(made.error)")
    let result = try await sandbox.run("sites", "y.a")
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    #expect(try await sandbox.run("sites", "--check", "y.a").status == 0)
    try sandbox.scratch.remove("one.o")
    let gone = try await sandbox.run("sites", "y.a")
    #expect(gone.status == (flags == "rcs" ? 0 : 2))
    #expect(
      gone.error
        == (flags == "rcs"
          ? ""
          : """
          sc-rewrite: error: cannot read 'one.o': No such file or directory [sc-no-input]
          sc-rewrite: note: in the thin archive 'y.a'

          """))
  }

  /// A thin archive of another's members knows where they are in that: it must be made again.
  @Test func thinArchivesOfArchives() async throws {
    let sandbox = try await library(["ar"], flags: "rcs")
    let folder = sandbox.scratch.path
    func make() async throws {
      try? sandbox.scratch.remove("thin.a")
      let made = try await Tool.run(["ar", "rcT", "thin.a", "libx.a"], in: folder)
      #expect(made.succeeded, "\(made.error)")
    }
    try await make()
    let before = try sandbox.scratch.snapshot("")
    let result = try await sandbox.run("sites", "thin.a")
    #expect(result.status == 1)
    #expect(
      result.error == """
        sc-rewrite: error: 'libx.a(one.o)' has no table of its 2 sites [sc-site-table]
        sc-rewrite: note: in the thin archive 'thin.a', which knows members by their places: run 'sites' on 'libx.a', then make 'thin.a' again

        """)
    #expect(try sandbox.scratch.snapshot("") == before)
    #expect(try await sandbox.run("sites", "libx.a").status == 0)
    try await make()
    let now = try await sandbox.run("sites", "thin.a")
    #expect(now.status == 0 && now.error == "", "\(now.error)")
  }

  /// One that names itself a hundred times.
  @Test func thinArchivesInThemselves() async throws {
    let sandbox = try await library(["ar"], flags: "rcs")
    func header(_ name: String, _ size: Int) -> String {
      name.padding(toLength: 48, withPad: " ", startingAt: 0)
        + "\(size)".padding(toLength: 10, withPad: " ", startingAt: 0) + "`\n"
    }
    let members = (0..<100).map { _ in header("/0", 0) }.joined()
    try sandbox.scratch.write("!<thin>\n" + header("//", 8) + "self.a/\n" + members, to: "self.a")
    let result = try await sandbox.run("sites", "self.a")
    #expect(result.status == 2)
    #expect(
      result.error == """
        sc-rewrite: error: 'self.a' is a thin archive in another archive [sc-object]
        sc-rewrite: note: in the thin archive 'self.a'

        """)
  }

  @Test func archivesInArchives() async throws {
    let sandbox = try await library(["ar"], flags: "rcs")
    let folder = sandbox.scratch.path
    #expect(try await Tool.run(["ar", "rc", "outer.a", "libx.a", "one.o"], in: folder).succeeded)
    let check = try await sandbox.run("sites", "--check", "outer.a")
    #expect(check.status == 1)
    #expect(
      check.error == """
        sc-rewrite: error: 'outer.a(libx.a(one.o))' has no table of its 2 sites [sc-site-table]
        sc-rewrite: error: 'outer.a(one.o)' has no table of its 2 sites [sc-site-table]

        """)
    #expect(try await sandbox.run("sites", "outer.a").status == 0)
    let output = try await Tool.run(["ar", "x", "outer.a"], in: folder)
    #expect(output.succeeded)
    #expect(try await sandbox.run("sites", "--check", "outer.a", "libx.a", "one.o").status == 0)
    #expect(try await linkAndRun(sandbox) == "18 2\n54\n")
  }

  /// Short names are in the header, long ones in a table.
  @Test(arguments: ["rc", "rcT"], ["m", "a_member_with_a_long_name"])
  func namesThatAreNoUTF8(flags: String, name: String) async throws {
    let sandbox = try await library(["ar"], flags: "rcs")
    let result = try await Tool.run(
      [
        "bash", "-c",
        #"""
        mv one.o $NAME$'\xff.o'; ar $FLAGS y.a $NAME$'\xff.o'
        $SC sites --check y.a; $SC sites y.a; $SC sites --check y.a && echo well
        """#,
      ], in: sandbox.scratch.path,
      environment: ["SC": Tool.scRewrite, "NAME": name, "FLAGS": flags])
    #expect(result.output == "well\n", "\(result)")
    let shown = flags == "rc" ? "y.a(\(name)\\xff.o)" : "\(name)\\xff.o"
    #expect(
      result.error.hasPrefix("sc-rewrite: error: '\(shown)' has no table of its 2 sites"),
      "\(result.error)")
  }

  @Test func damagedArchivesStay() async throws {
    let sandbox = try await library(["ar"], flags: "rcs")
    var bytes = try sandbox.scratch.bytes("libx.a")
    bytes.removeLast(1000)
    try sandbox.scratch.write(bytes, to: "libx.a")
    let result = try await sandbox.run("sites", "libx.a")
    #expect(result.status == 2)
    #expect(
      result.error.contains("error: 'libx.a' is an archive with a fault at byte"), "\(result.error)"
    )
    #expect(try sandbox.scratch.bytes("libx.a") == bytes)
  }

  /// One bad member spoils none of the others: nothing is written.
  @Test func oneBadMemberIsNamed() async throws {
    let sandbox = try await library(["ar"], flags: "rcs")
    try sandbox.scratch.write(Array("\u{7f}ELF __SCT__step".utf8), to: "bad.o")
    #expect(
      try await Tool.run(["ar", "rS", "libx.a", "bad.o"], in: sandbox.scratch.path).succeeded)
    let bytes = try sandbox.scratch.bytes("libx.a")
    let result = try await sandbox.run("sites", "libx.a")
    #expect(result.status == 2 && result.error.contains("'libx.a(bad.o)'"), "\(result.error)")
    #expect(result.error.contains("; the archive stays as it was ["), "\(result.error)")
    #expect(try sandbox.scratch.bytes("libx.a") == bytes)
  }

  @Test func jsonNamesMembers() async throws {
    let sandbox = try await library(["ar"], flags: "rcs")
    let result = try await sandbox.run("sites", "--format", "json", "libx.a")
    #expect(result.status == 0)
    #expect(result.output.contains("\"member\" : \"one.o\""), "\(result.output)")
  }
}
