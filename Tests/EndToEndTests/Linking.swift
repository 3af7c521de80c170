import TestSupport
import Testing

/// Rewritten and unrewritten parts, shared libraries and archives, in the ways that linkers
/// combine them.
@Suite struct LinkingTests {
  private static let generated = [
    "-Igen/static_call_runtime", "gen/static_call_stubs.S", "gen/static_call_table.c",
  ]

  struct Link: Sendable, CustomStringConvertible {
    var host: String
    var library: String
    var flags: [String]
    var description: String { "host \(host), library \(library), \(flags.joined(separator: " "))" }
  }

  static let links = [
    Link(host: "gen", library: "gen", flags: []),
    Link(host: "gen", library: "gen", flags: ["-Wl,-Bsymbolic"]),
    Link(host: "gen", library: "gen", flags: ["-Wl,-Bsymbolic-functions"]),
    Link(host: "gen", library: "gen", flags: ["-Wl,--version-script=only.map"]),
    Link(host: "src", library: "gen", flags: []),
    Link(host: "gen", library: "src", flags: ["-Wl,-Bsymbolic"]),
    Link(host: "src", library: "src", flags: ["-Wl,-Bsymbolic"]),
  ]

  /// Any number of runtimes in a process agree on every key.
  @Test(arguments: links, Compiler.native)
  func librariesOfEveryKind(link: Link, compiler: Compiler) async throws {
    let scratch = try await Scratch.rewritten("shared")
    try scratch.write(
      "{ global: library_*; __SCK__*; local: *; };\n", to: "only.map")
    let runtime = try await RuntimeObjects.shared.folder(for: compiler)
    func parts(_ folder: String) -> [String] {
      folder == "gen" ? Self.generated + runtime : ["-I\(Checkout.headerFolder)"]
    }
    try await compiler.build(
      ["-O2", "-fPIC", "-shared", "\(link.library)/library.c", "-o", "library.so"] + link.flags
        + parts(link.library), in: scratch.path)
    try await compiler.build(
      ["-O2", "\(link.host)/host.c", "-rdynamic", "-pthread", "-ldl", "-o", "host"]
        + parts(link.host), in: scratch.path)
    let result = try await Tool.run(["timeout", "60", "./host", "./library.so"], in: scratch.path)
    #expect(
      result.output == """
        first: 110
        second: 210 2
        flipped: 303 3
        cleared: 1
        return 0: 1
        done

        """, "\(link) \(compiler): status \(result.status) \(result.error)")
  }

  /// With STATIC_CALL_ONE_PROGRAM keys are needed like any symbol: they come out of archives, and
  /// a missing one is the linker's error.
  @Test(arguments: Compiler.all)
  func keysInArchives(compiler: Compiler) async throws {
    let scratch = try await Scratch.rewritten("archive")
    let runtime = try await RuntimeObjects.shared.folder(for: compiler)
    try await compiler.build(
      ["-O2", "-Igen/static_call_runtime", "-c", "gen/key.c", "-o", "key.o"], in: scratch.path)
    #expect(try await Tool.run(["ar", "rc", "libkey.a", "key.o"], in: scratch.path).succeeded)
    let link =
      ["-O2", "-DSTATIC_CALL_ONE_PROGRAM", "gen/main.c", "-o", "program"] + Self.generated + runtime
    try await compiler.build(link + ["libkey.a"], in: scratch.path)
    let result = try await compiler.run("./program", in: scratch.path)
    #expect(result.output == "from the archive\n")
    await #expect(throws: Compiler.Failure.self) {
      try await compiler.build(link, in: scratch.path)
    }
  }

  /// The generated parts work out of an archive, too: the stubs bring the table.
  @Test func generatedPartsInAnArchive() async throws {
    let scratch = try await Scratch.rewritten("states")
    let compiler = Compiler.native[0]
    for (source, object) in [
      ("gen/static_call_stubs.S", "s.o"), ("gen/static_call_table.c", "t.o"),
    ] {
      try await compiler.build(
        ["-O2", "-Igen/static_call_runtime", "-c", source, "-o", object], in: scratch.path)
    }
    let runtime = try await RuntimeObjects.shared.folder(for: compiler)
    #expect(
      try await Tool.run(["ar", "rc", "libgen.a", "s.o", "t.o"] + runtime, in: scratch.path)
        .succeeded)
    try await compiler.build(
      ["-O2", "-Igen/static_call_runtime", "gen/main.c", "libgen.a", "-o", "program"],
      in: scratch.path)
    let result = try await Tool.run(["./program"], in: scratch.path)
    #expect(result.output.contains("two: compute is patched, gives 42"), "\(result.output)")
  }

  @Test(arguments: Compiler.native)
  func sanitizersAgree(compiler: Compiler) async throws {
    // The toolchain's clang brings no sanitizer runtimes for C on every machine.
    guard compiler.command == ["gcc"] else { return }
    let scratch = try Scratch()
    try scratch.copy("\(Checkout.fixtures)/programs/threads", to: "src")
    #expect(
      try await Tool.run([Tool.scRewrite, "src", "--out", "gen"], in: scratch.path).succeeded)
    let sources = Checkout.names(in: "\(Checkout.root)/Sources/StaticCallRuntime")
      .filter { $0.hasSuffix(".c") }.map { "gen/static_call_runtime/\($0)" }
    for sanitizer in ["thread", "address,undefined"] {
      try await compiler.build(
        ["-O1", "-g", "-fsanitize=\(sanitizer)", "gen/main.c", "-pthread", "-o", "program"]
          + Self.generated + sources, in: scratch.path)
      // Without randomisation: the race detector of gcc 12 knows no newer kernel's layout.
      let result = try await Tool.run(["setarch", "-R", "./program"], in: scratch.path)
      #expect(result.status == 0, "\(sanitizer): \(result.error)")
      #expect(result.output == (try scratch.text("src/expected.txt")))
    }
  }

  @Test(arguments: Compiler.all)
  func updatesAreTypeChecked(compiler: Compiler) async throws {
    let scratch = try Scratch()
    let source = "\(Checkout.fixtures)/runtime/checks/main.c"
    let flags = [
      "-Wall", "-Wextra", "-Werror", "-Wno-unused-function", "-I\(Checkout.headerFolder)",
    ]
    for number in 1...12 {
      try await compiler.build(
        flags + ["-DOK=\(number)", "-c", source, "-o", "ok.o"], in: scratch.path)
    }
    for number in 1...12 {
      let result = try await Tool.run(
        compiler.command + [
          "-I\(Checkout.headerFolder)", "-DBAD=\(number)", "-c", source, "-o", "bad.o",
        ],
        in: scratch.path)
      #expect(!result.succeeded, "\(compiler): BAD \(number) compiles")
    }
  }

  @Test(arguments: Compiler.all)
  func textStaysProtected(compiler: Compiler) async throws {
    let scratch = try await Scratch.rewritten("guarded")
    let runtime = try await RuntimeObjects.shared.folder(for: compiler)
    try await compiler.build(
      ["-O2", "gen/main.c", "-o", "program"] + Self.generated + runtime, in: scratch.path)
    let result = try await compiler.run("./program", in: scratch.path)
    #expect(result.output == "start: r-xp\npatched: r-xp\n2\n", "\(compiler): \(result.output)")
  }
}
