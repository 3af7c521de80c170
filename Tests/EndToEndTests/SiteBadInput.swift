import Foundation
import TestSupport
import Testing

/// What `sites` must refuse, with a reason and without a trace.
@Suite struct SiteBadInputTests {
  static let source = """
    \t.hidden __SCT__one
    \t.text
    \tcall __SCT__one
    \tcall __SCT__one
    \tjmp __SCT__one
    \t.section .note.GNU-stack, "", @progbits

    """

  /// Takes from root what permission bits do not bind.
  static var bound: [String] {
    geteuid() == 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : []
  }

  /// Refused with a message, the file as it was, no other beside it; and --check says the same.
  private func expectRefused(
    _ name: String, _ message: String, _ bench: SiteBench, by command: [String] = []
  ) async throws {
    let (before, identity) = (try bench.scratch.snapshot(""), try bench.identity(name))
    for options in [[], ["--check"], ["--layout", "linux"]] {
      let result = try await Tool.run(
        command + [Tool.scRewrite, "sites"] + options + [name], in: bench.scratch.path)
      #expect(result.status == 2 && result.output == "", "\(name)")
      #expect(result.error == "sc-rewrite: error: \(message)\n", "\(name)")
    }
    #expect(try bench.scratch.snapshot("") == before, "\(name)")
    #expect(try bench.identity(name) == identity, "\(name)")
  }

  // MARK: - Damage

  /// An object whose bytes can be changed by the names of what they mean.
  struct Patient {
    var bytes: [UInt8]
    let sections: [SiteObject.Section]

    mutating func set(_ place: Int, _ value: UInt64, size: Int) {
      for index in 0..<size {
        bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
      }
    }

    func number(_ place: Int, size: Int) -> Int {
      bytes[place..<place + size].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// A field of the file header.
    mutating func header(_ field: Int, _ value: UInt64, size: Int = 2) {
      set(field, value, size: size)
    }

    func section(_ name: String) -> SiteObject.Section? { sections.first { $0.name == name } }

    /// A field of a section's header.
    mutating func section(_ name: String, _ field: Int, _ value: UInt64, size: Int = 8) {
      guard let section = section(name) else { return }
      set(number(40, size: 8) + section.number * 64 + field, value, size: size)
    }

    /// Eight bytes of a section's content.
    mutating func content(_ name: String, _ place: Int, _ value: UInt64) {
      if let section = section(name) { set(section.offset + place, value, size: 8) }
    }
  }

  struct Damage: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var reason: String
    var apply: @Sendable (inout Patient) -> Void

    init(_ name: String, _ reason: String, _ apply: @escaping @Sendable (inout Patient) -> Void) {
      (testDescription, self.reason, self.apply) = (name, reason, apply)
    }
  }

  private static let linked = "is not a relocatable object (it is linked already, or a core dump)"
  private static let cutHeaders = "is cut off: its section headers reach beyond its end"

