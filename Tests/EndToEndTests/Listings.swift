import TestSupport
import Testing

/// `--list`, and what else needs no --out.
@Suite struct ListingTests {
  @Test func keysSitesAndTheRest() async throws {
    let scratch = try Scratch()
    try scratch.copy("\(GoldenTests.folder)/src", to: "src")
    let before = try scratch.snapshot("")
    let result = try await Tool.run([Tool.scRewrite, "src", "--list"], in: scratch.path)
    #expect(result.status == 0 && result.error == "")
    #expect(
      result.output == """
        KEY       TYPE                                       INITIAL                DEFINED AT       SITES  UPDATES
        limit     int (int, const char *, ...)               __static_call_return0  src/main.c:14:1  2      0
        on_event  int (const struct event *, unsigned long)  count_event            src/main.c:11:1  1      1
        on_idle   void (void)                                NULL                   src/main.c:13:1  1      0

        SITE                       KEY       MACRO                    IN BODY OF
        src/include/events.h:20:9  on_event  static_call              -
        src/main.c:31:43           limit     static_call, not called  -
        src/main.c:34:2            on_idle   static_call_cond         -
        src/main.c:35:20           limit     static_call              -

        LEFT ALONE        REASON
        src/main.c:25:20  inactive
        src/main.c:26:26  inactive

        """)
    #expect(try scratch.snapshot("") == before)
  }

  @Test func macroBodiesAndKeysOfOthers() async throws {
    let sandbox = try Sandbox([
      "src/a\nb.c": """
      #include <static_call.h>
      int one(int);
      DECLARE_STATIC_CALL(far, one);
      #define FAR(n) static_call(far)(n)
      int f(void) { return FAR(1); }

      """
    ])
    let result = try await sandbox.run("src", "--list", "--extern", "far")
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output.contains("\nfar  int (int)  -        -           0      0\n"))
    #expect(
      result.output.contains("\nsrc/a\\u{a}b.c:4:16  -    static_call  FAR\n"), "\(result.output)")
    #expect(result.output.hasSuffix("\nLEFT ALONE  REASON\n(none)\n"))
  }

  @Test func errorsComeInsteadOfTheList() async throws {
    let sandbox = try Sandbox(["src/bad.c": Sandbox.key + "int f = static_call(nobody)(1);\n"])
    let result = try await sandbox.run("src", "--list")
    #expect(result.status == 1 && result.output == "")
    #expect(result.error.contains("[sc-unknown-key]"))
  }

  @Test func diffNeedsNoOutput() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    let before = try sandbox.scratch.snapshot("")
    let result = try await sandbox.run("src", "--diff")
    #expect(result.status == 0 && result.output.contains("+\treturn __SCT__compute(n);"))
    #expect(try sandbox.scratch.snapshot("") == before)
  }

  @Test(arguments: [
    (["src"], "Missing --out <dir>: where the output goes."),
    (["src", "--check"], "Missing --out <dir>: the folder to check."),
    (["src", "--out", "gen", "--check", "--list"], "--check and --list do not go together;"),
    (["src", "--check", "--diff", "--list"], "--check and --diff and --list do not go together;"),
  ])
  func whatDoesNotGoTogether(arguments: [String], message: String) async throws {
    let sandbox = try Sandbox()
    let result = try await Tool.run([Tool.scRewrite] + arguments, in: sandbox.scratch.path)
    #expect(result.status == 2 && result.output == "")
    #expect(result.error.hasPrefix("Error: \(message)"), "\(result.error)")
    #expect(result.error.contains("\nUsage: sc-rewrite"))
  }
}
