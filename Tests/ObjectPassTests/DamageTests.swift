import CElf
import TestSupport
import Testing

@testable import ObjectPass

/// Objects that fuzzing found to be changed where they must not, or to be fatal.
@Suite struct DamageTests {
  private static let code = """
    .section .text.grouped,"axG",@progbits,signature,comdat
    call __SCT__one
    .section .text.more,"ax",@progbits
    jmp __SCT__one
    .data
    .long undefined
    """

  struct Damage: Sendable, CustomStringConvertible {
    var description: String
    /// Where the damage is, and what is written there.
    var place: @Sendable (ElfObject) throws -> (offset: Int, value: UInt64, size: Int)
    var reason: String
  }

  static let all = [
    Damage(
      description: "a section over the file header",
      place: { (header(try index(".rela.text.more", $0), 24, $0), 0x3c, 8) }, reason: "overlaps"),
    Damage(
      description: "a section over another",
      place: { object in
        let other = object.sections[try index(".text.grouped", object)].header.sh_offset
        return (header(try index(".text.more", object), 24, object), other, 8)
      }, reason: "overlaps"),
    Damage(
      description: "relocations of a section to be added",
      place: { (header(try index(".rela.data", $0), 44, $0), UInt64($0.sections.count), 4) },
      reason: "of a section that does not exist"),
    Damage(
      description: "a symbol in a section to be added",
      place: { (symbol(1, 6, $0), UInt64($0.sections.count), 2) },
      reason: "a symbol in a section that does not exist"),
    Damage(
      description: "a symbol's name to be added", place: { (symbol(1, 0, $0), 0x1000, 4) },
      reason: "without a proper name"),
    Damage(
      description: "a relocation by a symbol to be added",
      place: { object in
        let section = object.sections[try index(".rela.data", object)].header
        return (Int(section.sh_offset) + 12, UInt64(object.symbolCount), 4)
      }, reason: "against no symbol"),
    Damage(
      description: "a member of a group to be added",
      place: { object in
        let section = object.sections[try index(".group", object)].header
        return (Int(section.sh_offset) + 4, UInt64(object.sections.count), 4)
      }, reason: "a group of sections that do not exist"),
    Damage(
      description: "a group named by a symbol to be added",
      place: { (header(try index(".group", $0), 44, $0), UInt64($0.symbolCount), 4) },
      reason: "whose signature does not exist"),
  ]

  /// For Linux, a key is added.
  @Test(arguments: all) func isRefused(damage: Damage) async throws {
    let scratch = try Scratch()
    try scratch.write(Self.code + "\n", to: "a.S")
    try await scratch.run(["gcc", "-c", "a.S", "-o", "a.o"])
    var bytes = try scratch.bytes("a.o")
    var options = ObjectPass.Options()
    options.layout = .linux
    let (offset, value, size) = try bytes.withUnsafeBytes { bytes in
      #expect(try ObjectPass.run(bytes, options).report.table == .missing)
      return try damage.place(ElfObject(bytes))
    }
    for index in 0..<size {
      bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
    }
    let reason = bytes.withUnsafeBytes { bytes -> String? in
      do throws(ObjectError) {
        _ = try ObjectPass.run(bytes, options)
        return nil
      } catch {
        return error.reason
      }
    }
    #expect(reason?.contains(damage.reason) == true, "\(reason ?? "taken")")
  }

  /// Whatever else its flags say: relocations follow when symbols get other numbers.
  @Test func relocationsWithOddFlags() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.code + "\n", to: "a.S")
    try await scratch.run(["clang", "-c", "a.S", "-o", "a.o"])
    var bytes = try scratch.bytes("a.o")
    let flags = try bytes.withUnsafeBytes { bytes in
      let object = try ElfObject(bytes)
      return Self.header(try Self.index(".rela.text.more", object), 8, object)
    }
    bytes[flags] |= UInt8(SHF_LINK_ORDER)
    let result = try bytes.withUnsafeBytes { bytes in
      try #require(try ObjectPass.run(bytes, .init()).change).applied(to: bytes)
    }
    try result.withUnsafeBytes { bytes in
      let object = try ElfObject(bytes)
      try object.forEachRelocation(in: try Self.index(".rela.text.more", object)) { relocation in
        #expect(object.name(ofSymbol: relocation.symbol) == "__SCT__one")
      }
    }
  }

  /// A group lists a section that does not say that it is in one: the tables are right at once.
  @Test(arguments: [".text.grouped", ".text.more"]) func halfInAGroup(section: String) async throws
  {
    let scratch = try Scratch()
    try scratch.write(Self.code + "\n", to: "a.S")
    try await scratch.run(["gcc", "-c", "a.S", "-o", "a.o"])
    var bytes = try scratch.bytes("a.o")
    let (flags, member, listed) = try bytes.withUnsafeBytes { bytes in
      let object = try ElfObject(bytes)
      let group = object.sections[try Self.index(".group", object)].header
      let flags = Self.header(try Self.index(".text.grouped", object), 8, object)
      return (flags, Int(group.sh_offset) + 4, UInt8(try Self.index(section, object)))
    }
    bytes[flags + 1] &= ~UInt8(SHF_GROUP >> 8)
    bytes[member] = listed
    let result = try bytes.withUnsafeBytes { bytes in
      try #require(try ObjectPass.run(bytes, .init()).change).applied(to: bytes)
    }
    let again = try result.withUnsafeBytes { try ObjectPass.run($0, .init()) }
    #expect(again.change == nil)
  }

  @Test(arguments: Machine.all.map(\.number)) func relocationsFarOutside(machine: UInt16) throws {
    let machine = try #require(Machine.all.first { $0.number == machine })
    let code = UnsafeRawBufferPointer(start: nil, count: 0)
    for type in 0..<UInt32(2000) {
      for offset: UInt64 in [0, 1, 1 << 63, .max - 4, .max] {
        let relocation = ElfObject.Relocation(offset: offset, type: type, symbol: 0, addend: 0)
        if case .site = machine.meaning(relocation, code) { Issue.record("\(type) at \(offset)") }
      }
    }
  }

  // MARK: - Places

  private static func index(_ name: String, _ object: ElfObject) throws -> Int {
    try #require(object.sections.firstIndex { $0.name == name })
  }

  /// A field of a section's header.
  private static func header(_ section: Int, _ field: Int, _ object: ElfObject) -> Int {
    Int(object.header.e_shoff) + section * 64 + field
  }

  /// A field of a symbol.
  private static func symbol(_ number: Int, _ field: Int, _ object: ElfObject) -> Int {
    Int(object.sections[object.symbolSection ?? 0].header.sh_offset) + number * 24 + field
  }
}
