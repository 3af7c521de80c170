import Foundation
import TestSupport
import Testing

/// `sites --layout linux`: the rows that the kernel's objtool would make.
@Suite struct SiteLinuxLayoutTests {
  /// What a line gives: the symbol that the row names, and the flags (1 is a tail call). The
  /// kernel finds by itself what is in `.init.text`. A module names the trampoline where it has no
  /// key.
  private static let source = """
    \t.hidden __SCT__defined, __SCT__local, __SCT__known, __SCT__missing, __SCT__gone
    \t.text
    \t.globl f
    \t.type f, @function
    f:\tcall __SCT__defined\t# expect-row: __SCK__defined:0
    \tcall __SCT__local\t# expect-row: __SCK__local:0
    \tjne __SCT__known\t# expect-row: __SCK__known:1
    \tcall __SCT__missing\t# expect-key-row: __SCK__missing:0 ; expect-module-row: __SCT__missing:0
    \tcall other
    \tcs call __SCT__known\t# expect-row: __SCK__known:0
    \tleaq __SCT__defined(%rip), %rax
    \tjmp __SCT__missing\t# expect-key-row: __SCK__missing:1 ; expect-module-row: __SCT__missing:1
    \t.section .init.text, "ax", @progbits
    \tnop
    \tcall __SCT__known\t# expect-row: __SCK__known:0
    \tjmp __SCT__local\t# expect-row: __SCK__local:1
    \t.section .altinstr_replacement, "ax", @progbits
    \tcall __SCT__known
    \tcall __SCT__gone
    \t.data
    \t.balign 8
    __SCK__local:\t.quad __SCT__local
    \t.globl __SCK__defined
    __SCK__defined:\t.quad __SCK__known
    \t.section .note.GNU-stack, "", @progbits

    """

  /// The rest of a program: the keys and trampolines that the object lacks.
  private static let rest =
    ["defined", "local", "known", "missing", "gone"].map {
      "\t.globl __SCT__\($0)\n\t.hidden __SCT__\($0)\n__SCT__\($0):\tret\n"
    }.joined() + """
      \t.globl other, __SCK__known, __SCK__missing
      other:\tret
      \t.data
      \t.balign 8
      __SCK__known:\t.quad 0
      __SCK__missing:\t.quad 0
      \t.section .note.GNU-stack, "", @progbits

      """

  private static let table = ".static_call_sites"

  private func marked(isModule: Bool) -> Set<String> {
    let text = Array(Self.source.utf8)
    let marks = ["row", isModule ? "module-row" : "key-row"].flatMap {
      Markers.marks($0, in: text, of: "")
    }
    return Set(marks.map { "\($0.line) \($0.value)" })
  }

  @Test(arguments: ["gcc", "clang"], [false, true])
  func rowsOfEveryForm(assembler: String, isModule: Bool) async throws {
    let bench = try SiteBench()
    try await bench.assemble(Self.source, to: "f.o", with: [assembler, "-g"])
    let options = ["--layout", "linux"] + (isModule ? ["--module"] : [])
    func sites(_ more: String...) async throws -> Tool.Result {
      try await Tool.run(
        [Tool.scRewrite, "sites"] + options + more + ["f.o"], in: bench.scratch.path)
    }
    let before = try await bench.object("f.o")
    let code = try await before.disassembly()
    #expect(
      try await sites("--check").error
        == "sc-rewrite: error: 'f.o' has no table of its 8 sites [sc-site-table]\n")
    let result = try await sites()
    #expect(result.status == 0 && result.output == "" && result.error == "", "\(result.error)")
    let after = try await bench.object("f.o")

    // The rows are those of the marked lines, and no others.
    let rows = after.rows(Self.table)
    let lines = Dictionary(
      try await after.uses().map { ("\($0.section)+\($0.offset)", $0.line ?? 0) },
      uniquingKeysWith: { first, _ in first })
    let found = rows.map {
      "\(lines["\($0.section)+\($0.offset)"] ?? -1) \($0.subject):\($0.flags)"
    }
    #expect(Set(found) == marked(isModule: isModule) && rows.count == 8, "\(found)")