  static let damages = [
    Damage("empty", "is empty") { $0.bytes = [] },
    Damage("text", "is no ELF file") { $0.bytes = Array("call __SCT__one\n".utf8) },
    Damage("only its magic", "is cut off: it ends within its header") {
      $0.bytes = Array($0.bytes.prefix(4))
    },
    Damage("cut in its header", "is cut off: it ends within its header") {
      $0.bytes = Array($0.bytes.prefix(40))
    },
    Damage("cut in a section", cutHeaders) { $0.bytes = Array($0.bytes.prefix(100)) },
    Damage("cut in section headers", cutHeaders) { $0.bytes.removeLast() },
    Damage("headers far away", cutHeaders) { $0.header(40, 1 << 63, size: 8) },
    Damage("too many headers", cutHeaders) { $0.header(60, 60_000) },
    Damage("small headers", "has section headers of another size") { $0.header(58, 32) },
    Damage("no names", "has no section of section names") { $0.header(62, 200) },
    Damage("no class", "is no ELF file") { $0.header(4, 9, size: 1) },
    Damage("big-endian", "is a big-endian ELF file") { $0.header(5, 2, size: 1) },
    Damage("no version", "is no ELF file") { $0.header(6, 9, size: 1) },
    Damage("no type", linked) { $0.header(16, 0) },
    Damage("program", linked) { $0.header(16, 2) },
    Damage("library", linked) { $0.header(16, 3) },
    Damage("core", linked) { $0.header(16, 4) },
    Damage("a system's type", linked) { $0.header(16, 0xfe00) },
    Damage("unknown CPU", "is for a CPU that sc-rewrite does not know (e_machine 4660)") {
      $0.header(18, 0x1234)
    },
    Damage("far section", "is cut off: section '.text' reaches beyond its end") {
      $0.section(".text", 24, 1 << 20)
    },
    Damage("large section", "is cut off: section '.text' reaches beyond its end") {
      $0.section(".text", 32, .max)
    },
    Damage("over the header", "has a section '.text' that overlaps what is in front of it") {
      $0.section(".text", 24, 48)
    },
    Damage("overlap", "has a section '.symtab' that overlaps what is in front of it") {
      $0.section(".text", 32, 17)
    },
    Damage("nameless", "has a section, number 1, without a proper name") {
      $0.section(".text", 0, 9999, size: 4)
    },
    Damage(
      "relocations without addends",
      "has relocations in a form that sc-rewrite does not read (section '.rela.text')"
    ) { $0.section(".rela.text", 4, 9, size: 4) },
    Damage("half a relocation", "has a section '.rela.text' of entries of another size") {
      $0.section(".rela.text", 32, 25)
    },
    Damage(
      "relocations of nothing", "has relocations '.rela.text' of a section that does not exist"
    ) { $0.section(".rela.text", 44, 999, size: 4) },
    Damage(
      "linked to nothing", "has a section '.rela.text' that is linked to one that does not exist"
    ) { $0.section(".rela.text", 40, 999, size: 4) },
    Damage("beyond the code", "has a relocation beyond the end of '.text'") {
      $0.content(".rela.text", 0, 15)
    },
    Damage("no symbol", "has a relocation in '.rela.text' against no symbol") {
      $0.content(".rela.text", 8, 999 << 32 | 4)
    },
    Damage("twice", "has two relocations for one branch, in '.text'") {
      $0.content(".rela.text", 24, 1)
    },
  ]

  @Test(arguments: damages) func damagedObjects(damage: Damage) async throws {
    let bench = try SiteBench()
    try await bench.assemble(Self.source, to: "a.o")
    var patient = Patient(
      bytes: try bench.scratch.bytes("a.o"), sections: try await bench.object("a.o").sections)
    damage.apply(&patient)
    try bench.scratch.write(patient.bytes, to: "a.o")
    try await expectRefused("a.o", "'a.o' \(damage.reason) [sc-object]", bench)
  }

  // MARK: - Files of other kinds

  static let others: [(command: String, reason: String)] = [
    (
      "clang --target=i386-linux-gnu -c",
      "is not a 64-bit ELF file; there are no static calls for others"
    ),
    (
      "clang --target=x86_64-linux-gnux32 -c",
      "is not a 64-bit ELF file; there are no static calls for others"
    ),
    ("clang --target=aarch64_be-linux-gnu -c", "is a big-endian ELF file"),
    (
      "clang --target=mips64el-linux-gnu -c",
      "is for a CPU that sc-rewrite does not know (e_machine 8)"
    ),
    ("gcc -nostdlib -static -Wl,-e,call,--defsym=__SCT__one=0", linked),
    ("gcc -fPIC -shared", linked),
    (
      "clang -Wa,--crel,--allow-experimental-crel -c",
      "has relocations in a form that sc-rewrite does not read (section '.crel.text')"
    ),
  ]

