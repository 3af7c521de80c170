import Foundation
import TestSupport
import Testing

/// A folder with sources that call trampolines, and compilers run in it behind `sc-rewrite cc`.
struct LauncherSandbox {
  let scratch: Scratch

  static let hook = "extern int __SCT__hook(int);\n"
  static let stub = "int __SCT__hook(int n) { return n; }\n"

  init(_ files: [String: String] = [:]) throws {
    scratch = try Scratch()
    let names = ["a", "b"]
    for name in names {
      try scratch.write(
        Self.hook + "int \(name)(int n) { return __SCT__hook(n) + 1; }\n", to: "\(name).c")
    }
    try scratch.write("int plain(void) { return 2; }\n", to: "plain.c")
    try scratch.write(Self.stub + "int main(void) { return 0; }\n", to: "main.c")
    for (name, text) in files { try scratch.write(text, to: name) }
  }

  /// A compiler that does as the test needs.
  func program(_ name: String, _ script: String) throws {
    try scratch.write("#!/bin/bash\n" + script, to: name)
    try makeExecutable(scratch.path(name))
  }

  func cc(
    _ command: [String], environment: [String: String] = [:]
  ) async throws -> Tool.Result {
    try await Tool.run(
      [Tool.scRewrite, "cc"] + command, in: scratch.path, environment: environment)
  }

  /// A shell's command line; `$CC` is the launcher.
  func shell(
    _ script: String, environment: [String: String] = [:]
  ) async throws -> Tool.Result {
    var environment = environment
    environment["CC"] = "\(try Tool.scRewrite) cc"
    return try await Tool.run(
      ["bash", "-c", script], in: scratch.path, environment: environment)
  }

  /// Whether an object has its table.
  func hasTable(_ object: String) async throws -> Bool {
    let result = try await Tool.run(["readelf", "-WS", object], in: scratch.path)
    #expect(result.succeeded, "\(result.error)")
    return result.output.contains(" .note.static_call ")
  }
}

private func makeExecutable(_ path: String) throws {
  try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
}

/// Objects get their tables, and all else is the compiler's.
@Suite struct CompilerLauncherTests {
  static let compilers = ["gcc", "clang"]

  @Test(
    arguments: compilers,
    [
      (["-c", "a.c"], ["a.o"]),
      (["-O2", "-c", "a.c", "-o", "x.o"], ["x.o"]),
      (["-ox.o", "-c", "a.c"], ["x.o"]),
      (["--output=x.o", "-c", "a.c"], ["x.o"]),
      (["-c", "a.c", "b.c"], ["a.o", "b.o"]),
      (["-save-temps", "-c", "a.c"], ["a.o"]),
      (["-c", "-x", "c", "a.txt"], ["a.o"]),
      (["-c", "@r"], ["a b.o"]),
      (["-r", "-nostdlib", "a.c", "b.c", "-o", "ab.o"], ["ab.o"]),
      (["-c", "t.S"], ["t.o"]),
    ])
  func objectsGetTables(
    compiler: String, form: (arguments: [String], objects: [String])
  ) async throws {
    let sandbox = try LauncherSandbox([
      "r": "-o 'a b.o' @more", "more": "\"a.c\" -DX='1 2'",
      "t.S": ".text\ntop: call __SCT__hook\nret\n.section .note.GNU-stack,\"\"\n",
    ])
    try sandbox.scratch.copy(sandbox.scratch.path("a.c"), to: "a.txt")
    let result = try await sandbox.cc([compiler] + form.arguments)
    #expect(result.status == 0 && result.output == "" && result.error == "", "\(result)")
    for object in form.objects {
      #expect(try await sandbox.hasTable(object), "\(object)")
    }
    #expect(try sandbox.scratch.snapshot("").keys.filter { $0.hasSuffix(".tmp") } == [])
  }