    // One table, as objtool's: allocated, writable, of entries of 8 bytes.
    #expect(after.tables(Self.table).count == 1 && after.tables().isEmpty)
    let headers = try await bench.run("readelf", "-SW", "f.o")
    #expect(
      headers.contains(
        /\.static_call_sites PROGBITS +0{16} [0-9a-f]+ 000040 08 +WA +0 +0 +4\n/), "\(headers)")
    let fillers = after.relocations.filter { after.sections[$0.section].name == Self.table }
    #expect(fillers.count == 16 && fillers.allSatisfy { $0.type == "R_X86_64_PC32" })

    // What the object lacked is undefined in it, and nothing else is new but section symbols.
    let (old, new) = (names(of: before), names(of: after))
    #expect(Set(new).subtracting(old) == (isModule ? [] : ["__SCK__missing UND NOTYPE GLOBAL"]))
    #expect(new.count == old.count + (isModule ? 0 : 1))
    #expect(after.complaints == "")
    #expect(try await after.disassembly() == code)
    #expect(after.namedRelocations == before.namedRelocations)

    let identity = try bench.identity("f.o")
    for option in [[], ["--check"]] {
      let again = try await Tool.run(
        [Tool.scRewrite, "sites"] + options + option + ["f.o"], in: bench.scratch.path)
      #expect(again.status == 0 && again.error == "")
    }
    #expect(try bench.identity("f.o") == identity)
    if !isModule { try await expectDistances(rows, bench) }
  }

  private func names(of object: SiteObject) -> [String] {
    object.symbols.filter { !$0.name.isEmpty && $0.type != "SECTION" }.map {
      "\($0.name) \($0.section) \($0.type) \($0.binding)"
    }
  }

  /// In the linked program, each row's words lead to a branch and to its key.
  private func expectDistances(_ rows: [SiteObject.Row], _ bench: SiteBench) async throws {
    try await bench.assemble(Self.rest, to: "rest.o")
    try await bench.run(
      "gcc", "-static", "-nostdlib", "-Wl,-e,f", "f.o", "rest.o", "-o", "program")
    let program = try await bench.object("program")
    let headers = try await bench.run("readelf", "-SW", "program")
    let place = try #require(
      headers.firstMatch(of: /\.static_call_sites PROGBITS +([0-9a-f]+) ([0-9a-f]+)/))
    let (start, offset) = (Int(place.1, radix: 16) ?? 0, Int(place.2, radix: 16) ?? 0)
    let bytes = try bench.scratch.bytes("program")
    func target(_ word: Int) -> Int {
      let value = bytes[(offset + 4 * word)...].prefix(4).reversed()
        .reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return start + 4 * word + Int(Int32(bitPattern: value))
    }
    let keys = Dictionary(
      program.symbols.filter { $0.name.hasPrefix("__SCK__") }.map { ($0.value, $0.name) },
      uniquingKeysWith: { first, _ in first })
    let found = rows.indices.map { index in
      let key = target(2 * index + 1)
      return "\(target(2 * index)) \(keys[key & ~3] ?? "?") \(key & 3)"
    }
    let branches = try await bench.run("objdump", "-dw", "--no-show-raw-insn", "program")
      .split(separator: "\n").compactMap { line -> String? in
        guard
          let match = line.firstMatch(
            of: /^ *([0-9a-f]+):\s+(cs )?([a-z]+)(?:,pn)?\s+[0-9a-f]+ <__SCT__(\w+)>/),
          let address = Int(match.1, radix: 16)
        else { return nil }
        let isTail = match.3 != "call"
        return "\(address + (match.2 == nil ? 0 : 1)) __SCK__\(match.4) \(isTail ? 1 : 0)"
      }
    // The two in .altinstr_replacement have no row.
    #expect(Set(found).isSubset(of: branches) && Set(found).count == 8, "\(found) \(branches)")
    #expect(branches.count == 10)
  }

  /// Of all compilers, for both CPUs.
  @Test(arguments: SiteBench.compilers) func rowsOfCompilers(compiler: Compiler) async throws {
    let bench = try SiteBench()
    try await compiler.build(
      ["-O2", "-c", SiteBench.fixture("kinds.c"), "-o", "kinds.o"], in: bench.scratch.path)
    #expect(try await bench.sites("--layout", "linux", "kinds.o").status == 0)
    let object = try await bench.object("kinds.o")
    let wanted = try await bench.wantedRows(of: object).map {
      SiteObject.Row(
        section: $0.section, offset: $0.offset,
        subject: $0.subject.replacing("__SCT__", with: "__SCK__"), flags: $0.flags & 1)
    }
    #expect(object.rows(Self.table) == wanted.sorted() && wanted.count > 8)
    #expect(object.complaints == "")
    #expect(try await bench.sites("--check", "--layout", "linux", "kinds.o").status == 0)
  }

  /// A table of the one reader is none for the other.
  @Test func layoutsAreApart() async throws {
    let bench = try SiteBench()
    try await bench.assemble(Self.source, to: "f.o")
    #expect(try await bench.sites("--layout", "linux", "f.o").status == 0)
    #expect(try await bench.sites("--check", "f.o").status == 1)
    #expect(try await bench.sites("f.o").status == 0)
    let object = try await bench.object("f.o")
    #expect(object.rows().count == 8 && object.rows(Self.table).count == 8)
    for layout in ["linux", "note"] {
      #expect(try await bench.sites("--check", "--layout", layout, "f.o").status == 0)
    }
    // With a key in the object, a module has another table.
    let module = try await bench.sites("--check", "--layout", "linux", "--module", "f.o")
    #expect(module.status == 0, "the key is there now: \(module.error)")
  }

  /// `ld -r` joins tables, which then are one, and right.
  @Test(arguments: ["bfd", "lld"]) func joinedTables(linker: String) async throws {
    let bench = try SiteBench()
    try await bench.assemble(Self.source, to: "a.o")
    try await bench.assemble("\tcall __SCT__missing\n\tjmp __SCT__known\n", to: "b.o")
    for name in ["a.o", "b.o"] {
      #expect(try await bench.sites("--layout", "linux", name).status == 0)
    }
    try await bench.run("ld.\(linker)", "-r", "a.o", "b.o", "-o", "all.o")
    let check = try await bench.sites("--check", "--layout", "linux", "all.o")
    #expect(check.status == 0, "\(check.error)")
    #expect(try await bench.object("all.o").rows(Self.table).count == 10)
  }

  /// objtool's tables have no alignment, and stay as they are.
  @Test func tablesOfObjtool() async throws {
    let bench = try SiteBench()
    try await bench.assemble(Self.source, to: "f.o")
    #expect(try await bench.sites("--layout", "linux", "f.o").status == 0)
    try await bench.run("objcopy", "--set-section-alignment", Self.table + "=1", "f.o")
    #expect(
      try await bench.run("readelf", "-SW", "f.o").contains(
        /\.static_call_sites PROGBITS .* WA +0 +0 +1\n/))
    let identity = try bench.identity("f.o")
    let result = try await bench.sites("--layout", "linux", "f.o")
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    #expect(try bench.identity("f.o") == identity)
  }

  @Test func staleTables() async throws {
    let bench = try SiteBench()
    try await bench.assemble(Self.source, to: "f.o")
    #expect(try await bench.sites("--layout", "linux", "f.o").status == 0)
    let right = try await bench.object("f.o")
    let filler = try #require(right.sections.first { $0.name == ".rela" + Self.table })
    // The addend of the first row's key: its flags.
    var bytes = try bench.scratch.bytes("f.o")
    bytes[filler.offset + 24 + 16] ^= 1
    try bench.scratch.write(bytes, to: "f.o")
    let check = try await bench.sites("--check", "--layout", "linux", "f.o")
    #expect(check.status == 1)
    #expect(
      check.error
        == "sc-rewrite: error: 'f.o' has a site table that is not that of its 8 sites [sc-site-table]\n"
    )
    #expect(try bench.scratch.bytes("f.o") == bytes)
    #expect(try await bench.sites("--layout", "linux", "f.o").status == 0)
    let repaired = try await bench.object("f.o")
    #expect(repaired.rows(Self.table) == right.rows(Self.table))
    #expect(repaired.sections.count == right.sections.count)
  }

  @Test func nothingForTheKernel() async throws {
    let bench = try SiteBench()
    try await bench.assemble(
      "\t.section .altinstr_replacement, \"ax\", @progbits\n\tcall __SCT__gone\n", to: "none.o")
    try await bench.assemble(
      "\tcall __SCT__one\n\t.section .static_call_sites, \"aw\", @progbits\n\t.long 1\n",
      to: "bad.o")
    let (none, bad) = (try bench.identity("none.o"), try bench.identity("bad.o"))
    let nothing = try await bench.sites("--layout", "linux", "none.o")
    #expect(nothing.status == 0 && nothing.error == "")
    let list = try await bench.sites("--list", "--layout", "linux", "none.o")
    #expect(
      list.output.hasSuffix("none.o  gone  copied-elsewhere  .altinstr_replacement+0x1  -\n"),
      "\(list.output)")
    #expect(list.error == "")
    let result = try await bench.sites("--layout", "linux", "bad.o")
    #expect(result.status == 2)
    #expect(
      result.error
        == "sc-rewrite: error: 'bad.o' has a section '.static_call_sites' that is no site table [sc-object]\n"
    )
    #expect(try bench.identity("none.o") == none && bench.identity("bad.o") == bad)
  }
}
