import TestSupport
import Testing

/// The progress line: on a terminal, in text, for runs over a second, and gone at the end.
@Suite struct ProgressTests {
  private static let shown = "scanning 6/6 units…"

  /// A tree that takes a while: the parser sleeps at a pipe in the first unit.
  private func tree() throws -> Sandbox {
    var files = [
      "src/main.c": Sandbox.key + "int f(void) { return static_call(compute)(1); }\n",
      "src/a.c": "#include \"slow.h\"\n",
    ]
    for name in ["b", "c", "d", "e"] { files["src/\(name).c"] = "int \(name);\n" }
    return try Sandbox(files)
  }

  /// What stands on stderr if it is a terminal.
  private func terminal(
    _ sandbox: Sandbox, slow: Bool = true, options: String = "",
    environment: [String: String] = ["TERM": "xterm"], status: Int32 = 0
  ) async throws -> String {
    let pause = slow ? "sleep 1.2" : ":"
    let script = try """
    rm -f src/slow.h; mkfifo src/slow.h
    { exec 3>src/slow.h; \(pause); echo 'int slow;' >&3; exec 3>&-; } &
    \(Tool.scRewrite) src --out gen -j1 --exhaustive \(options) >/dev/null
    """
    try sandbox.scratch.write(script, to: "run.sh")
    let result = try await Tool.run(
      ["timeout", "60", "script", "-qec", "sh run.sh", "/dev/null"], in: sandbox.scratch.path,
      environment: environment)
    #expect(result.status == status, "\(result.output)")
    return result.output
  }

  @Test func itIsShownAndWiped() async throws {
    let text = try await terminal(try tree(), environment: ["TERM": "xterm", "NO_COLOR": "1"])
    let blanks = String(repeating: " ", count: Self.shown.count)
    #expect(text.hasPrefix("\rscanning 1/6 units…\r"), "\(text)")
    #expect(text.hasSuffix("\r\(Self.shown)\r\(blanks)\r"), "\(text)")
    #expect(!text.contains("\u{1b}"))
  }

  @Test func messagesComeBehindIt() async throws {
    let sandbox = try tree()
    try sandbox.scratch.write("int e\n", to: "src/e.c")
    let text = try await terminal(sandbox, status: 1)
    #expect(text.contains(" \rsrc/e.c:1:6: "), "\(text)")
  }

  /// A loaded machine may make any run a long one, but not every one.
  @Test func shortRunsAreQuiet() async throws {
    var text = "none"
    for _ in 1...10 where text != "" { text = try await terminal(try tree(), slow: false) }
    #expect(text == "")
  }

  @Test(arguments: ["dumb", ""])
  func simpleTerminalsAreSpared(name: String) async throws {
    #expect(try await terminal(try tree(), environment: ["TERM": name]) == "")
  }

  @Test func machinesAreSpared() async throws {
    #expect(try await terminal(try tree(), options: "--format json") == "")
  }

  @Test func verboseRunsSayItInLines() async throws {
    let text = try await terminal(try tree(), options: "--verbose")
    #expect(text.contains("parsing a.c: --exhaustive\r\n") && !text.contains("scanning"))
  }

  @Test func filesAreSpared() async throws {
    let sandbox = try tree()
    #expect(try await terminal(sandbox, options: "2>log") == "")
    #expect(try sandbox.scratch.text("log") == "")
  }
}
