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
    #expect(try sandbox.scratch.bytes("libx.a") == bytes)
  }

  @Test func jsonNamesMembers() async throws {
    let sandbox = try await library(["ar"], flags: "rcs")
    let result = try await sandbox.run("sites", "--format", "json", "libx.a")
    #expect(result.status == 0)
    #expect(result.output.contains("\"member\" : \"one.o\""), "\(result.output)")
  }
}
