import TestSupport
import Testing

/// Scanning and linking apart give what one run gives, whoever runs the scans, where, and in which
/// order.
@Suite struct ScanAndLinkTests {
  private static let flags = ["-Isrc", "-Isrc/meter/include"]
  private static let units = [
    "dump/main.c", "meter/meter.c", "common/output.c", "meter/scale.c", "monitor/main.c",
  ]

  /// The tree of several programs, rewritten by one run into `gen`.
  private func tree() async throws -> Sandbox {
    let sandbox = try Sandbox([:])
    try sandbox.scratch.copy("\(Checkout.fixtures)/trees/several-programs/src", to: "src")
    let flags = ["--"] + Self.flags
    let result = try await Tool.run(
      [Tool.scRewrite, "src", "--out", "gen"] + flags, in: sandbox.scratch.path)
    #expect(result.status == 0, "\(result.error)")
    return sandbox
  }

  private func scan(_ unit: String, to file: String, in sandbox: Sandbox) async throws {
    let result = try await Tool.run(
      [
        Tool.scRewrite, "scan", "--root", "src", "src/\(unit)", "-o", file, "--depfile",
        "\(file).d",
      ]
        + ["--"] + Self.flags, in: sandbox.scratch.path)
    #expect(result.status == 0 && result.error == "" && result.output == "", "\(result.error)")
  }

  private func scanAll(in sandbox: Sandbox) async throws -> [String] {
    var files: [String] = []
    for (index, unit) in Self.units.enumerated() {
      try await scan(unit, to: "\(index).scan", in: sandbox)
      files.append("\(index).scan")
    }
    return files
  }

  private func link(_ files: [String], out: String, in sandbox: Sandbox) async throws
    -> Tool.Result
  {
    try await Tool.run(
      [Tool.scRewrite, "link", "--root", "src", "--out", out] + files, in: sandbox.scratch.path)
  }

  /// But for the name of the output folder, which the depfile has.
  private func expectSame(_ sandbox: Sandbox, _ out: String) throws {
    var (one, other) = try (sandbox.scratch.snapshot("gen"), sandbox.scratch.snapshot(out))
    let depfile = other.removeValue(forKey: "static_calls.d").map {
      String(decoding: $0, as: UTF8.self).replacing(out + "/", with: "gen/")
    }
    #expect(one.removeValue(forKey: "static_calls.d") == depfile.map { Array($0.utf8) })
    #expect(one == other)
  }

