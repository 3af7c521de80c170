import TestSupport
import Testing

@testable import ObjectPass

/// Archives as the usual programs make them. What `replacing` makes must be what they make of the
/// objects that were put in.
@Suite struct ArchiveTests {
  struct Maker: Sendable, CustomStringConvertible {
    var command: [String]
    var environment: [String: String] = [:]
    var description: String { "\(environment) \(command.joined(separator: " "))" }
  }

  static let makers = [
    Maker(command: ["ar", "rcsD"]),
    Maker(command: ["llvm-ar", "rcsD"]),
    Maker(command: ["llvm-ar", "--format=bsd", "rcsD"]),
    Maker(command: ["llvm-ar", "--format=darwin", "rcsD"]),
    Maker(command: ["llvm-ar", "rcsD"], environment: ["SYM64_THRESHOLD": "0"]),
    Maker(command: ["ar", "rcSD"]),
  ]

  private static let objects = ["one.o", "a_name_of_more_than_15_bytes.o", "notes.txt", "last.o"]

  /// Objects of a program; with `size`, another section of so many bytes is in each.
  private func compile(_ scratch: Scratch, with size: Int? = nil) async throws {
    try scratch.write("int one(void) { return 1; }\n", to: "one.c")
    try scratch.write(
      "extern int one(void);\nint two(void) { return one() + 1; }\nint two_b;\n",
      to: "a_name_of_more_than_15_bytes.c")
    try scratch.write("int two(void);\nint last(void) { return two() + 1; }\n", to: "last.c")
    try scratch.write("int last(void);\nint main(void) { return last() - 3; }\n", to: "main.c")
    try scratch.write("odd", to: "notes.txt")
    try await scratch.run([
      "gcc", "-c", "one.c", "a_name_of_more_than_15_bytes.c", "last.c", "main.c",
    ])
    guard let size else { return }
    try scratch.write([UInt8](repeating: 7, count: size), to: "more")
    try scratch.write([UInt8](repeating: 7, count: size), to: "notes.txt")
    for object in Self.objects where object.hasSuffix(".o") {
      try await scratch.run(["objcopy", "--add-section", ".more=more", object])
    }
  }

  private func make(_ maker: Maker, in scratch: Scratch) async throws -> [UInt8] {
    try? scratch.remove("lib.a")
    try await scratch.run(maker.command + ["lib.a"] + Self.objects, environment: maker.environment)
    return try scratch.bytes("lib.a")
  }

  @Test(arguments: makers, [1, 1000])
  func replacedMembersAreAsIfPutInNew(maker: Maker, more: Int) async throws {
    let old = try Scratch()
    try await compile(old)
    let archive = try await make(maker, in: old)
    let new = try Scratch()
    try await compile(new, with: more)
    let expected = try await make(maker, in: new)

    let (names, result) = try archive.withUnsafeBytes { bytes in
      let archive = try Archive(bytes)
      var contents: [Int: [UInt8]] = [:]
      for (number, member) in archive.members.enumerated() {
        contents[number] = try new.bytes(member.name)
      }
      return (archive.members.map(\.name), try archive.replacing(contents))
    }
    #expect(names == Self.objects)
    let isSame = result == expected
    // The others pad names, or contents, by where these happen to be.
    #expect(isSame || !maker.isGNU)
    try result.withUnsafeBytes { bytes in
      for member in try Archive(bytes).members {
        let isSame = try new.bytes(member.name).elementsEqual(bytes[member.range])
        #expect(isSame)
      }
    }

    try new.write(result, to: "libnew.a")
    // GNU's programs know their own index only.
    if maker.isGNU {
      let symbols = try await new.run(["nm", "-s", "libnew.a"])
      #expect(symbols.contains("two_b in a_name_of") == maker.hasIndex)
    }
    for linker in !maker.hasIndex ? [] : maker.isGNU ? ["bfd", "gold", "lld"] : ["lld"] {
      try await new.run(["clang", "-fuse-ld=\(linker)", "main.o", "libnew.a", "-o", "main"])
      try await new.run(["./main"])
    }
  }

