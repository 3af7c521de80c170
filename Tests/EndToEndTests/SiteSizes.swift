import Foundation
import TestSupport
import Testing

@testable import FuzzSupport

/// Objects that other tools had in hand, and large ones.
@Suite struct SiteSizeTests {
  private static let tools = [
    ["strip", "-g"], ["strip", "--strip-unneeded"], ["strip", "-x"], ["objcopy"],
    ["objcopy", "--compress-debug-sections=zlib"], ["objcopy", "--decompress-debug-sections"],
    ["objcopy", "--localize-hidden"], ["objcopy", "--prefix-symbols=p_"], ["llvm-objcopy"],
    ["llvm-objcopy", "--strip-debug"], ["llvm-objcopy", "--strip-unneeded"],
  ]

  /// Before the pass and after it: the table is right, and stays right.
  @Test(arguments: tools) func strippedAndCopied(tool: [String]) async throws {
    for compiler in Compiler.all {
      let bench = try SiteBench()
      // GNU's tools are made for one machine each.
      let isCross = compiler.description.contains("aarch64")
      let command =
        isCross && tool[0] != "llvm-objcopy"
        ? ["aarch64-linux-gnu-" + tool[0]] + tool.dropFirst() : tool
      let what = "\(command) \(compiler)"
      try await compiler.build(
        ["-O1", "-g", "-gz", "-ffunction-sections", "-c", SiteBench.fixture("kinds.c")]
          + ["-o", "kinds.o"], in: bench.scratch.path)
      func edit() async throws {
        let result = try await Tool.run(command + ["kinds.o"], in: bench.scratch.path)
        #expect(result.status == 0 && result.error == "", "\(what): \(result.error)")
      }
      try await edit()
      try await bench.prove("kinds.o", about: what)
      let rows = try await bench.object("kinds.o").rows().count
      #expect(tool.contains("--prefix-symbols=p_") ? rows == 0 : rows > 5, "\(what)")
      try await edit()
      if tool.contains("--prefix-symbols=p_") { continue }
      try await bench.prove("kinds.o", about: what)
      #expect(try await bench.object("kinds.o").rows().count == rows, "\(what)")
    }
  }

  /// A function and a call in each of many sections.
  private func text(functions: Int, calls: Int = 1) -> String {
    var text = "\t.hidden __SCT__x\n"
    let body = String(repeating: "\tcall __SCT__x\n", count: calls) + "\tret\n"
    for number in 0..<functions {
      text +=
        "\t.section .text.f\(number),\"ax\",@progbits\n\t.globl f\(number)\nf\(number):\n" + body
    }
    return text + "\t.section .note.GNU-stack,\"\",@progbits\n"
  }

  private static let stub = """
    \t.globl __SCT__x, main
    \t.hidden __SCT__x
    __SCT__x: ret
    \t.section .text.main,"ax",@progbits
    main: call __SCT__x
    \txorl %eax, %eax
    \tret
    \t.section .note.GNU-stack,"",@progbits

    """

  /// readelf's time grows with the square of the number of sections, so these are read otherwise.
  private func plain(_ name: String, _ bench: SiteBench) throws -> PlainElf {
    try #require(PlainElf(try bench.scratch.bytes(name)), "\(name)")
  }

  private static let tableName = Array(".note.static_call".utf8)

  /// ELF counts sections in 16 bits, and has another way for more than 65,280: such an object, and
  /// ones that the tables make such.
  @Test(
    .timeLimit(.minutes(15)),
    arguments: [(70_000, "gcc"), (70_000, "clang"), (21_000, "gcc"), (16_500, "clang")])
  func manySections(functions: Int, assembler: String) async throws {
    let bench = try SiteBench()
    try await bench.assemble(text(functions: functions), to: "many.o", with: [assembler])
    let before = try plain("many.o", bench)
    #expect(before.sections.count > 65_280 || functions < 70_000)
    let result = try await bench.sites("many.o")
    #expect(result.status == 0 && result.error == "", "\(result.error)")
    let after = try plain("many.o", bench)
    #expect(after.sections.count > 65_280)
    #expect(ObjectProperties.difference(before, after, .note) == nil)

    // Each function's section has a table of one row.
    let tables = after.sections.indices.filter { after.sections[$0].name == Self.tableName }
    #expect(tables.count == functions)
    let tableNumbers = Set(tables)
    let relocations = after.sections.filter { $0.type == 4 && tableNumbers.contains($0.info) }
    #expect(relocations.count == functions)
    var homes = Set<Int>()
    for relocations in relocations {
      let home = after.sections[relocations.info].link
      let isRight =
        relocations.size == 48 && row(in: relocations, after) == ("__SCT__x", home)
        && after.sections[home].name.starts(with: Array(".text.f".utf8))
        && homes.insert(home).inserted
      guard isRight else {
        Issue.record("the table of section \(home)")
        break
      }
    }
    let identity = try bench.identity("many.o")
    #expect(try await bench.sites("many.o").status == 0)
    #expect(try bench.identity("many.o") == identity)
    try await expectRowsWhenLinked("many.o", bench, functions)
  }

