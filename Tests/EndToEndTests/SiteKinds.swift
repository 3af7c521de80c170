import Foundation
import TestSupport
import Testing

/// Every kind of site, as every compiler makes it.
@Suite struct SiteKindTests {
  struct Build: Sendable, CustomStringConvertible {
    var compiler: Compiler
    var level: String
    var description: String { "\(compiler) \(level)" }
    var isOptimized: Bool { level != "-O0" }
    var isX86: Bool { !compiler.description.contains("aarch64") }
    var isClang: Bool { compiler.description.contains("clang") }
  }

  static let builds = SiteBench.compilers.flatMap { compiler in
    ["-O0", "-O2", "-Os"].map { Build(compiler: compiler, level: $0) }
  }

  /// What a line of the fixture gives.
  struct Expected: Hashable, CustomStringConvertible {
    var line: Int
    var key: String
    var kind: SiteObject.Kind
    var description: String { "line \(line): \(key) \(kind)" }
  }

  /// What the markers say of one build. Without optimization every call is one.
  private func expected(_ text: [UInt8], _ build: Build) -> Set<Expected> {
    func marked(_ marker: String, _ kind: SiteObject.Kind) -> [Expected] {
      Markers.marks(marker, in: text, of: "").map {
        Expected(line: $0.line, key: $0.value, kind: kind)
      }
    }
    var all =
      marked("call", .call) + marked("tail", build.isOptimized ? .tail : .call)
      + marked("conditional", build.isOptimized ? .conditional : .call)
    if build.isX86 { all += marked("x86-call", .call) + marked("x86-branch", .conditional) }
    return Set(all)
  }

  @Test(arguments: builds) func everyKind(build: Build) async throws {
    let bench = try SiteBench()
    let fixture = SiteBench.fixture("kinds.c")
    try await build.compiler.build(
      [build.level, "-g", "-c", fixture, "-o", "kinds.o"], in: bench.scratch.path)
    let result = try await bench.prove("kinds.o", "--init-section", ".mine", "--list")
    #expect(result.error == "")

    // The rows are those of the lines that are marked.
    let text = try [UInt8](Data(contentsOf: URL(filePath: fixture)))
    let object = try await bench.object("kinds.o")
    let uses = try await object.uses()
    let sites = uses.filter { $0.kind != .other }
    let found = Set(sites.map { Expected(line: $0.line ?? 0, key: $0.key, kind: $0.kind) })
    var expected = expected(text, build)
    // clang for x86-64 makes one jump of a condition and a tail call, not always in old versions;
    // the rest two.
    let isTwoJumps = !build.isX86 || !build.isClang || "\(build)" == "clang-14 -O2"
    if isTwoJumps && build.isOptimized {
      for jump in expected
      where Markers.marks("conditional", in: text, of: "").contains(
        where: { $0.line == jump.line })
      {
        expected.remove(jump)
        expected.insert(Expected(line: jump.line, key: jump.key, kind: .tail))
      }
    }
    #expect(found == expected)

    // Uses that are no sites are listed with their reasons, and warned of only if they were calls.
    let list = result.output.split(separator: "\n").map { $0.split(separator: " ") }
    func reasons(_ why: Substring) -> Int { list.filter { $0.contains(why) }.count }
    #expect(reasons("address") == 1 && reasons("data") == 1, "\(result.output)")
    let total = list.first { $0.first == "kinds.o" && $0.dropFirst().first == "one" } ?? []
    let one = sites.filter { $0.key == "one" }
    #expect(total.dropFirst(2).prefix(3).compactMap { Int($0) }.reduce(0, +) == one.count)
  }

  /// What stays indirect is said, with the function and the offset in it.
  @Test(arguments: SiteBench.compilers) func callsThroughTheGOT(compiler: Compiler) async throws {
    let bench = try SiteBench()
    let fixture = SiteBench.fixture("got.c")
    for (name, flags) in [("direct.o", []), ("got.o", ["-fno-plt", "-fPIC"])] {
      try await compiler.build(
        ["-O2"] + flags + ["-c", fixture, "-o", name], in: bench.scratch.path)
    }
    #expect(try await bench.prove("direct.o").error == "")
    #expect(try await bench.object("direct.o").rows().count == 2)

    let before = try bench.scratch.bytes("got.o")
    let result = try await bench.sites("got.o")
    let lines = result.error.split(separator: "\n")
    #expect(result.status == 0 && lines.count == 2, "\(result.error)")
    for (line, function) in zip(lines, ["call", "tail"]) {
      #expect(
        line.hasPrefix(
          "sc-rewrite: warning: got.o: 'one' is reached through the global offset table (-fno-plt, or its declaration is not static_call.h's), in \(function)+0x"
        ), "\(line)")
      #expect(line.hasSuffix("[sc-indirect-call]"))
    }
    #expect(try bench.scratch.bytes("got.o") == before)
  }

  @Test(arguments: SiteBench.compilers) func theLargeModel(compiler: Compiler) async throws {
    let bench = try SiteBench()
    try await compiler.build(
      ["-O2", "-mcmodel=large", "-fno-pic", "-c", SiteBench.fixture("got.c"), "-o", "large.o"],
      in: bench.scratch.path)
    let result = try await bench.sites("large.o", "--list")
    let sites = try await bench.object("large.o").rows().count
    let warnings = result.error.split(separator: "\n").filter { $0.hasSuffix("[sc-indirect-call]") }
    // On AArch64 linkers put veneers where a branch does not reach, so there the calls stay
    // direct.
    #expect(sites + warnings.count == 2, "\(result.output) \(result.error)")
    if !compiler.description.contains("aarch64") {
      #expect(warnings.count == 2)
      #expect(
        warnings.allSatisfy {
          $0.contains("(-mcmodel=large); a call through that is indirect, in ")
        })
    }
  }

  /// Swift that calls trampolines, which it knows by a module map.
  @Test(arguments: ["-Onone", "-O", "-Osize", "-Onone -wmo", "-O -wmo", "-O -wmo -num-threads 2"])
  func swift(flags: String) async throws {
    let bench = try SiteBench()
    let fixture = SiteBench.fixture("swift")
    let options = flags.split(separator: " ").map(String.init)
    let result = try await Tool.run(
      ["swiftc", "-g", "-parse-as-library", "-module-name", "Calls1", "-I\(fixture)/Calls"]
        + options
        + ["-c", "\(fixture)/first.swift", "\(fixture)/second.swift"], in: bench.scratch.path)
    try #require(result.status == 0, "\(result.error)")
    let objects = Checkout.names(in: bench.scratch.path).filter { $0.hasSuffix(".o") }
    #expect(objects.count == (flags.hasSuffix("-wmo") ? 1 : 2))
    var kinds: [SiteObject.Kind: Set<String>] = [:]
    for name in objects {
      #expect(try await bench.prove(name, about: flags).error == "")
      for use in try await bench.object(name).uses() {
        kinds[use.kind, default: []].insert(use.key)
      }
    }
    #expect(kinds[.call]?.contains("one") == true)
    let isOptimized = flags.hasPrefix("-O") && !flags.hasPrefix("-Onone")
    #expect(kinds[isOptimized ? .conditional : .call]?.contains("two") == true)
  }
}
