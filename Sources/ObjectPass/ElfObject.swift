import CElf

/// A relocatable object, read. The only file that knows libelf: what leaves it are plain values.
///
/// The bytes must stay as they are for as long as the object is used.
final class ElfObject {
  /// A section header, its name resolved.
  struct Section {
    var name: String
    var header: Elf64_Shdr

    var isCode: Bool { has(SHF_ALLOC) && has(SHF_EXECINSTR) && header.sh_type != SHT_NOBITS }
    var isGrouped: Bool { has(SHF_GROUP) }
    func has(_ flag: Int32) -> Bool { header.sh_flags & UInt64(UInt32(bitPattern: flag)) != 0 }
  }

  struct Relocation {
    var offset: UInt64
    var type: UInt32
    var symbol: Int
    var addend: Int64
  }

  let bytes: UnsafeRawBufferPointer
  let machine: Machine
  let header: Elf64_Ehdr
  let sections: [Section]
  let nameSection: Int
  /// The section of symbols, and how many there are; nil in an object without any.
  private(set) var symbolSection: Int?
  private(set) var symbolCount = 0

  private let elf: OpaquePointer
  private var symbols = UnsafeRawBufferPointer(start: nil, count: 0)
  private var symbolNames = UnsafeRawBufferPointer(start: nil, count: 0)
  /// The section that holds the section numbers which do not fit into a symbol.
  private(set) var extendedSection: Int?
  private var extended = UnsafeRawBufferPointer(start: nil, count: 0)

