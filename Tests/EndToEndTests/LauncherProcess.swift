import Glibc
import TestSupport
import Testing

/// The launcher ends as its compiler ends, and hands on what it is asked.
@Suite struct LauncherProcessTests {
  /// Commands that write an object are waited for, others become the compiler.
  static let forms = [["-c", "a.c"], ["-E", "a.c"], ["a.c", "-o", "prog"]]

  @Test(arguments: [0, 1, 4, 77, 255], forms)
  func exitStatus(status: Int32, arguments: [String]) async throws {
    let sandbox = try LauncherSandbox()
    try sandbox.program("fake", "exit \(status)\n")
    let result = try await sandbox.cc(["./fake"] + arguments)
    #expect(result.status == status && result.signal == nil)
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP, SIGSEGV, SIGKILL, SIGPIPE], forms)
  func signals(number: Int32, arguments: [String]) async throws {
    let sandbox = try LauncherSandbox()
    try sandbox.program("fake", "kill -\(number) $$\n")
    let result = try await sandbox.cc(["./fake"] + arguments)
    #expect(result.signal == number)
    #expect(result.error == "")
    #expect(!sandbox.scratch.exists("core"))
  }

  @Test(arguments: forms)
  func notStarted(arguments: [String]) async throws {
    let sandbox = try LauncherSandbox()
    let missing = try await sandbox.cc(["no-such-compiler"] + arguments)
    #expect(missing.status == 127)
    #expect(
      missing.error
        == "sc-rewrite: error: cannot run 'no-such-compiler': No such file or directory [sc-compiler]\n"
    )
    #expect(try await sandbox.cc(["./a.c"] + arguments).status == 126)
  }

  /// What the compiler is given are the bytes that came.
  @Test(arguments: forms)
  func argumentsAndStreams(arguments: [String]) async throws {
    let sandbox = try LauncherSandbox()
    try sandbox.program("fake", "printf '<%s>' \"$@\"; cat; echo told >&2\n")
    let words = arguments.map { "'\($0)'" }.joined(separator: " ")
    let result = try await sandbox.shell(
      "echo input | $CC ./fake \(words) $'\\xff\\xfe' '' '@gone' 'a b' >out; od -An -c out")
    let expected = try await sandbox.shell(
      "echo input | ./fake \(words) $'\\xff\\xfe' '' '@gone' 'a b' | od -An -c")
    #expect(result.output == expected.output && result.output.contains("377 376"))
    #expect(result.error == "told\n")
  }

  /// make ends its children one by one: the compiler has to hear of it.
  @Test(arguments: ["TERM", "USR1", "USR2", "PIPE"])
  func signalsAreHandedOn(signal: String) async throws {
    let sandbox = try LauncherSandbox()
    try sandbox.program(
      "fake", "trap 'echo heard; kill $!; exit 5' \(signal); sleep 30 & touch ready; wait\n")
    let result = try await sandbox.shell(
      """
      $CC ./fake -c a.c & child=$!
      until test -e ready; do sleep 0.01; done
      kill -\(signal) $child; wait $child; echo $?
      """)
    #expect(result.output == "heard\n5\n", "\(result)")
  }

  /// Ctrl-C goes to all processes of the job.
  @Test func interruptEndsBoth() async throws {
    let sandbox = try LauncherSandbox()
    // Without a child of its own, which bash would wait for and then go on as if nothing had been.
    try sandbox.program("fake", "echo $$ >pid; : >ready; exec sleep 30\n")
    let result = try await sandbox.shell(
      """
      set -m
      $CC ./fake -c a.c & child=$!
      until test -e ready; do sleep 0.01; done
      kill -INT -- -$child; wait $child; echo $?
      kill -0 $(cat pid) 2>/dev/null || echo gone
      """)
    #expect(result.output == "130\ngone\n", "\(result)")
  }

  /// A compiler that takes Ctrl-C for something else goes on, and so does its launcher.
  /// It hears of a kill() to all twice: from that, and from its launcher.
  @Test func interruptThatIsNotObeyed() async throws {
    let sandbox = try LauncherSandbox()
    try sandbox.program(
      "fake",
      "trap 'trap \"\" INT; touch heard' INT; touch ready; until test -e heard; do sleep 0.01; done; exit 0\n"
    )
    let result = try await sandbox.shell(
      """
      set -m
      $CC ./fake -c a.c & child=$!
      until test -e ready; do sleep 0.01; done
      kill -INT -- -$child; wait $child; echo $?
      """)
    #expect(result.output == "0\n", "\(result)")
  }

  /// What is ignored stays so (nohup); a parent that ignores its children is no trouble.
  @Test func ignoredSignals() async throws {
    let sandbox = try LauncherSandbox()
    try sandbox.program("fake", "kill -HUP $PPID; kill -HUP $$; exit 3\n")
    let result = try await sandbox.shell("trap '' HUP CHLD; $CC ./fake -c a.c; echo $?")
    #expect(result.output == "3\n", "\(result)")
  }
}
