import Foundation
import TestSupport
import Testing

/// Tables are linked with the code that they tell of, and discarded with it.
@Suite struct SiteLayoutTests {
  enum Linker: String, Sendable, CaseIterable {
    case bfd, gold, lld

    var option: String { "-fuse-ld=\(rawValue)" }
  }

  /// Whether a linked program lists just the branches that it has.
  private func expectRows(
    _ program: String, _ bench: SiteBench, _ count: Int? = nil, _ what: String
  ) async throws {
    let linked = try await LinkedSites(bench.scratch.path(program))
    #expect(linked.rows == linked.branches, "\(what)")
    #expect(linked.isInNoteSegment && !linked.rows.isEmpty, "\(what)")
    if let count { #expect(linked.rows.count == count, "\(what)") }
  }

  /// Two objects have the same inline functions: of one nothing stays, no rows either.
  @Test(arguments: Linker.allCases) func discardedGroups(linker: Linker) async throws {
    for compiler in [["clang++"], ["clang++", "-fno-asynchronous-unwind-tables", "-g"]] {
      let bench = try SiteBench()
      for name in ["comdat-library", "comdat-main"] {
        try await Compiler(compiler).build(
          ["-O1", "-c", SiteBench.fixture(name + ".cc"), "-o", name + ".o"],
          in: bench.scratch.path)
        let groups = try await bench.run("readelf", "-gW", name + ".o")
        try await bench.prove(name + ".o", about: name)
        // The groups have the same signatures, and two more members where there are sites.
        let grown = try await bench.run("readelf", "-gW", name + ".o")
        let signatures = groups.matches(of: /\[_Z\w+\]/).map(\.0)
        #expect(grown.matches(of: /\[_Z\w+\]/).map(\.0) == signatures && !signatures.isEmpty)
      }
      try await Compiler(["clang"]).build(
        [linker.option, "comdat-library.o", "comdat-main.o", SiteBench.fixture("stubs.S")]
          + ["-o", "program"], in: bench.scratch.path)
      try await bench.run("./program")
      try await expectRows("program", bench, 5, "\(linker) \(compiler)")
    }
  }

  /// The same in assembly, as gcc writes it.
  @Test(arguments: Linker.allCases) func discardedGroupsOfGCC(linker: Linker) async throws {
    let bench = try SiteBench()
    func unit(_ function: String, _ more: String) -> String {
      """
      \t.hidden __SCT__two
      \t.section .text.shared,"axG",@progbits,shared,comdat
      \t.weak shared
      \t.type shared, @function
      shared:
      \tcall __SCT__two
      \tjmp __SCT__two
      \t.size shared, .-shared
      \t.text
      \t.globl \(function)
      \t.type \(function), @function
      \(function):
      \(more)
      \t.section .note.GNU-stack,"",@progbits

      """
    }
    try await bench.assemble(unit("other", "\tjmp shared"), to: "a.o")
    try await bench.assemble(
      unit(
        "main",
        "\tsubq $8, %rsp\n\tcall shared\n\tcall other\n\taddq $8, %rsp\n\txorl %eax, %eax\n\tret"),
      to: "b.o")
    for name in ["a.o", "b.o"] { try await bench.prove(name) }
    try await Compiler(["gcc"]).build(
      [linker.option, "a.o", "b.o", SiteBench.fixture("stubs.S"), "-o", "program"],
      in: bench.scratch.path)
    try await bench.run("./program")
    try await expectRows("program", bench, 2, "\(linker)")
  }

  /// Rows die with their functions under --gc-sections, and keep none alive.
  @Test(arguments: Compiler.all) func sectionsCollected(compiler: Compiler) async throws {
    let bench = try SiteBench()
    for name in ["library", "main"] {
      try await compiler.build(
        ["-O1", "-ffunction-sections", "-c", SiteBench.fixture(name + ".c"), "-o", name + ".o"],
        in: bench.scratch.path)
      try await bench.prove(name + ".o", about: name)
    }
    // Which compiler drives lld is all the same, but gcc for AArch64 does not find it.
    for linker in [Linker.bfd, .lld] {
      for (flags, count) in [(["-Wl,--gc-sections"], 5), ([], nil)] {
        let isCross = compiler.description.contains("aarch64") && linker == .lld
        let driver =
          isCross
          ? Compiler(["clang", "--target=aarch64-linux-gnu"], runner: compiler.runner) : compiler
        try await driver.build(
          [linker.option] + flags + ["library.o", "main.o", SiteBench.fixture("stubs.S")]
            + ["-o", "program"], in: bench.scratch.path)
        let result = try await compiler.run("./program", in: bench.scratch.path)
        #expect(result.status == 0, "\(linker) \(flags) \(result.error)")
        let symbols = try await bench.object("program").symbols.map(\.name)
        #expect(symbols.contains("live") && symbols.contains("dead") == flags.isEmpty)
        try await expectRows("program", bench, count, "\(linker) \(flags)")
      }
    }
  }

  /// When tables are made, with regard to `ld -r`.
  enum Time: String, Sendable, CaseIterable {
    case before, after, both
  }

  @Test(arguments: Linker.allCases, Time.allCases)
  func partialLinks(linker: Linker, time: Time) async throws {
    for compiler in [["gcc"], ["clang", "-fno-asynchronous-unwind-tables"]] {
      let bench = try SiteBench()
      let what = "\(linker) \(time) \(compiler)"
      for name in ["library", "main"] {
        try await Compiler(compiler).build(
          ["-O1", "-g", "-ffunction-sections", "-c", SiteBench.fixture(name + ".c")]
            + ["-o", name + ".o"], in: bench.scratch.path)
        if time != .after { try await bench.prove(name + ".o", about: what) }
      }
      try await bench.run("ld.\(linker)", "-r", "library.o", "main.o", "-o", "all.o")
      // Some linkers join the tables of several sections, which then share one section's fate.
      if time != .before { try await bench.prove("all.o", about: what) }
      for last in Linker.allCases where time != .before || last == linker {
        let isCollected = time != .before && last != .gold
        // A joined table dies or lives as a whole: only without collection it is as good as
        // several.
        try await Compiler(["clang"]).build(
          [last.option, "all.o", SiteBench.fixture("stubs.S"), "-o", "program"]
            + (isCollected ? ["-Wl,--gc-sections"] : []), in: bench.scratch.path)
        try await bench.run("./program")
        if isCollected || linker != .gold || time != .before {
          try await expectRows("program", bench, isCollected ? 5 : nil, "\(what) \(last)")
        }
      }
    }
  }

  /// Objects without symbols for their sections get some, and all symbols are moved for that.
  @Test(arguments: [["-O1"], ["-O0"], ["-O1", "-g"], ["-O1", "-faddrsig"]])
  func symbolsMove(flags: [String]) async throws {
    for compiler in ["clang", "clang-14", "clang-19"] {
      let bench = try SiteBench()
      for name in ["library", "main"] {
        try await Compiler([compiler]).build(
          flags + ["-fno-asynchronous-unwind-tables", "-ffunction-sections", "-c"]
            + [SiteBench.fixture(name + ".c"), "-o", name + ".o"], in: bench.scratch.path)
        let before = try await bench.object(name + ".o")
        let listed = try addressSignificant(name + ".o", before, bench)
        try await bench.prove(name + ".o", about: compiler)
        let after = try await bench.object(name + ".o")
        if !flags.contains("-g") {
          #expect(after.symbols.count > before.symbols.count)
          #expect(after.symbols.dropFirst(2).first?.type == "SECTION")
        }
        #expect(try addressSignificant(name + ".o", after, bench) == listed)
        // Local symbols come first.
        let bindings = after.symbols.map(\.binding)
        #expect(bindings.drop { $0 == "LOCAL" }.allSatisfy { $0 != "LOCAL" })
        let table = after.sections.first { $0.type == "SYMTAB" }
        #expect(table?.info == bindings.count { $0 == "LOCAL" })
      }
      try await Compiler(["clang"]).build(
        ["-fuse-ld=lld", "-Wl,--gc-sections,--icf=safe", "library.o", "main.o"]
          + [SiteBench.fixture("stubs.S"), "-o", "program"], in: bench.scratch.path)
      try await bench.run("./program")
      try await expectRows("program", bench, 5, compiler)
    }
  }

  /// The names in `.llvm_addrsig`: symbols' numbers in LEB128.
  private func addressSignificant(
    _ name: String, _ object: SiteObject, _ bench: SiteBench
  ) throws -> [String] {
    guard let section = object.sections.first(where: { $0.name == ".llvm_addrsig" }) else {
      return []
    }
    var (names, value, shift) = ([String](), 0, 0)
    for byte in try bench.scratch.bytes(name)[section.offset..<section.offset + section.size] {
      value |= Int(byte & 0x7f) << shift
      shift += 7
      guard byte & 0x80 == 0 else { continue }
      names.append(object.symbols[value].name)
      (value, shift) = (0, 0)
    }
    return names
  }

  /// Whatever else counts symbols by number is followed, or the object refused.
  @Test func listsOfSymbols() async throws {
    let bench = try SiteBench()
    let functions = (0..<200).map {
      "\t.section .text.f\($0),\"ax\",@progbits\n\t.globl f\($0)\nf\($0):\n\tcall __SCT__x\n\tret\n"
    }
    let lists =
      "\t.addrsig\n" + (0..<200).map { "\t.addrsig_sym f\($0)\n" }.joined()
      + "\t.cg_profile f0, f199, 7\n\t.cg_profile f150, f3, 9\n"
    try await bench.assemble(
      functions.joined() + lists, to: "lists.o", with: ["clang"])
    let before = try await bench.object("lists.o")
    let listed = try addressSignificant("lists.o", before, bench)
    #expect(listed.count >= 200 && listed.contains("f199"))
    try await bench.prove("lists.o")
    #expect(try await addressSignificant("lists.o", bench.object("lists.o"), bench) == listed)

    // A section of a type that nobody knows, which is linked to the symbols.
    try await bench.assemble(functions[0] + "\t.addrsig\n", to: "strange.o", with: ["clang"])
    var bytes = try bench.scratch.bytes("strange.o")
    let object = try await bench.object("strange.o")
    let headers = bytes[40..<48].reversed().reduce(0) { $0 << 8 | Int($1) }
    let symbols = try #require(object.sections.first { $0.type == "SYMTAB" }).number
    let victim = try #require(object.sections.first { $0.name == ".llvm_addrsig" }).number
    bytes[headers + victim * 64 + 4] = 0x77
    bytes[headers + victim * 64 + 40] = UInt8(symbols)
    try bench.scratch.write(bytes, to: "strange.o")
    let result = try await bench.sites("strange.o")
    #expect(result.status == 2)
    #expect(result.error.contains("that may name symbols by number [sc-object]"), "\(result.error)")
    #expect(try bench.scratch.bytes("strange.o") == bytes)
  }
}