  init(_ bytes: UnsafeRawBufferPointer) throws(ObjectError) {
    guard !bytes.isEmpty else { throw .refused("is empty") }
    guard
      bytes.count >= MemoryLayout<Elf64_Ehdr>.size || !bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46])
    else { throw .refused("is cut off: it ends within its header") }
    guard elf_version(UInt32(EV_CURRENT)) != EV_NONE, let start = bytes.baseAddress,
      let elf = elf_memory(UnsafeMutableRawPointer(mutating: start), bytes.count)
    else { throw .libelf("is no object file") }
    self.elf = elf
    self.bytes = bytes
    let read: Headers
    do {
      read = try ElfObject.headers(of: elf, size: bytes.count)
    } catch {
      elf_end(elf)
      throw error
    }
    (machine, header, sections, nameSection) =
      (read.machine, read.header, read.sections, read.nameSection)
    try readSymbols()
  }

  deinit {
    elf_end(elf)
  }

  // MARK: - Headers

  private struct Headers {
    var machine: Machine
    var header: Elf64_Ehdr
    var sections: [Section]
    var nameSection: Int
  }

  private static func headers(of elf: OpaquePointer, size: Int) throws(ObjectError) -> Headers {
    guard elf_kind(elf) == ELF_K_ELF else { throw .refused("is no ELF file") }
    guard gelf_getclass(elf) == ELFCLASS64 else {
      throw .refused("is not a 64-bit ELF file; there are no static calls for others")
    }
    guard let pointer = elf64_getehdr(elf) else { throw .libelf("has no ELF header") }
    let header = pointer.pointee
    guard header.e_ident.5 == ELFDATA2LSB else { throw .refused("is a big-endian ELF file") }
    guard header.e_type == ET_REL else {
      throw .refused("is not a relocatable object (it is linked already, or a core dump)")
    }
    guard let machine = Machine.all.first(where: { $0.number == header.e_machine }) else {
      throw .refused("is for a CPU that sc-rewrite does not know (e_machine \(header.e_machine))")
    }
    guard header.e_shentsize == MemoryLayout<Elf64_Shdr>.size else {
      throw .refused("has section headers of another size")
    }
    // More than e_shnum can say are counted by libelf.
    let headersSize = UInt64(header.e_shnum) * UInt64(header.e_shentsize)
    guard header.e_shoff <= size, headersSize <= UInt64(size) - header.e_shoff else {
      throw .refused("is cut off: its section headers reach beyond its end")
    }
    var (count, names) = (0, 0)
    guard elf_getshdrnum(elf, &count) == 0, elf_getshdrstrndx(elf, &names) == 0 else {
      throw .libelf("has no section headers")
    }
    guard names < max(count, 1) else { throw .refused("has no section of section names") }
    var sections: [Section] = []
    sections.reserveCapacity(count)
    for index in 0..<count {
      guard let section = elf_getscn(elf, index), let shdr = elf64_getshdr(section) else {
        throw .libelf("has a section header, number \(index), that cannot be read")
      }
      let value = shdr.pointee
      let name = elf_strptr(elf, names, Int(value.sh_name)).map { String(cString: $0) }
      guard let name = index == 0 ? name ?? "" : name else {
        throw .refused("has a section, number \(index), without a proper name")
      }
      let hasBytes = value.sh_type != SHT_NOBITS && value.sh_type != SHT_NULL
      guard !hasBytes || (value.sh_offset <= size && value.sh_size <= size - Int(value.sh_offset))
      else { throw .refused("is cut off: section '\(name)' reaches beyond its end") }
      guard value.sh_link < count || index == 0 else {
        throw .refused("has a section '\(name)' that is linked to one that does not exist")
      }
      let isFiller = value.sh_type == SHT_RELA || value.sh_type == SHT_REL
      guard !isFiller || value.sh_info < count else {
        throw .refused("has relocations '\(name)' of a section that does not exist")
      }
      sections.append(Section(name: name, header: value))
    }
    try checkDisjoint(sections)
    return Headers(machine: machine, header: header, sections: sections, nameSection: names)
  }

  /// Sections that share bytes, with each other or the file header, would change with these.
  private static func checkDisjoint(_ sections: [Section]) throws(ObjectError) {
    let own = sections.filter {
      $0.header.sh_type != SHT_NOBITS && $0.header.sh_type != SHT_NULL && $0.header.sh_size > 0
    }
    var end = UInt64(MemoryLayout<Elf64_Ehdr>.size)
    for section in own.sorted(by: { $0.header.sh_offset < $1.header.sh_offset }) {
      guard section.header.sh_offset >= end else {
        throw .refused("has a section '\(section.name)' that overlaps what is in front of it")
      }
      end = section.header.sh_offset + section.header.sh_size
    }
  }

  // MARK: - Content

  /// The bytes of a section as they are in the file.
  func content(_ index: Int) -> UnsafeRawBufferPointer {
    let header = sections[index].header
    guard header.sh_type != SHT_NOBITS, header.sh_type != SHT_NULL else {
      return UnsafeRawBufferPointer(rebasing: bytes[0..<0])
    }
    let start = Int(header.sh_offset)
    return UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(header.sh_size)])
  }

  /// Calls `body` for each relocation of a section of relocations.
  func forEachRelocation(
    in index: Int, _ body: (Relocation) throws(ObjectError) -> Void
  ) throws(ObjectError) {
    let section = sections[index]
    let size = MemoryLayout<Elf64_Rela>.size
    let content = content(index)
    for number in 0..<(try pieces(of: section, size)) {
      let value = content.loadUnaligned(fromByteOffset: number * size, as: Elf64_Rela.self)
      let symbol = Int(value.r_info >> 32)
      guard symbol < max(symbolCount, 1) else {
        throw .refused("has a relocation in '\(section.name)' against no symbol")
      }
      try body(
        Relocation(
          offset: value.r_offset, type: UInt32(truncatingIfNeeded: value.r_info), symbol: symbol,
          addend: value.r_addend))
    }
  }

  /// The group of each section that is in one: that the group lists, and that says so itself.
  func groups() throws(ObjectError) -> [Int: Int] {
    var groups: [Int: Int] = [:]
    for (index, section) in sections.enumerated() where section.header.sh_type == SHT_GROUP {
      let content = content(index)
      guard content.count % 4 == 0 else { throw .refused("has a group of half a member") }
      for place in stride(from: 4, to: content.count, by: 4) {
        let member = Int(content.loadUnaligned(fromByteOffset: place, as: UInt32.self))
        guard member < sections.count else {
          throw .refused("has a group of sections that do not exist")
        }
        if sections[member].isGrouped { groups[member] = index }
      }
    }
    return groups
  }

  private func pieces(of section: Section, _ size: Int) throws(ObjectError) -> Int {
    guard section.header.sh_entsize == size, section.header.sh_size % UInt64(size) == 0,
      section.header.sh_size / UInt64(size) <= Int32.max
    else { throw .refused("has a section '\(section.name)' of entries of another size") }
    return Int(section.header.sh_size) / size
  }

  // MARK: - Symbols

  private func readSymbols() throws(ObjectError) {
    guard let index = sections.firstIndex(where: { $0.header.sh_type == SHT_SYMTAB }) else {
      return
    }
    let section = sections[index]
    symbolCount = try pieces(of: section, MemoryLayout<Elf64_Sym>.size)
    guard section.header.sh_info <= symbolCount else {
      throw .refused("has more local symbols than symbols")
    }
    let names = Int(section.header.sh_link)
    guard sections[names].header.sh_type == SHT_STRTAB, content(names).last == 0 else {
      throw .refused("has symbols without proper names")
    }
    symbolNames = content(names)
    symbols = content(index)
    symbolSection = index
    extendedSection = sections.firstIndex {
      $0.header.sh_type == SHT_SYMTAB_SHNDX && $0.header.sh_link == index
    }
    if let extendedSection {
      let count = try pieces(of: sections[extendedSection], 4)
      guard count >= symbolCount else { throw .refused("has too few extended section numbers") }
      extended = content(extendedSection)
    }
    try checkSymbols(content(index))
  }

  /// What does not exist must not be referred to: it could be what is to be added.
  private func checkSymbols(_ symbols: UnsafeRawBufferPointer) throws(ObjectError) {
    let extended = extendedSection.map(content)
    for symbol in 0..<symbolCount {
      let place = symbol * MemoryLayout<Elf64_Sym>.size
      let name = symbols.loadUnaligned(fromByteOffset: place, as: UInt32.self)
      guard name < symbolNames.count else {
        throw .refused("has a symbol, number \(symbol), without a proper name")
      }
      var number = Int(symbols.loadUnaligned(fromByteOffset: place + 6, as: UInt16.self))
      if number == Int(SHN_XINDEX), let extended {
        number = Int(extended.loadUnaligned(fromByteOffset: symbol * 4, as: UInt32.self))
      } else if number >= SHN_LORESERVE {
        continue
      }
      guard number < sections.count else {
        throw .refused("has a symbol in a section that does not exist")
      }
    }
    for section in sections where section.header.sh_type == SHT_GROUP {
      guard section.header.sh_link != symbolSection ?? 0 || section.header.sh_info < symbolCount
      else { throw .refused("has a group whose signature does not exist") }
    }
  }

  /// A symbol, and the section that it is defined in; nil for undefined, absolute and common ones.
  func symbol(_ index: Int) -> (value: Elf64_Sym, section: Int?) {
    guard index < symbolCount else { return (Elf64_Sym(), nil) }
    let symbol = symbols.loadUnaligned(
      fromByteOffset: index * MemoryLayout<Elf64_Sym>.size, as: Elf64_Sym.self)
    var section = Int(symbol.st_shndx)
    if section == Int(SHN_XINDEX) {
      guard extendedSection != nil else { return (symbol, nil) }
      section = Int(extended.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
    } else if section >= SHN_LORESERVE {
      return (symbol, nil)
    }
    return (symbol, section > 0 && section < sections.count ? section : nil)
  }

  /// Whether a symbol's name begins so; most do not, and are spared the making of a string.
  func name(ofSymbol index: Int, startsWith prefix: StaticString) -> Bool {
    let start = Int(symbol(index).value.st_name)
    let size = prefix.utf8CodeUnitCount
    guard start + size <= symbolNames.count, let base = symbolNames.baseAddress else {
      return false
    }
    return memcmp(base + start, prefix.utf8Start, size) == 0
  }

  func name(ofSymbol index: Int) -> String {
    let start = Int(symbol(index).value.st_name)
    guard start < symbolNames.count else { return "" }
    return String(decoding: symbolNames[start...].prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The bytes of a name may be no UTF-8; this is how they are, for who copies them.
  func nameBytes(ofSymbol index: Int) -> [UInt8] {
    let start = Int(symbol(index).value.st_name)
    guard start < symbolNames.count else { return [] }
    return Array(symbolNames[start...].prefix { $0 != 0 })
  }
}

/// Why a file is left as it is.
public struct ObjectError: Error, Hashable, Sendable {
  /// Goes on from the file's name: "is no ELF file".
  public var reason: String

  static func refused(_ reason: String) -> ObjectError { ObjectError(reason: reason) }

  static func libelf(_ reason: String) -> ObjectError {
    let detail = elf_errmsg(0).map { String(cString: $0) }
    return ObjectError(reason: reason + (detail.map { " (\($0))" } ?? ""))
  }
}