  /// What comes out, files and streams, is what the compiler alone makes.
  @Test(
    arguments: compilers,
    [
      ["-c", "plain.c"], ["-S", "a.c"], ["-S", "a.c", "-o", "-"], ["-E", "a.c"], ["-M", "a.c"],
      ["-MM", "-c", "a.c"], ["-fsyntax-only", "a.c"], ["-c", "a.c", "-o", "/dev/null"],
      ["-c", "gone.c"], ["-c", "broken.c", "-o", "x.o"], ["-c", "a.h", "-o", "a.pch"],
      ["-x", "c-header", "-c", "a.h", "-o", "h.o"], ["--version"], ["-dumpmachine"],
      ["-print-file-name=libc.a"], ["-fno-such-option", "-c", "a.c", "-o", "x.o"], ["-c"], [],
      ["plain.c", "main.c", "-c", "-o", "x.o"], ["a.o"], ["-###", "-c", "plain.c"], ["@gone"],
      ["plain.o", "-o", "prog"], ["-c", "plain.c", "-Wall", "-fno-such", "-o"],
    ])
  func allElseIsTheCompilers(compiler: String, arguments: [String]) async throws {
    let files = ["broken.c": "int x = ;\n", "a.h": LauncherSandbox.hook, "plain.o": "no object"]
    let (alone, behind) = try (LauncherSandbox(files), LauncherSandbox(files))
    // By way of env, so that it is started by its name here, too.
    let expected = try await Tool.run(["env", compiler] + arguments, in: alone.scratch.path)
    let result = try await behind.cc([compiler] + arguments)
    func cleaned(_ text: String) -> String {
      // Temporary names of the compiler's own.
      text.replacing(/\/tmp\/[-\w]+\.[os]/, with: "TEMPORARY")
        .replacing(behind.scratch.path, with: alone.scratch.path)
    }
    #expect(result.status == expected.status)
    #expect(cleaned(result.output) == cleaned(expected.output))
    #expect(cleaned(result.error) == cleaned(expected.error))
    var (made, wanted) = try (behind.scratch.snapshot(""), alone.scratch.snapshot(""))
    // clang's remember their files' times.
    made["a.pch"] = made["a.pch"].map { _ in [] }
    wanted["a.pch"] = wanted["a.pch"].map { _ in [] }
    made["h.o"] = made["h.o"].map { _ in [] }
    wanted["h.o"] = wanted["h.o"].map { _ in [] }
    #expect(made == wanted)
  }

  @Test(arguments: compilers)
  func sourceFromStandardInput(compiler: String) async throws {
    let sandbox = try LauncherSandbox()
    let result = try await sandbox.shell("$CC \(compiler) -x c -c - <a.c")
    #expect(result.status == 0 && result.error == "", "\(result)")
    #expect(try await sandbox.hasTable("./-.o"))
  }

  /// The compiler's own failure counts, and what it wrote before is finished all the same.
  @Test func oneOfSeveralFails() async throws {
    let sandbox = try LauncherSandbox(["broken.c": "int x = ;\n"])
    let result = try await sandbox.cc(["gcc", "-c", "a.c", "broken.c"])
    #expect(result.status == 1)
    #expect(try await sandbox.hasTable("a.o"))
    #expect(!sandbox.scratch.exists("broken.o"))
  }

  /// A file of that name that this command did not write is nobody's business.
  @Test func onlyWhatWasWritten() async throws {
    let sandbox = try LauncherSandbox()
    try sandbox.program("fake", "exit 0\n")
    #expect(try await Tool.run(["gcc", "-c", "a.c"], in: sandbox.scratch.path).succeeded)
    let before = try sandbox.scratch.bytes("a.o")
    #expect(try await sandbox.cc(["./fake", "-c", "a.c"]).status == 0)
    #expect(try sandbox.scratch.bytes("a.o") == before)
  }