  /// Which trampoline the second word of a table of one row names, and which section the first is
  /// the start of.
  private func row(in relocations: PlainElf.Section, _ elf: PlainElf) -> (String, Int) {
    let place = relocations.content.lowerBound
    let (site, subject) = (elf.number(place + 12, 4), elf.number(place + 36, 4))
    guard site < elf.symbols.count, subject < elf.symbols.count,
      elf.number(place, 8) == 24, elf.number(place + 24, 8) == 28,
      elf.number(place + 8, 4) == 2, elf.number(place + 32, 4) == 2,  // R_X86_64_PC32
      elf.number(place + 16, 8) == 0, elf.number(place + 40, 8) == 0,
      elf.symbols[site].value == 0
    else { return ("?", 0) }
    return (
      String(decoding: elf.symbols[subject].name, as: UTF8.self),
      Int(UInt32(truncatingIfNeeded: elf.symbols[site].section))
    )
  }

  /// In the program, the rows lead to the functions, one each, and to the trampoline.
  private func expectRowsWhenLinked(
    _ object: String, _ bench: SiteBench, _ functions: Int
  ) async throws {
    try await bench.assemble(Self.stub, to: "stub.o")
    // GNU ld takes very long for so many.
    try await bench.run("clang", "-fuse-ld=lld", object, "stub.o", "-o", "program")
    try await bench.run("./program")
    let program = try plain("program", bench)
    let notes = program.sections.filter { $0.name == Self.tableName }
    let note = try #require(notes.first)
    #expect(notes.count == 1 && note.size == functions * 32)
    var addresses: [[UInt8]: Int] = [:]
    for symbol in program.symbols { addresses[symbol.name] = Int(symbol.value) }
    let trampoline = try #require(addresses[Array("__SCT__x".utf8)])
    let starts = (0..<functions).compactMap { addresses[Array("f\($0)".utf8)] }
    #expect(starts.count == functions)
    var found = Set<Int>()
    for place in stride(from: 24, to: note.size, by: 32) {
      func target(_ place: Int) -> Int {
        let distance = UInt32(program.number(note.offset + place, 4))
        return Int(note.address) + place + Int(Int32(bitPattern: distance))
      }
      guard target(place + 4) == trampoline else { continue }
      found.insert(target(place))
    }
    #expect(found == Set(starts))
  }

  @Test(.timeLimit(.minutes(15))) func manyCallsInOneSection() async throws {
    let (bench, calls) = (try SiteBench(), 1_000_000)
    try await bench.assemble(text(functions: 1, calls: calls), to: "calls.o")
    #expect(try await bench.sites("calls.o").status == 0)
    let table = try #require(
      try plain("calls.o", bench).sections.first { $0.name == Self.tableName })
    #expect(table.size == 24 + 8 * calls)
    #expect(try await bench.sites("--check", "calls.o").status == 0)
    try await bench.assemble(Self.stub, to: "stub.o")
    try await bench.run("gcc", "calls.o", "stub.o", "-o", "program")
    try await bench.run("./program")
    // All distances are right: each row is a call, 5 bytes behind the last, and the first is the
    // function's start.
    let program = try plain("program", bench)
    let linked = try #require(program.sections.first { $0.name == Self.tableName })
    func address(_ name: String) -> Int? {
      program.symbols.first { $0.name == Array(name.utf8) }.map { Int($0.value) }
    }
    let (start, trampoline) = (try #require(address("f0")), try #require(address("__SCT__x")))
    let rows = Int(linked.address) + 24
    let wrong = program.bytes.withUnsafeBytes { bytes in
      (0..<calls).first { row in
        func target(_ place: Int) -> Int {
          let distance = bytes.loadUnaligned(
            fromByteOffset: linked.offset + 24 + place, as: Int32.self)
          return rows + place + Int(distance)
        }
        return target(row * 8) != start + 5 * row || target(row * 8 + 4) != trampoline
      }
    }
    #expect(wrong == nil)
  }
}
