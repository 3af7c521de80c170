import Foundation
import TestSupport
import Testing

/// `--in-place`: the tree itself is edited.
@Suite struct InPlaceTests {
  private static let names = ["main.c", "lib/hooks.h", "lib/plain.c"]

  private func edited(_ name: String) -> String {
    (Sandbox.tree["src/\(name)"] ?? "")
      .replacingOccurrences(of: "static_call(compute)", with: "__SCT__compute")
  }

  /// Inode and time of every file below src/.
  private func identities(_ sandbox: Sandbox) throws -> [String: String] {
    var result: [String: String] = [:]
    for name in try sandbox.scratch.snapshot("src").keys {
      let attributes = try FileManager.default.attributesOfItem(
        atPath: sandbox.scratch.path("src/\(name)"))
      result[name] =
        "\(attributes[.systemFileNumber] ?? "") \(attributes[.modificationDate] ?? "")"
    }
    return result
  }

  /// Only what has edits is written, and nothing but the callee's tokens differs: no `#line`.
  @Test func onlyWhatHasEditsChanges() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    let before = try sandbox.scratch.snapshot("src")
    let identities = try identities(sandbox)
    let result = try await sandbox.run("src", "--in-place")
    #expect(result.status == 0 && result.output == "" && result.error == "")
    let after = try sandbox.scratch.snapshot("src")
    #expect(after.keys.sorted() == before.keys.sorted())
    for name in Self.names {
      #expect(try sandbox.scratch.text("src/\(name)") == edited(name))
    }
    let changed = before.filter { after[$0.key] != $0.value }.keys.sorted()
    #expect(changed == ["lib/hooks.h", "main.c"])
    for (name, identity) in try self.identities(sandbox) where !changed.contains(name) {
      #expect(identity == identities[name])
    }
    #expect(try sandbox.scratch.snapshot("").keys.allSatisfy { $0.hasPrefix("src/") })
  }

  /// The output has what is to be compiled besides, and the sources as they are build with it; a
  /// second run finds nothing to do and changes no byte, in the source or the output.
  @Test func theOutputIsOfTheEditedTree() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    let arguments = ["src", "--in-place", "--out", "gen"]
    func run(_ more: String...) async throws -> Tool.Result {
      try await Tool.run([Tool.scRewrite] + arguments + more, in: sandbox.scratch.path)
    }
    #expect(try await run().status == 0)
    let source = try sandbox.scratch.snapshot("src")
    let output = try sandbox.scratch.snapshot("gen")
    let names = output.keys.filter { !$0.hasPrefix("static_call_runtime/") }.sorted()
    #expect(
      names == [
        ".static_calls.files", "static_call_stubs.S", "static_call_table.c", "static_calls.d",
        "static_calls.json", "static_calls.mk",
      ])
    #expect(try sandbox.scratch.text("gen/static_call_stubs.S").contains("compute"))

    let identities = try identities(sandbox)
    let check = try await run("--check")
    #expect(check.status == 0 && check.output == "" && check.error == "")
    #expect(try await run().status == 0)
    #expect(try sandbox.scratch.snapshot("src") == source)
    #expect(try sandbox.scratch.snapshot("gen") == output)
    #expect(try self.identities(sandbox) == identities)

    try sandbox.scratch.write(
      """
      all: program
      gen/static_calls.stamp: ; $(SC_REWRITE) src --in-place --out gen && touch $@
      -include gen/static_calls.d
      include gen/static_calls.mk
      program: gen/static_calls.stamp
      \tgcc -Wall -Werror $(SC_CPPFLAGS) src/main.c one.c $(SC_SRCS) $(SC_LDLIBS) -o $@ && ./$@

      """, to: "Makefile")
    try sandbox.scratch.write("int one(int n) { return n + 1; }\n", to: "one.c")
    let make = try ["make", "SC_REWRITE=\(Tool.scRewrite)"]
    let built = try await Tool.run(make, in: sandbox.scratch.path)
    #expect(built.status == 0, "\(built.error)")
    let quiet = try await Tool.run(make + ["-q"], in: sandbox.scratch.path)
    #expect(quiet.status == 0)
  }

  /// A key of another program, which no static call mentions any more, keeps its trampoline.
  @Test func keysOfOthersKeepTheirTrampolines() async throws {
    let sandbox = try Sandbox([
      "src/far.h": "#include <static_call.h>\nint one(int);\nDECLARE_STATIC_CALL(far, one);\n",
      "src/main.c": "#include \"far.h\"\nint f(void) { return static_call(far)(1); }\n",
    ])
    var first: [String: [UInt8]] = [:]
    for run in 1...2 {
      let result = try await sandbox.run(
        "src", "--in-place", "--out", "gen", "--no-runtime", "--extern", "far")
      #expect(result.status == 0, "\(result.error)")
      let output = try sandbox.scratch.snapshot("gen")
      if run == 1 { first = output }
      #expect(output == first)
    }
    #expect(
      try sandbox.scratch.text("gen/static_call_stubs.S").contains("static_call_stub \"far\""))
  }

  /// The manifest's places are those of the edited files.
  @Test func placesBehindEdits() async throws {
    let sandbox = try Sandbox([
      "src/main.c": Sandbox.key
        + "void f(int n) { static_call/*\n*/(compute)(n); static_call_update(compute, one);\n}\n"
        + "int g(void) { return static_call(compute)(1); } DEFINE_STATIC_CALL_NULL(k, one);\n"
    ])
    #expect(try await sandbox.run("src", "--in-place", "--out", "gen").status == 0)
    let first = try sandbox.scratch.text("gen/static_calls.json")
    #expect(first.contains("\"at\" : \"main.c:5:8\""), "\(first)")
    #expect(first.contains("\"defined_at\" : \"main.c:7:43\""), "\(first)")
    #expect(try await sandbox.run("src", "--in-place", "--out", "gen").status == 0)
    #expect(try sandbox.scratch.text("gen/static_calls.json") == first)
  }

  @Test func checkAndDiffWriteNothing() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    let before = try sandbox.scratch.snapshot("")
    let diff = try await sandbox.run("src", "--in-place", "--diff")
    #expect(diff.status == 0 && diff.output.contains("+\treturn __SCT__compute(n);"))
    let check = try await sandbox.run("src", "--in-place", "--check")
    #expect(check.status == 1)
    #expect(
      check.error == """
        sc-rewrite: error: 'src/lib/hooks.h' has static calls to rewrite; run sc-rewrite again [sc-stale]
        sc-rewrite: error: 'src/main.c' has static calls to rewrite; run sc-rewrite again [sc-stale]

        """)
    #expect(check.output.contains("+++ b/src/lib/hooks.h\n"))
    let both = try await sandbox.run("src", "--in-place", "--out", "gen", "--check")
    #expect(both.status == 1 && both.error.contains("'gen/static_calls.mk' is missing"))
    let json = try await sandbox.run("src", "--in-place", "--check", "--format", "json")
    #expect(json.status == 1 && json.output.contains("\"file\" : \"src/main.c\""))
    #expect(try sandbox.scratch.snapshot("") == before)
    let list = try await sandbox.run("src", "--in-place", "--list")
    #expect(list.status == 2 && list.error.contains("--in-place and --list do not go together"))

    #expect(try await sandbox.run("src", "--in-place").status == 0)
    let after = try await sandbox.run("src", "--in-place", "--check")
    #expect(after.status == 0 && after.output == "" && after.error == "")
  }

  @Test func permissionsAndLinksStay() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    let scratch = sandbox.scratch
    chmod(scratch.path("src/main.c"), 0o751)
    chmod(scratch.path("src/lib/hooks.h"), 0o440)
    if geteuid() == 0 { chown(scratch.path("src/main.c"), 12345, 54321) }
    let owner = try FileManager.default.attributesOfItem(atPath: scratch.path("src/main.c"))
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("src/alias.h"), withDestinationPath: "lib/hooks.h")
    try FileManager.default.linkItem(
      atPath: scratch.path("src/main.c"), toPath: scratch.path("other.c"))
    let result = try await sandbox.run("src", "--in-place")
    #expect(result.status == 0)
    #expect(
      result.error
        == "sc-rewrite: warning: 'src/main.c' was edited; 1 other name(s) of the file (hard links) keep the old text [sc-hard-link]\n"
    )
    #expect(try scratch.text("other.c") == Sandbox.tree["src/main.c"])
    let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path("src/main.c"))
    #expect(attributes[.posixPermissions] as? Int == 0o751)
    #expect(attributes[.ownerAccountID] as? Int == owner[.ownerAccountID] as? Int)
    #expect(attributes[.groupOwnerAccountID] as? Int == owner[.groupOwnerAccountID] as? Int)
    let header = try FileManager.default.attributesOfItem(atPath: scratch.path("src/lib/hooks.h"))
    #expect(header[.posixPermissions] as? Int == 0o440)
    #expect(try scratch.snapshot("src")["alias.h"] == Array("-> lib/hooks.h".utf8))
    #expect(try scratch.text("src/alias.h") == edited("lib/hooks.h"))
  }

  /// A link that is named on the command line: what it leads to is edited.
  @Test func aNamedLinkIsFollowed() async throws {
    let sandbox = try Sandbox([
      "real/main.c": Sandbox.key + "int f = sizeof(static_call(compute));\n"
    ])
    for (link, target) in [("link.c", "real/main.c"), ("folder", "real")] {
      try FileManager.default.createSymbolicLink(
        atPath: sandbox.scratch.path(link), withDestinationPath: target)
    }
    #expect(try await sandbox.run("link.c", "--in-place").status == 0)
    #expect(try sandbox.scratch.text("real/main.c").contains("sizeof((&__SCT__compute))"))
    #expect(try await sandbox.run("folder", "--in-place", "--check").status == 0)
    #expect(try sandbox.scratch.snapshot("")["link.c"] == Array("-> real/main.c".utf8))
  }

  /// A link within the tree that leads out of it.
  @Test func nothingOutsideTheTreeIsEdited() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    try sandbox.scratch.write(edited("main.c"), to: "src/main.c")
    try FileManager.default.moveItem(
      atPath: sandbox.scratch.path("src/lib/hooks.h"), toPath: sandbox.scratch.path("hooks.h"))
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.scratch.path("src/lib/hooks.h"), withDestinationPath: "../../hooks.h")
    let before = try sandbox.scratch.snapshot("")
    let result = try await sandbox.run("src", "--in-place", "--out", "gen")
    #expect(result.status == 2)
    #expect(
      result.error
        == "sc-rewrite: error: 'src/lib/hooks.h' is behind a link that leads out of the tree, where nothing is edited; name what it leads to instead [sc-in-place]\n"
    )
    #expect(try sandbox.scratch.snapshot("") == before)
  }

  /// What fails for one file fails for all, and leaves nothing behind.
  @Test func allOrNothing() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    // In the way of the second file's temporary one.
    try sandbox.scratch.write("mine", to: "src/.main.c.sc-rewrite/file")
    let before = try sandbox.scratch.snapshot("")
    let result = try await sandbox.run("src", "--in-place", "--out", "gen")
    #expect(result.status == 2)
    #expect(
      result.error
        == "sc-rewrite: error: cannot edit 'src/main.c': File exists [sc-in-place]\n")
    #expect(try sandbox.scratch.snapshot("") == before)

    try sandbox.scratch.remove("src/.main.c.sc-rewrite")
    try sandbox.scratch.write("mine", to: "gen/file")
    let foreign = try await sandbox.run("src", "--in-place", "--out", "gen")
    #expect(foreign.status == 2 && foreign.error.contains("[sc-foreign-output]"))
    #expect(try sandbox.scratch.text("src/main.c") == Sandbox.tree["src/main.c"])
    #expect(!sandbox.scratch.exists("src/.main.c.sc-rewrite"))
  }

  @Test func oneRunAtATime() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    for (folder, path) in [("src", "src"), (".", ".")] {
      let result = try await Tool.run(
        ["flock", folder, Tool.scRewrite, path, "--in-place"], in: sandbox.scratch.path)
      #expect(result.status == 2)
      #expect(
        result.error
          == "sc-rewrite: error: another sc-rewrite is editing '\(path)' [sc-in-place]\n")
    }
    #expect(try sandbox.scratch.text("src/main.c") == Sandbox.tree["src/main.c"])
  }

  /// What a killed run left does not stop the next one.
  @Test func leftoversAreReplaced() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    try sandbox.scratch.write("half", to: "src/.main.c.sc-rewrite")
    #expect(try await sandbox.run("src", "--out", "gen").status == 0)
    #expect(!sandbox.scratch.exists("gen/.main.c.sc-rewrite"))
    #expect(try await sandbox.run("src", "--in-place").status == 0)
    #expect(try sandbox.scratch.text("src/main.c") == edited("main.c"))
    #expect(!sandbox.scratch.exists("src/.main.c.sc-rewrite"))
  }

  /// The parser waits at a pipe, and meanwhile a file that it has read changes.
  @Test func aFileThatChangesMeanwhile() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    try sandbox.scratch.write("#include \"slow.h\"\n", to: "src/z.c")
    let script = try """
    mkfifo src/slow.h && { timeout 60 \(Tool.scRewrite) src --in-place -j1 --exhaustive & } &&
    exec 3>src/slow.h && echo '/* new */' >>src/main.c && echo 'int z;' >&3 && exec 3>&- ; wait $!
    """
    let result = try await Tool.run(
      ["timeout", "60", "sh", "-c", script], in: sandbox.scratch.path)
    #expect(result.status == 1)
    #expect(
      result.error
        == "sc-rewrite: error: 'src/main.c' changed after it was read; nothing was edited, run again [sc-changed-while-read]\n"
    )
    #expect(
      try sandbox.scratch.text("src/main.c") == (Sandbox.tree["src/main.c"] ?? "") + "/* new */\n")
    #expect(try sandbox.scratch.text("src/lib/hooks.h") == Sandbox.tree["src/lib/hooks.h"])
  }

  /// Errors in the source leave the source alone.
  @Test func errorsEditNothing() async throws {
    let sandbox = try Sandbox(Sandbox.tree)
    try sandbox.scratch.write(
      "#include <static_call.h>\nint f(void) { return static_call(nobody)(1); }\n", to: "src/bad.c")
    let before = try sandbox.scratch.snapshot("")
    #expect(try await sandbox.run("src", "--in-place", "--out", "gen").status == 1)
    #expect(try sandbox.scratch.snapshot("") == before)
  }

  /// Rewritten fixtures, in place: nothing is left to do, and a mirror of them says the same.
  @Test(arguments: ["macro-body", "crlf", "splices", "bom", "template-header", "uncalled"])
  func fixturesAreDoneAfterOneRun(program: String) async throws {
    let scratch = try Scratch()
    try scratch.copy("\(Checkout.fixtures)/programs/\(program)", to: "src")
    func run(_ arguments: String...) async throws -> Tool.Result {
      try await Tool.run(
        [Tool.scRewrite, "src"] + arguments + ["--", "-Isrc"], in: scratch.path)
    }
    #expect(try await run("--out", "mirror", "--no-line-directives").status == 0)
    #expect(try await run("--in-place", "--out", "gen").status == 0)
    let source = try scratch.snapshot("src")
    let mirror = try scratch.snapshot("mirror")
    for (name, bytes) in source { #expect(mirror[name] == bytes, "\(name)") }
    let again = try await run("--in-place", "--out", "gen", "--check")
    #expect(again.status == 0, "\(again.output)\(again.error)")
  }
}