  @Test(arguments: makers)
  func theSameContentsMakeTheSameArchive(maker: Maker) async throws {
    let scratch = try Scratch()
    try await compile(scratch)
    var archive = try await make(maker, in: scratch)
    try Self.expectSame(archive)
    // Dates, owners and modes are nobody's business.
    let first = try archive.withUnsafeBytes { try Archive($0).members[0].header }
    archive.replaceSubrange(
      first + 16..<first + 48, with: Array("date and other things that are  ".utf8))
    try Self.expectSame(archive)
  }

  private static func expectSame(_ archive: [UInt8]) throws {
    let result = try archive.withUnsafeBytes { bytes in
      let archive = try Archive(bytes)
      let contents = archive.members.enumerated().map { ($0, Array(bytes[$1.range])) }
      return try archive.replacing(Dictionary(uniqueKeysWithValues: contents))
    }
    let isSame = result == archive
    #expect(isSame)
  }

  @Test func thinArchivesNameTheirFiles() async throws {
    let scratch = try Scratch()
    try await compile(scratch)
    try scratch.write("", to: "sub/empty")
    for maker in ["ar", "llvm-ar"] {
      try? scratch.remove("sub/lib.a")
      try await scratch.run(
        [maker, "rcsT", "sub/lib.a"] + Self.objects + [scratch.path("sub/empty")])
      let bytes = try scratch.bytes("sub/lib.a")
      try bytes.withUnsafeBytes { bytes in
        let archive = try Archive(bytes)
        #expect(archive.isThin)
        #expect(archive.members.prefix(4).map(\.name) == Self.objects.map { "../\($0)" })
        #expect(archive.members[4].name.hasSuffix("empty"))
        #expect(throws: ArchiveProblem.self) { try archive.replacing([0: []]) }
      }
    }
    // The archive need not know that its files have changed.
    try await compile(scratch, with: 1000)
    for linker in ["bfd", "gold", "lld"] {
      try await scratch.run(["clang", "-fuse-ld=\(linker)", "main.o", "sub/lib.a", "-o", "main"])
      try await scratch.run(["./main"])
    }
    try await scratch.run(["ar", "rcs", "in.a", "one.o"])
    try await scratch.run(["ar", "rcsT", "of.a", "in.a"])
    try scratch.bytes("of.a").withUnsafeBytes { bytes in
      let members = try Archive(bytes).members
      #expect(members.map(\.name) == ["in.a"] && members.map(\.isNested) == [true])
    }
  }

  @Test func emptyAndNested() throws {
    #expect(problem(Array("!<arch>\n".utf8)) == nil)
    #expect(problem(Array("!<thin>\n".utf8)) == nil)
    let nested = Array("!<arch>\n".utf8) + member("in.a/", "!<arch>\n")
    try Self.expectSame(nested)
    try nested.withUnsafeBytes { bytes in
      let archive = try Archive(bytes)
      let content = UnsafeRawBufferPointer(rebasing: bytes[archive.members[0].range])
      #expect(Archive.isArchive(content))
    }
  }

  // MARK: - Damage

  private func problem(_ bytes: [UInt8]) -> ArchiveProblem? {
    bytes.withUnsafeBytes { bytes -> ArchiveProblem? in
      do throws(ArchiveProblem) {
        _ = try Archive(bytes)
        return nil
      } catch {
        return error
      }
    }
  }