  @Test func tablesThatFail() async throws {
    let sandbox = try LauncherSandbox()
    try sandbox.program("fake", "printf '\\177ELF __SCT__hook' >\"$3\"; echo said\n")
    let result = try await sandbox.cc(["./fake", "-c", "-o", "x.o", "a.c"])
    #expect(result.status == 2 && result.output == "said\n")
    #expect(result.error.hasPrefix("sc-rewrite: error: 'x.o' "), "\(result.error)")
    #expect(result.error.hasSuffix("[sc-object]\n"), "\(result.error)")
    #expect(!sandbox.scratch.exists("x.o"))
  }

  /// The object itself goes, and not what leads to it.
  @Test func tablesThatFailBehindLinks() async throws {
    let sandbox = try LauncherSandbox(["real.o": ""])
    try sandbox.program("fake", "printf '\\177ELF __SCT__hook' >\"$3\"\n")
    let result = try await sandbox.shell(
      """
      ln -s real.o link.o
      $CC ./fake -c -o link.o a.c; echo $?; test -L link.o && test ! -e real.o && echo gone
      $CC ./fake -c -o /dev/stdout a.c >out.o; echo $?
      test -e /dev/stdout && test ! -e out.o && echo gone
      """)
    #expect(result.output == "2\ngone\n2\ngone\n", "\(result)")
  }

  /// What cannot be removed becomes empty, which no linker takes for an object.
  @Test func tablesThatFailInReadOnlyFolders() async throws {
    let sandbox = try LauncherSandbox(["folder/x.o": "old"])
    try sandbox.program("fake", "printf '\\177ELF __SCT__hook' >\"$3\"\n")
    let result = try await sandbox.shell(
      """
      chmod 555 folder
      \(SiteBadInputTests.bound.joined(separator: " ")) $CC ./fake -c -o folder/x.o a.c; echo $?
      chmod 755 folder
      """)
    #expect(result.output == "2\n")
    #expect(result.error.contains("[sc-object]") && !result.error.contains("cannot remove"))
    #expect(try sandbox.scratch.bytes("folder/x.o") == [])
  }

