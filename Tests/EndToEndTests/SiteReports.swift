import Foundation
import TestSupport
import Testing

/// What `sites` tells: nothing, tables, documents, warnings; and `--check`.
@Suite struct SiteReportTests {
  /// Line numbers are part of what is expected; gas notes them with -g.
  private static let source = """
    \t.hidden __SCT__one, __SCT__two
    \t.text
    \t.globl f, g
    \t.type f, @function
    \t.type g, @function
    f:\tcall __SCT__one
    \tcall __SCT__two
    \tjne __SCT__one
    \tjmp __SCT__one
    g:\tnop
    \tcall *__SCT__one@GOTPCREL(%rip)
    \tmovabsq $__SCT__two, %rax
    \tjmp *%rax
    \tleaq __SCT__two(%rip), %rax
    \t.section .init.text, "ax", @progbits
    \tcall __SCT__two
    \t.data
    \t.quad __SCT__one
    \t.section .note.GNU-stack, "", @progbits

    """

  private static let calls = """
    \t.hidden __SCT__one
    \t.text
    \tcall __SCT__one
    \tcall __SCT__one
    \tjmp __SCT__one
    \t.section .note.GNU-stack, "", @progbits

    """

  private func indirect(_ line: Int, _ message: String, _ place: String, _ bench: SiteBench)
    -> String
  {
    """
    \(bench.scratch.path)/f.o.s:\(line):1: warning: \(message), in \(place) [sc-indirect-call]
    sc-rewrite: note: in 'f.o'

    """
  }

  private static let got =
    "'one' is reached through the global offset table (-fno-plt, or its declaration is not static_call.h's)"
  private static let large =
    "'two' has its address loaded in full (-mcmodel=large); a call through that is indirect"

  @Test func nothingToTell() async throws {
    let bench = try SiteBench()
    try await bench.assemble(Self.calls, to: "a.o")
    try await bench.assemble("\t.text\n\tcall other\n", to: "none.o")
    let none = try bench.identity("none.o")
    for round in 0..<2 {
      let result = try await bench.sites("a.o", "none.o")
      #expect(result.status == 0 && result.output == "" && result.error == "", "\(round)")
    }
    #expect(try await bench.object("a.o").rows().count == 3)
    // What has nothing to be added, or nothing to be changed, is not touched.
    #expect(try bench.identity("none.o") == none)
    let right = try bench.identity("a.o")
    #expect(try await bench.sites("a.o").status == 0)
    #expect(try bench.identity("a.o") == right)
  }

