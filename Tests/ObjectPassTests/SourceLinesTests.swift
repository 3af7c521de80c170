import CElf
import Foundation
import TestSupport
import Testing

@testable import ObjectPass

/// Lines of calls, which stand in Tests/Fixtures/lines: `expect-call: callee`.
@Suite struct SourceLinesTests {
  static let compilers = [
    "gcc", "clang", "clang-19", "aarch64-linux-gnu-gcc", "clang --target=aarch64-linux-gnu",
  ]
  static let flags = [
    "-O0 -gdwarf-4", "-O2 -gdwarf-4", "-O0 -gdwarf-5", "-O2 -gdwarf-5 -ffunction-sections",
    "-O2 -gdwarf-4 -gz -ffunction-sections", "-Os -gdwarf-5 -gz", "-O2 -gdwarf-5 -gsplit-dwarf",
    "-O1 -gdwarf-5 -fdebug-types-section", "-O1 -gdwarf-4 -fdebug-types-section", "-O2 -g1",
    "-O2 -g3",
  ]

  private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  @Test(arguments: compilers, flags)
  func everyCallIsAtItsLine(compiler: String, flags: String) async throws {
    let scratch = try fixture()
    try await scratch.run(words(compiler) + words(flags) + ["-c", "src/main.c", "-o", "main.o"])
    try expectAll(in: "main.o", of: scratch)
  }

  /// Compressed as it was before ELF had a flag for it.
  @Test func sectionsCalledZdebug() async throws {
    let scratch = try fixture()
    try await scratch.run(["gcc", "-g", "-O2", "-gz=zlib-gnu", "-c", "src/main.c", "-o", "main.o"])
    try expectAll(in: "main.o", of: scratch)
  }

  /// Of two objects that are put together, each has lines of its own.
  @Test(arguments: ["bfd", "lld"]) func linkedOnceAlready(linker: String) async throws {
    let scratch = try fixture()
    try scratch.write(
      "void seven(void);\nvoid other(void) { seven(); } // expect-call: seven\n", to: "src/other.c")
    try await scratch.run(["gcc", "-g", "-O2", "-c", "src/main.c", "-o", "a.o"])
    try await scratch.run(["clang", "-g", "-O1", "-c", "src/other.c", "-o", "b.o"])
    try await scratch.run(["ld.\(linker)", "-r", "a.o", "b.o", "-o", "main.o"])
    try expectAll(in: "main.o", of: scratch)
  }

  @Test func assemblySources() async throws {
    let scratch = try Scratch()
    try scratch.write(".text\nnop\ncall one // expect-call: one\n", to: "src/main.S")
    try await scratch.run(["gcc", "-g", "-c", "src/main.S", "-o", "main.o"])
    try expectAll(in: "main.o", of: scratch)
  }

  @Test func noLinesWithoutDebugInformation() async throws {
    let scratch = try fixture()
    try await scratch.run(["gcc", "-c", "src/main.c", "-o", "main.o"])
    #expect(try calls(in: try scratch.bytes("main.o")).allSatisfy { $0.place == nil })
  }

  @Test func placesOutsideOfAnyLine() async throws {
    let scratch = try fixture()
    try await scratch.run(["gcc", "-g", "-c", "src/main.c", "-o", "main.o"])
    try scratch.bytes("main.o").withUnsafeBytes { bytes in
      let object = try ElfObject(bytes)
      let lines = SourceLines(of: object)
      let text = try #require(object.sections.firstIndex { $0.name == ".text" })
      let size = object.sections[text].header.sh_size
      #expect(lines.place(section: text, offset: 0)?.file.hasSuffix("main.c") == true)
      #expect(lines.place(section: text, offset: 0)?.column ?? 0 > 0)
      for offset in [size, size + 1, 1 << 39, 1 << 40, .max] {
        #expect(lines.place(section: text, offset: offset) == nil)
      }
      for section in [-1, 0, text - 1, text + 1, object.sections.count, .max] {
        #expect(lines.place(section: section, offset: 0) == nil, "\(section)")
      }
    }
  }

  // MARK: -

  private func fixture() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.copy("\(Checkout.fixtures)/lines", to: "src")
    return scratch
  }

  private func expectAll(in object: String, of scratch: Scratch) throws {
    let expected = try scratch.snapshot("src").flatMap { name, text in
      Markers.marks("call", in: text, of: name)
    }
    let found = try calls(in: try scratch.bytes(object)).map { callee, place in
      Markers.Mark(
        file: place.map { URL(filePath: $0.file).lastPathComponent } ?? "", line: place?.line ?? 0,
        value: callee)
    }
    #expect(Set(found).sorted() == expected.sorted())
    // Compilers are given relative names.
    let files = try calls(in: try scratch.bytes(object)).compactMap(\.place?.file)
    #expect(files.allSatisfy { $0.hasPrefix("\(scratch.path)/src/") }, "\(files)")
  }

  /// What is called, and where in the source.
  private func calls(in bytes: [UInt8]) throws -> [(callee: String, place: SourceLines.Place?)] {
    try bytes.withUnsafeBytes { bytes in
      let object = try ElfObject(bytes)
      let lines = SourceLines(of: object)
      var result: [(callee: String, place: SourceLines.Place?)] = []
      for (number, section) in object.sections.enumerated() where section.header.sh_type == SHT_RELA
      {
        let code = Int(section.header.sh_info)
        guard object.sections[code].isCode else { continue }
        try object.forEachRelocation(in: number) { relocation in
          let callee = object.name(ofSymbol: relocation.symbol)
          guard !callee.isEmpty, object.symbol(relocation.symbol).section == nil else { return }
          result.append((callee, lines.place(section: code, offset: relocation.offset)))
        }
      }
      return result
    }
  }
}