  @Test func anyOrderGivesTheSame() async throws {
    let sandbox = try await tree()
    let files = try await scanAll(in: sandbox)
    for (index, order) in [files, files.reversed(), files + files.prefix(2)].enumerated() {
      let result = try await link(order, out: "linked\(index)", in: sandbox)
      #expect(result.status == 0 && result.error == "", "\(result.error)")
      try expectSame(sandbox, "linked\(index)")
    }
    let depfile = try sandbox.scratch.text("1.scan.d")
    #expect(depfile.hasPrefix("1.scan:"), "\(depfile)")
    #expect(
      depfile.contains(" src/meter/meter.c ") && depfile.contains(" src/meter/include/meter.h"))
  }

  @Test func severalUnitsInOneFile() async throws {
    let sandbox = try await tree()
    let result = try await Tool.run(
      [Tool.scRewrite, "scan", "--root", "src", "-o", "all.scan"] + Self.units.map { "src/\($0)" }
        + ["--"] + Self.flags, in: sandbox.scratch.path)
    #expect(result.status == 0, "\(result.error)")
    #expect(try await link(["all.scan"], out: "linked", in: sandbox).status == 0)
    try expectSame(sandbox, "linked")
  }

  /// Scans made in one checkout are linked in another, also with flags that name the root.
  @Test func scansMove() async throws {
    let first = try await tree()
    let flags = [
      "--", "-I\(first.scratch.path("src"))", "-I\(first.scratch.path("src/meter/include"))",
    ]
    let result = try await Tool.run(
      [Tool.scRewrite, "scan", "--root", "src", "-o", "all.scan"] + Self.units.map { "src/\($0)" }
        + flags, in: first.scratch.path)
    #expect(result.status == 0, "\(result.error)")
    let scan = try first.scratch.text("all.scan")
    #expect(!scan.contains(first.scratch.path), "\(scan)")

    let second = try await tree()
    try second.scratch.write(scan, to: "all.scan")
    #expect(try await link(["all.scan"], out: "linked", in: second).status == 0)
    try expectSame(second, "linked")
  }

  /// A build engine scans what changed, and what depends on it, again.
  @Test func ninjaSpreadsTheScans() async throws {
    let sandbox = try await tree()
    let tool = try Tool.scRewrite
    var file = """
      rule scan
        command = \(tool) scan --root src $in -o $out --depfile $out.d -- \(Self.flags.joined(separator: " "))
        depfile = $out.d
        deps = gcc
        description = SCAN $in
      rule link
        command = \(tool) link --root src --out linked $in && touch $out

      """
    for unit in Self.units { file += "build scans/\(unit).scan: scan src/\(unit)\n" }
    let scans = Self.units.map { "scans/\($0).scan" }.joined(separator: " ")
    file += "build linked.stamp: link \(scans)\n"
    try sandbox.scratch.write(file, to: "build.ninja")
    for unit in Self.units { try sandbox.scratch.write("", to: "scans/\(unit).d") }

    let ninja = ["ninja", "linked.stamp"]
    let first = try await Tool.run(ninja, in: sandbox.scratch.path)
    #expect(first.status == 0, "\(first.output)\(first.error)")
    try expectSame(sandbox, "linked")

    let second = try await Tool.run(ninja, in: sandbox.scratch.path)
    #expect(second.output.contains("no work to do"), "\(second.output)")
    let header = try sandbox.scratch.text("src/meter/scale.h")
    try sandbox.scratch.write(header + "/* new */\n", to: "src/meter/scale.h")
    let third = try await Tool.run(ninja + ["-v"], in: sandbox.scratch.path)
    #expect(third.status == 0, "\(third.output)\(third.error)")
    let scanned = Self.units.filter { third.output.contains("scan --root src src/\($0) ") }
    #expect(scanned == Self.units.filter { $0.hasPrefix("meter/") }, "\(third.output)")
  }

  @Test func aScanThatDoesNotParseIsToldWhereItMatters() async throws {
    let sandbox = try await tree()
    let source = try sandbox.scratch.text("src/dump/main.c")
    try sandbox.scratch.write(source + "int x = ;\n", to: "src/dump/main.c")
    let files = try await scanAll(in: sandbox)
    let result = try await link(files, out: "linked", in: sandbox)
    #expect(result.status == 1)
    #expect(result.error.contains("src/dump/main.c:") && result.error.contains("[sc-parse]"))
    #expect(!sandbox.scratch.exists("linked"))
  }

  @Test func oldScansOfAChangedTree() async throws {
    let sandbox = try await tree()
    let files = try await scanAll(in: sandbox)
    let source = try sandbox.scratch.text("src/dump/main.c")
    try sandbox.scratch.write("/* new */ " + source, to: "src/dump/main.c")
    let result = try await link(files, out: "linked", in: sandbox)
    #expect(result.status == 1)
    #expect(result.error.contains("[sc-changed-while-read]"), "\(result.error)")
  }

  @Test(arguments: [
    ("", "it is not a scan"), ("{\"kind\":\"other\",\"version\":4}", "it is not a scan"),
    (
      "{\"kind\":\"sc-rewrite scan\",\"version\":99}",
      "it is of version 99, this sc-rewrite reads 4; scan again"
    ),
    ("{\"kind\":\"sc-rewrite scan\",\"version\":4}", "it is damaged; scan again"),
  ])
  func noScan(text: String, reason: String) async throws {
    let sandbox = try await tree()
    try sandbox.scratch.write(text, to: "bad.scan")
    let result = try await link(["bad.scan"], out: "linked", in: sandbox)
    #expect(result.status == 2)
    #expect(
      result.error == "sc-rewrite: error: cannot use 'bad.scan': \(reason) [sc-scan-file]\n")
  }

  @Test func scansThatDoNotGoTogether() async throws {
    let sandbox = try await tree()
    try await scan("dump/main.c", to: "a.scan", in: sandbox)
    let more = try await Tool.run(
      [Tool.scRewrite, "scan", "--root", "src", "src/monitor/main.c", "-o", "b.scan"]
        + ["--call-macro", "hook", "--"] + Self.flags, in: sandbox.scratch.path)
    #expect(more.status == 0)
    let mixed = try await link(["a.scan", "b.scan"], out: "linked", in: sandbox)
    #expect(mixed.status == 2 && mixed.error.contains("--call-macro"), "\(mixed.error)")

    let changed = try sandbox.scratch.text("a.scan")
      .replacing("\"line\":", with: "\"line\":1")
    try sandbox.scratch.write(changed, to: "c.scan")
    let differ = try await link(["a.scan", "c.scan"], out: "linked", in: sandbox)
    #expect(differ.status == 2)
    #expect(differ.error.contains("two scans of 'src/dump/main.c' differ"), "\(differ.error)")
  }

  @Test(arguments: [
    (["scan", "src/nowhere.c", "-o", "x"], "cannot read 'src/nowhere.c'"),
    (["scan", "--root", "src", "gen/dump/main.c", "-o", "x"], "is not within the tree"),
    (["scan", "--root", "src", "src/meter/scale.h", "-o", "x"], "no compile command for"),
    (["link", "nowhere.scan", "--root", "src", "--out", "x"], "cannot read 'nowhere.scan'"),
    (["link", "a.scan", "--root", "src", "--out", "x", "--", "-DX"], "compiler flags are for"),
  ])
  func wrongArguments(arguments: [String], message: String) async throws {
    let sandbox = try await tree()
    let result = try await Tool.run(
      [Tool.scRewrite] + arguments, in: sandbox.scratch.path)
    #expect(result.status == 2)
    #expect(result.error.contains(message), "\(result.error)")
    #expect(!sandbox.scratch.exists("x"))
  }
}