  @Test func tables() async throws {
    let bench = try SiteBench()
    try await bench.assemble(Self.source, to: "f.o", with: ["gcc", "-g"])
    try await bench.assemble(Self.calls, to: "longer name.o")
    let result = try await bench.sites("--list", "f.o", "longer name.o")
    #expect(result.status == 0)
    let source = "\(bench.scratch.path)/f.o.s"
    #expect(
      result.output == """
        OBJECT         KEY  CALLS  TAIL  CONDITIONAL  INIT  OTHER
        f.o            one  1      1     1            0     2
        f.o            two  2      0     0            1     2
        longer name.o  one  2      1     0            0     0

        OBJECT  KEY  NO SITE BECAUSE  IN         SOURCE
        f.o     one  through-got      g+0x3      \(source):11
        f.o     two  large-model      g+0x9      \(source):12
        f.o     two  address          g+0x16     \(source):14
        f.o     one  data             .data+0x0  -

        """)
    #expect(
      result.error == indirect(11, Self.got, "g+0x3", bench)
        + indirect(12, Self.large, "g+0x9", bench))
    let empty = try await bench.sites("--list", "--check", "none.o")
    #expect(empty.status == 2)
    #expect(
      empty.output == """
        OBJECT  KEY  CALLS  TAIL  CONDITIONAL  INIT  OTHER
        (none)

        OBJECT  KEY  NO SITE BECAUSE  IN  SOURCE
        (none)

        """)
  }

  // MARK: - Documents

  private struct Document: Decodable {
    struct Object: Decodable {
      var file: String
      var report: Report
    }
    struct Report: Decodable {
      var machine: String
      var table: String
      var isLto: Bool
      var isReadOnly: Bool
      var keys: [Key]
      var others: [Other]
    }
    struct Key: Decodable, Equatable {
      var name: String
      var calls = 0
      var tailCalls = 0
      var conditionalTailCalls = 0
      var initSites = 0
      var otherUses = 0
    }
    struct Other: Decodable, Equatable {
      var key: String
      var why: String
      var section: String
      var offset: Int
      var function: String?
      var functionOffset: Int?
      var file: String?
      var line: Int?
      var column: Int?
    }
    var version: Int
    var exitStatus: Int
    var objects: [Object]
  }

  private func decode(_ text: String) throws -> Document {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Document.self, from: Data(text.utf8))
  }

  @Test func json() async throws {
    let bench = try SiteBench()
    let strange = "a \"b\"\n\u{e4}\\.o"
    try await bench.assemble(Self.source, to: "f.o", with: ["gcc", "-g"])
    try await bench.assemble(Self.calls.replacing("one", with: "\u{e4}"), to: strange)
    let result = try await bench.sites("--format", "json", "f.o", strange)
    #expect(result.status == 0 && result.error == "")
    let document = try decode(result.output)
    #expect(document.version == 1 && document.exitStatus == 0)
    #expect(document.objects.map(\.file) == ["f.o", strange])
    let (first, second) = (document.objects[0].report, document.objects[1].report)
    #expect(first.machine == "x86-64" && first.table == "missing")
    #expect(!first.isLto && !first.isReadOnly)
    #expect(
      first.keys == [
        .init(name: "one", calls: 1, tailCalls: 1, conditionalTailCalls: 1, otherUses: 2),
        .init(name: "two", calls: 2, initSites: 1, otherUses: 2),
      ])
    // Places are those of operands; f takes 21 bytes.
    let source = "\(bench.scratch.path)/f.o.s"
    #expect(
      first.others == [
        .init(
          key: "one", why: "through-got", section: ".text", offset: 24, function: "g",
          functionOffset: 3, file: source, line: 11),
        .init(
          key: "two", why: "large-model", section: ".text", offset: 30, function: "g",
          functionOffset: 9, file: source, line: 12),
        .init(
          key: "two", why: "address", section: ".text", offset: 43, function: "g",
          functionOffset: 22, file: source, line: 14),
        .init(key: "one", why: "data", section: ".data", offset: 0),
      ])
    #expect(second.keys == [.init(name: "\u{e4}", calls: 2, tailCalls: 1)])
    #expect(second.others.isEmpty)
    let again = try decode(try await bench.sites("--format", "json", "f.o", strange).output)
    #expect(again.objects.map(\.report.table) == ["current", "current"])

    // Python reads the same.
    try bench.scratch.write(result.output, to: "report.json")
    let script = """
      import json
      objects = json.load(open("report.json", encoding="utf-8"))["objects"]
      print(*[ascii(object["file"]) for object in objects])
      print(sum(key["calls"] for object in objects for key in object["report"]["keys"]))
      """
    #expect(
      try await bench.run("/usr/bin/python3", "-c", script)
        == "'f.o' 'a \"b\"\\n\\xe4\\\\.o'\n5\n")
  }

  /// SARIF's results are what is about a file; the rest are notifications.
  static let sarifCases: [([String], Int32, results: Int, notifications: Int)] = [
    (["f.o"], 0, 2, 0), (["--check", "f.o", "a.o"], 1, 4, 0), (["f.o", "f.o.s"], 2, 3, 0),
    (["lto.o", "missing.o"], 2, 2, 0), ([], 2, 0, 1), (["--list", "a.o"], 2, 0, 1),
  ]

  @Test(arguments: sarifCases)
  func sarif(arguments: [String], status: Int32, results: Int, notifications: Int) async throws {
    let bench = try SiteBench()
    try await bench.assemble(Self.source, to: "f.o", with: ["gcc", "-g"])
    try await bench.assemble(Self.calls, to: "a.o")
    try await bench.run("clang", "-flto", "-c", SiteBench.fixture("got.c"), "-o", "lto.o")
    let result = try await Tool.run(
      [Tool.scRewrite, "sites", "--format", "sarif"] + arguments, in: bench.scratch.path)
    #expect(result.status == status && result.error == "")
    #expect(try await ReportTests.schemaErrors(in: result.output, bench.scratch) == "")
    let parsed = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let runs = (parsed as? [String: Any])?["runs"] as? [[String: Any]]
    let run = try #require(runs?.first)
    let invocation = try #require((run["invocations"] as? [[String: Any]])?.first)
    #expect(invocation["executionSuccessful"] as? Bool == (status < 2))
    let notes = ["toolConfigurationNotifications", "toolExecutionNotifications"]
      .flatMap { invocation[$0] as? [Any] ?? [] }
    #expect(notes.count == notifications, "\(result.output)")
    #expect((run["results"] as? [Any])?.count == results, "\(result.output)")
    if results > 0 && arguments.contains("f.o") {
      #expect(result.output.contains("\"uri\" : \"f.o.s\""))
      #expect(result.output.contains("\"startLine\" : 11"))
    }
  }

  // MARK: - Checks

  @Test func checksWriteNothing() async throws {
    let bench = try SiteBench()
    try await bench.assemble(Self.calls, to: "a.o")
    func check(_ message: String?) async throws {
      let (before, identity) = (try bench.scratch.snapshot(""), try bench.identity("a.o"))
      let result = try await bench.sites("--check", "a.o")
      #expect(result.status == (message == nil ? 0 : 1) && result.output == "")
      let expected = message.map { "sc-rewrite: error: 'a.o' \($0) [sc-site-table]\n" } ?? ""
      #expect(result.error == expected)
      #expect(try bench.scratch.snapshot("") == before)
      #expect(try bench.identity("a.o") == identity)
    }
    func repair(_ rows: Int) async throws {
      #expect(try await bench.sites("a.o").status == 0)
      #expect(try await bench.object("a.o").rows().count == rows)
      try await check(nil)
    }
    let stale = "has a site table that is not that of its 3 sites"
    try await check("has no table of its 3 sites")
    try await repair(3)

    // The first call becomes a jump.
    let text = try #require(try await bench.object("a.o").sections.first { $0.name == ".text" })
    var bytes = try bench.scratch.bytes("a.o")
    bytes[text.offset] = 0xe9
    try bench.scratch.write(bytes, to: "a.o")
    try await check(stale)
    try await repair(3)
    #expect(try await bench.object("a.o").rows().map(\.flags) == [1, 0, 1])

    // A row that names another place.
    let filler = try #require(
      try await bench.object("a.o").sections.first { $0.name == ".rela.note.static_call" })
    bytes = try bench.scratch.bytes("a.o")
    bytes[filler.offset + 16] += 1
    try bench.scratch.write(bytes, to: "a.o")
    try await check(stale)
    try await repair(3)

    // No site is left.
    try await bench.run("objcopy", "--remove-relocations", ".text", "a.o")
    try await check("has a stale site table, and no sites")
    try await repair(0)
  }
}