  /// And if even that fails, it is said.
  @Test func tablesThatFailForGood() async throws {
    let sandbox = try LauncherSandbox(["folder/x.o": "old"])
    try sandbox.program(
      "fake", "printf '\\177ELF __SCT__hook' >\"$3\"; chmod 444 \"$3\"; chmod 555 folder\n")
    let result = try await sandbox.shell(
      """
      \(SiteBadInputTests.bound.joined(separator: " ")) $CC ./fake -c -o folder/x.o a.c; echo $?
      chmod 755 folder
      """)
    #expect(result.output == "2\n")
    #expect(
      result.error.hasSuffix(
        "sc-rewrite: error: cannot remove 'folder/x.o', which lacks its site table: Permission denied; remove it, or it will be used as it is [sc-output]\n"
      ), "\(result.error)")
  }

  /// Names are bytes, in arguments and response files.
  @Test(arguments: [
    #"-c a.c -o $F.o"#, #"-c d$F.c"#, #"-c a.c -o dir$F/x.o"#, #"-c @$F"#,
  ])
  func namesThatAreNoUTF8(arguments: String) async throws {
    let sandbox = try LauncherSandbox()
    let result = try await sandbox.shell(
      """
      F=$'\\xff'; mkdir dir$F; cp a.c d$F.c; echo d$F.c -o x$F.o >$F
      $CC gcc \(arguments); echo $?
      find . -name '*.o' | while read -r o; do readelf -WS "$o" | grep -o ' .note.static_call '; done
      """)
    #expect(result.output == "0\n .note.static_call \n" && result.error == "", "\(result)")
  }

  /// Other names of the object are a compiler cache's: that they are left behind is right.
  @Test func hardLinksAreNoWarning() async throws {
    let sandbox = try LauncherSandbox()
    try sandbox.program("fake", "gcc -c a.c -o kept.o; ln kept.o a.o\n")
    let result = try await sandbox.cc(["./fake", "-c", "a.c"])
    #expect(result.status == 0 && result.error == "", "\(result)")
    #expect(try await sandbox.hasTable("a.o"))
    #expect(try await !sandbox.hasTable("kept.o"))
  }

  @Test(arguments: compilers)
  func compiledAndLinkedAtOnce(compiler: String) async throws {
    let sandbox = try LauncherSandbox()
    let noted = try await sandbox.cc([compiler, "a.c", "main.c", "-o", "prog"])
    #expect(noted.status == 0)
    #expect(
      noted.error == """
        sc-rewrite: warning: 'a.c', 'main.c': compiled and linked by one command, so static calls \
        stay on the trampoline; compile with -c to have their sites patched [sc-no-object]

        """)
    try sandbox.scratch.write("int main(void) { return 0; }\n", to: "main.c")
    let plain = try await sandbox.cc([compiler, "main.c", "-o", "plain"])
    #expect(plain.status == 0 && plain.error == "", "\(plain.error)")
  }

  @Test func intermediateCodeIsTold() async throws {
    let sandbox = try LauncherSandbox()
    for compiler in Self.compilers {
      let result = try await sandbox.cc([compiler, "-flto", "-c", "a.c"])
      #expect(result.status == 0 && result.error.contains("[sc-lto]"), "\(result.error)")
      #expect(sandbox.scratch.exists("a.o"))
    }
    let result = try await sandbox.cc(["clang", "-emit-llvm", "-c", "a.c"])
    #expect(
      result.status == 0 && result.error.contains("'a.bc' is LLVM bitcode"), "\(result.error)")
  }

  @Test func layoutOfLinux() async throws {
    let sandbox = try LauncherSandbox()
    for options in [["--layout", "linux"], ["--layout=linux", "--module", "--init-section", "x"]] {
      let result = try await sandbox.cc(options + ["gcc", "-DMODULE", "-c", "a.c"])
      #expect(result.status == 0 && result.error == "", "\(result.error)")
      let sections = try await Tool.run(["readelf", "-WS", "a.o"], in: sandbox.scratch.path)
      #expect(sections.output.contains(" .static_call_sites "))
      let check = try await Tool.run(
        [Tool.scRewrite, "sites", "--check", "--layout", "linux", "--module", "a.o"],
        in: sandbox.scratch.path)
      #expect(check.status == 0, "\(check.error)")
    }
  }

  @Test(arguments: [
    ([], "the compiler is missing"), (["--layout"], "'--layout' lacks its value"),
    (["--layout=bsd", "gcc"], "unknown layout 'bsd'; there are note, linux"),
    (["--what", "gcc"], "unknown option '--what'"),
  ])
  func wrongOptions(words: [String], message: String) async throws {
    let result = try await LauncherSandbox().cc(words)
    #expect(result.status == 2 && result.output == "")
    #expect(
      result.error
        == "sc-rewrite: error: cc: \(message); see 'sc-rewrite cc --help' [sc-usage]\n")
  }

  @Test func helpIsShort() async throws {
    let result = try await LauncherSandbox().cc(["--help"])
    #expect(result.status == 0 && result.output.contains("USAGE: sc-rewrite cc "))
    let general = try await Tool.run([Tool.scRewrite, "--help"])
    #expect(general.output.contains("sc-rewrite cc"))
  }

  /// Neither for help nor for objects with tables to be made.
  @Test func libclangIsNeverLoaded() async throws {
    let sandbox = try LauncherSandbox()
    let result = try await sandbox.cc(
      ["gcc", "-c", "a.c"],
      environment: ["LD_DEBUG": "files", "LD_DEBUG_OUTPUT": sandbox.scratch.path("loaded")])
    #expect(result.status == 0)
    let logs = try sandbox.scratch.snapshot("").filter { $0.key.hasPrefix("loaded.") }
    let text = logs.values.map { String(decoding: $0, as: UTF8.self) }.joined()
    #expect(text.contains("libelf") && !text.contains("libclang"))
  }
}