  private func member(_ name: String, _ content: String, size: String? = nil) -> [UInt8] {
    func field(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: width - text.utf8.count)
    }
    let header =
      field(name, 16) + field("0", 12) + field("0", 6) + field("0", 6) + field("644", 8)
      + field(size ?? "\(content.utf8.count)", 10) + "`\n"
    return Array((header + content + (content.utf8.count % 2 == 0 ? "" : "\n")).utf8)
  }

  @Test func damageIsRefusedWithItsPlace() {
    let magic = Array("!<arch>\n".utf8)
    let good = member("a.o/", "even")
    let cases: [([UInt8], Int)] = [
      ([], 0),
      (Array("!<arch>".utf8), 0),
      (magic + [0x0a], 8),
      (magic + good + good.prefix(59), 72),
      (magic + good + member("b.o/", "x", size: "3"), 72),
      (magic + member("b.o/", "", size: "-1"), 56),
      (magic + member("b.o/", "", size: ""), 56),
      (magic + member("b.o/", "", size: "1 1"), 56),
      (magic + member("b.o/", "", size: "9999999999"), 8),
      (magic + good + [0x0a] + good, 72),
      (magic + member("/5", "x"), 8),
      (magic + member("//", "a.o/\n") + member("/5", "x"), 74),
      (magic + member("//", "a.o/") + member("/0", "x"), 68),
      (magic + member("//", "a.o\n") + member("/0", "x"), 68),
      (magic + member("//", "") + member("//", ""), 68),
      (magic + member("/x", ""), 8),
      (magic + member("#1/5", "four"), 8),
      (magic + member("#1/", "four"), 8),
      (magic + good + member("/", "\0\0\0\0"), 72),
      (magic + good + member("__.SYMDEF", "\0\0\0\0\0\0\0\0"), 72),
      (magic + member("/", "\0\0"), 68),
      (magic + member("/", "\0\0\0\u{2}\0\0\0\u{48}"), 68),
      (magic + member("/", "\0\0\0\u{1}\0\0\0\u{48}"), 72),
      (magic + member("/", "\u{7f}\0\0\u{1}\0\0\0\u{48}"), 68),
      (magic + member("/SYM64/", String(repeating: "\u{7f}", count: 16)), 68),
      (magic + member("__.SYMDEF", "\u{4}\0\0\0\0\0\0\0\0\0\0\0"), 68),
      (magic + member("__.SYMDEF", "\u{8}\0\0\0\0\0\0\0"), 68),
    ]
    for (number, (bytes, offset)) in cases.enumerated() {
      #expect(
        problem(bytes)?.offset == offset, "case \(number): \(String(describing: problem(bytes)))")
    }
  }

  /// Wherever it is cut off: it is refused, or has fewer members.
  @Test(arguments: makers)
  func cutOffAnywhere(maker: Maker) async throws {
    let scratch = try Scratch()
    try await compile(scratch)
    let archive = try await make(maker, in: scratch)
    for end in 0..<archive.count {
      archive.withUnsafeBytes { bytes in
        let part = UnsafeRawBufferPointer(rebasing: bytes[..<end])
        guard let archive = try? Archive(part) else { return }
        #expect(archive.members.count <= Self.objects.count)
        #expect(archive.members.allSatisfy { $0.range.upperBound <= end })
      }
    }
  }

  /// Many headers that name one long name take no longer than as many of others.
  @Test(.timeLimit(.minutes(5))) func referencesToALongNameAreLinear() {
    let table = member("//", String(repeating: "x", count: 4000) + "/\n")
    let reference = member("/0", "")
    var bytes = Array("!<arch>\n".utf8) + table
    for _ in 0..<2000 { bytes += reference }
    #expect(problem(bytes) == nil)
    let endless = Array("!<arch>\n".utf8) + member("//", String(repeating: "x", count: 1_000_000))
    #expect(problem(endless + reference)?.reason == "a long name has no end")
  }

  @Test func anIndexOf32BitsHasAnEnd() throws {
    let content = "\0\0\0\u{1}\0\0\0\u{4e}x\0"
    let archive = Array("!<arch>\n".utf8) + member("/", content) + member("a.o/", "")
    try archive.withUnsafeBytes { bytes in
      let index = try #require(try Archive(bytes).index)
      var result = archive
      #expect(throws: ArchiveProblem.self) {
        try index.apply([.init(from: 0, by: 1 << 32)], bytes, to: &result)
      }
      try index.apply([.init(from: 0, by: 0xffff_ff00)], bytes, to: &result)
      #expect(result[72..<76].elementsEqual([0xff, 0xff, 0xff, 0x4e]))
    }
  }
}

extension ArchiveTests.Maker {
  fileprivate var isGNU: Bool { !command.contains { $0.hasPrefix("--format") } }
  fileprivate var hasIndex: Bool { !command.contains("rcSD") }
}