  @Test(arguments: others) func filesOfOtherKinds(command: String, reason: String) async throws {
    let bench = try SiteBench()
    let built = try await Tool.run(
      command.split(separator: " ").map(String.init)
        + ["-O1", SiteBench.fixture("got.c"), "-o", "a.o"], in: bench.scratch.path)
    try #require(built.succeeded, "\(built.error)")
    try await expectRefused("a.o", "'a.o' \(reason) [sc-object]", bench)
  }

  @Test func whatIsNoFile() async throws {
    let bench = try SiteBench()
    try bench.scratch.write("", to: "folder/file")
    try await expectRefused("folder", "'folder' is no regular file [sc-object]", bench)
    let device = try await bench.sites("/dev/null")
    #expect(device.status == 2 && device.error.contains("'/dev/null' is no regular file"))
    let missing = try await bench.sites("gone/a.o")
    #expect(missing.status == 2)
    #expect(
      missing.error
        == "sc-rewrite: error: cannot read 'gone/a.o': No such file or directory [sc-no-input]\n")
    #expect(try bench.scratch.snapshot("").keys.sorted() == ["folder/file"])
    // Nobody writes to it: it must not be waited for.
    #expect(mkfifo(bench.scratch.path("pipe"), 0o600) == 0)
    let pipe = try await Tool.run(
      ["timeout", "60", Tool.scRewrite, "sites", "pipe"], in: bench.scratch.path)
    #expect(pipe.status == 2 && pipe.error.contains("'pipe' is no regular file"))
  }

  // MARK: - Disks

  @Test func unreadable() async throws {
    let bench = try SiteBench()
    try await bench.assemble(Self.source, to: "a.o")
    chmod(bench.scratch.path("a.o"), 0)
    let bytes = try bench.identity("a.o")
    let result = try await Tool.run(
      Self.bound + [Tool.scRewrite, "sites", "a.o"], in: bench.scratch.path)
    #expect(result.status == 2)
    #expect(
      result.error == "sc-rewrite: error: cannot read 'a.o': Permission denied [sc-no-input]\n")
    #expect(try bench.identity("a.o") == bytes)
    #expect(Checkout.names(in: bench.scratch.path) == ["a.o", "a.o.s"])
  }

  @Test func aReadOnlyFolder() async throws {
    let bench = try SiteBench()
    try await bench.assemble(Self.source, to: "a.o")
    try bench.scratch.write(try bench.scratch.bytes("a.o"), to: "locked/a.o")
    chmod(bench.scratch.path("locked"), 0o555)
    defer { chmod(bench.scratch.path("locked"), 0o755) }
    let (before, identity) = (try bench.scratch.snapshot(""), try bench.identity("locked/a.o"))
    func sites(_ more: String...) async throws -> Tool.Result {
      try await Tool.run(
        Self.bound + [Tool.scRewrite, "sites"] + more + ["locked/a.o"], in: bench.scratch.path)
    }
    let result = try await sites()
    #expect(result.status == 2)
    #expect(
      result.error
        == "sc-rewrite: error: cannot write 'locked/a.o': Permission denied [sc-output]\n")
    #expect(try await sites("--check").status == 1)
    #expect(try bench.scratch.snapshot("") == before)
    #expect(try bench.identity("locked/a.o") == identity)
  }

  /// To the tool a full disk but for the reason.
  @Test func aFullDisk() async throws {
    let bench = try SiteBench()
    try await bench.assemble(Self.source + "\t.data\n\t.fill 9000, 8, 7\n", to: "a.o")
    try await bench.run("ar", "rcs", "a.a", "a.o")
    for name in ["a.o", "a.a"] {
      let (before, identity) = (try bench.scratch.snapshot(""), try bench.identity(name))
      let result = try await Tool.run(
        ["prlimit", "--fsize=65536", Tool.scRewrite, "sites", name], in: bench.scratch.path)
      #expect(result.status == 2)
      #expect(
        result.error == "sc-rewrite: error: cannot write '\(name)': File too large [sc-output]\n")
      #expect(try bench.scratch.snapshot("") == before)
      #expect(try bench.identity(name) == identity)
    }
  }
}
