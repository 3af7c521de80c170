import CElf

/// Puts site tables into an object, as a `Change` of its file.
///
/// New and grown sections go behind all that stays, then the section headers, as ELF allows in any order; nothing
/// that stays moves. What stood at the end and is replaced (headers, often symbols) gives its place up.
struct ObjectEdit {
  private let object: ElfObject
  private let layout: ObjectPass.Layout
  private let symbols: SymbolEdit
  private var headers: [Elf64_Shdr]
  /// New content of sections, old and new.
  private var contents: [Int: [UInt8]] = [:]
  private var patches: [Change.Patch] = []

  /// - Returns: the change that gives an object the tables `wanted`, `existing` reused or emptied.
  static func change(
    _ object: ElfObject, to wanted: [SiteTable], from existing: [TableReader.Found],
    _ layout: ObjectPass.Layout
  ) throws(ObjectError) -> Change {
    var edit = ObjectEdit(object, wanted, layout)
    try edit.putSymbols()
    var free = existing
    for table in wanted {
      let index = free.firstIndex { $0.home == table.home }
      try edit.put(table, into: index.map { free.remove(at: $0) })
    }
    for left in free { edit.empty(left) }
    return edit.change()
  }

  private init(_ object: ElfObject, _ wanted: [SiteTable], _ layout: ObjectPass.Layout) {
    self.object = object
    self.layout = layout
    headers = object.sections.map(\.header)
    let rows = wanted.flatMap(\.rows)
    symbols = SymbolEdit(
      for: Set(rows.map(\.section)), Set(rows.map(\.subject)), in: object)
  }

  // MARK: - Tables

  private mutating func put(
    _ table: SiteTable, into place: TableReader.Found?
  ) throws(ObjectError) {
    let name = SiteTable.name(layout)
    let section = try reuse(place?.section, or: name, header(for: table), like: table.home)
    contents[section] = SiteTable.content(table.rows.count, layout)

    var relocations = Elf64_Shdr()
    relocations.sh_type = UInt32(SHT_RELA)
    relocations.sh_flags = UInt64(SHF_INFO_LINK)
    relocations.sh_link = UInt32(object.symbolSection ?? 0)
    relocations.sh_info = UInt32(section)
    relocations.sh_addralign = 8
    relocations.sh_entsize = UInt64(MemoryLayout<Elf64_Rela>.size)
    let filler = try reuse(place?.relocations, or: ".rela" + name, relocations, like: table.home)
    contents[filler] = fillers(of: table)
  }

  private func header(for table: SiteTable) -> Elf64_Shdr {
    var header = Elf64_Shdr()
    header.sh_addralign = 4
    switch layout {
    case .note:
      header.sh_type = UInt32(SHT_NOTE)
      header.sh_flags = UInt64(SHF_ALLOC | SHF_LINK_ORDER)
      header.sh_link = UInt32(table.home ?? 0)
    case .linux:
      header.sh_type = UInt32(SHT_PROGBITS)
      header.sh_flags = UInt64(SHF_ALLOC | SHF_WRITE)
      header.sh_entsize = UInt64(SiteTable.rowSize)
    }
    return header
  }

  /// The relocations of a table: each word is the distance from itself to what it names.
  private func fillers(of table: SiteTable) -> [UInt8] {
    let type = UInt64(object.machine.distance32 ?? 0)
    var result: [UInt8] = []
    result.reserveCapacity(table.rows.count * 2 * MemoryLayout<Elf64_Rela>.size)
    func add(_ offset: Int, _ symbol: Int, _ addend: Int64) {
      result += bytes(
        of: Elf64_Rela(
          r_offset: UInt64(offset), r_info: UInt64(symbol) << 32 | type, r_addend: addend))
    }
    for (index, row) in table.rows.enumerated() {
      let place = SiteTable.headerSize(layout) + index * SiteTable.rowSize
      let anchor = symbols.anchors[row.section] ?? (0, 0)
      add(place, anchor.symbol, Int64(bitPattern: row.offset &- anchor.value))
      add(place + 4, symbols.number(of: row.subject), row.flags)
    }
    return result
  }

  private mutating func empty(_ table: TableReader.Found) {
    contents[table.section] = []
    if let relocations = table.relocations { contents[relocations] = [] }
  }

  // MARK: - Sections

  private mutating func reuse(
    _ section: Int?, or name: String, _ header: Elf64_Shdr, like home: Int?
  ) throws(ObjectError) -> Int {
    if let section { return section }
    return try add(name, header, like: home)
  }

  /// Adds a section; with the section of code `home` it also joins its group, if there is one: what is
  /// discarded then is discarded whole.
  private mutating func add(
    _ name: String, _ header: Elf64_Shdr, like home: Int?
  ) throws(ObjectError) -> Int {
    var header = header
    let index = headers.count
    header.sh_name = try place(ofName: name)
    if let home, object.sections[home].isGrouped {
      guard let group = try group(of: home) else {
        throw .refused("has a section '\(object.sections[home].name)' whose group is missing")
      }
      header.sh_flags |= UInt64(SHF_GROUP)
      contents[group, default: Array(object.content(group))] += littleEndian(UInt32(index))
    }
    headers.append(header)
    return index
  }

  private mutating func place(ofName name: String) throws(ObjectError) -> UInt32 {
    if let known = names[name] { return known }
    let strings = object.nameSection
    let old = contents[strings] ?? Array(object.content(strings))
    guard let place = UInt32(exactly: old.count) else { throw .refused("has too many names") }
    contents[strings] = old + Array(name.utf8) + [0]
    names[name] = place
    return place
  }

  private lazy var names: [String: UInt32] = {
    var names: [String: UInt32] = [:]
    for section in object.sections where section.name.hasSuffix(SiteTable.name(layout)) {
      names[section.name] = section.header.sh_name
    }
    return names
  }()

  private func group(of section: Int) throws(ObjectError) -> Int? {
    for (index, candidate) in object.sections.enumerated()
    where candidate.header.sh_type == SHT_GROUP {
      let content = object.content(index)
      guard content.count % 4 == 0 else { throw .refused("has a group of half a member") }
      for place in stride(from: 4, to: content.count, by: 4)
      where content.loadUnaligned(fromByteOffset: place, as: UInt32.self) == section {
        return index
      }
    }
    return nil
  }

  // MARK: - Symbols

  private mutating func putSymbols() throws(ObjectError) {
    guard let table = object.symbolSection, !symbols.isEmpty else { return }
    let strings = Int(headers[table].sh_link)
    let old = contents[strings] ?? Array(object.content(strings))
    let new = symbols.tables(of: object, names: old.count)
    guard old.count + new.names.count <= UInt32.max else { throw .refused("has too many names") }
    contents[table] = new.symbols
    headers[table].sh_info = UInt32(symbols.firstGlobalAfterwards)
    if !new.names.isEmpty { contents[strings] = old + new.names }
    if let extended = new.extended {
      var header = Elf64_Shdr()
      header.sh_type = UInt32(SHT_SYMTAB_SHNDX)
      header.sh_link = UInt32(table)
      header.sh_addralign = 4
      header.sh_entsize = 4
      let section = try reuse(object.extendedSection, or: ".symtab_shndx", header, like: nil)
      contents[section] = extended
    }
    if symbols.moves { try follow(table) }
  }

  /// Mends what names symbols by number.
  private mutating func follow(_ table: Int) throws(ObjectError) {
    for (index, section) in object.sections.enumerated()
    where Int(section.header.sh_link) == table && !section.has(SHF_LINK_ORDER) {
      switch section.header.sh_type {
      case UInt32(SHT_RELA), UInt32(SHT_REL): try followRelocations(index)
      case UInt32(SHT_GROUP):
        let number = symbols.number(of: Int(section.header.sh_info))
        headers[index].sh_info = UInt32(number)
      case UInt32(SHT_SYMTAB_SHNDX): break
      case 0x6fff_4c03:  // SHT_LLVM_ADDRSIG: symbols' numbers in LEB128
        contents[index] = try LEB128.decode(object.content(index))
          .flatMap { LEB128.encode(symbols.number(of: $0)) }
      default:
        throw .refused("has a section '\(section.name)' that may name symbols by number")
      }
    }
  }

  private mutating func followRelocations(_ index: Int) throws(ObjectError) {
    let header = object.sections[index].header
    let size = header.sh_type == SHT_RELA ? 24 : 16
    let content = object.content(index)
    guard content.count % size == 0, header.sh_entsize == size else {
      throw .refused("has a section '\(object.sections[index].name)' of entries of another size")
    }
    for place in stride(from: 12, to: content.count, by: size) {
      let old = Int(content.loadUnaligned(fromByteOffset: place, as: UInt32.self))
      let new = symbols.number(of: old)
      guard new != old else { continue }
      patches.append(
        Change.Patch(
          offset: Int(header.sh_offset) + place,
          bytes: littleEndian(UInt32(truncatingIfNeeded: new))))
    }
  }

  // MARK: - The file

  private consuming func change() -> Change {
    let fileHeader = MemoryLayout<Elf64_Ehdr>.size
    let keep = object.sections.enumerated().reduce(fileHeader) { end, entry in
      let header = entry.element.header
      let hasBytes = header.sh_type != SHT_NOBITS && header.sh_type != SHT_NULL
      guard hasBytes, contents[entry.offset] == nil else { return end }
      return max(end, Int(header.sh_offset + header.sh_size))
    }
    var tail: [UInt8] = []
    func append(_ bytes: [UInt8], alignment: UInt64) -> UInt64 {
      let step = Int(max(1, min(alignment, 4096)))
      let gap = (step - (keep + tail.count) % step) % step
      tail += [UInt8](repeating: 0, count: gap)
      defer { tail += bytes }
      return UInt64(keep + tail.count)
    }
    for (index, content) in contents.sorted(by: { $0.key < $1.key }) {
      headers[index].sh_offset = append(content, alignment: headers[index].sh_addralign)
      headers[index].sh_size = UInt64(content.count)
    }
    // More sections than the file header can count are counted in the first section header.
    let isMany = headers.count >= SHN_LORESERVE
    if isMany { headers[0].sh_size = UInt64(headers.count) }
    let place = append(headers.flatMap { bytes(of: $0) }, alignment: 8)
    let count = isMany ? 0 : UInt16(headers.count)
    patches += [
      Change.Patch(offset: 40, bytes: littleEndian(place)),  // e_shoff
      Change.Patch(offset: 60, bytes: littleEndian(count)),  // e_shnum
    ]
    // A patch of what is no longer kept is one of dead bytes.
    let kept = patches.filter { $0.offset + $0.bytes.count <= keep }
    return Change(keep: keep, patches: kept, tail: tail)
  }
}

/// Numbers of any size, seven bits a byte (DWARF 5, 7.6).
enum LEB128 {
  static func decode(_ bytes: UnsafeRawBufferPointer) throws(ObjectError) -> [Int] {
    var numbers: [Int] = []
    var (value, shift) = (0, 0)
    for byte in bytes {
      guard shift < 35 else { throw .refused("has a list of symbols that cannot be read") }
      value |= Int(byte & 0x7f) << shift
      shift += 7
      guard byte & 0x80 == 0 else { continue }
      numbers.append(value)
      (value, shift) = (0, 0)
    }
    return numbers
  }

  static func encode(_ number: Int) -> [UInt8] {
    var (rest, result) = (number, [UInt8]())
    repeat {
      result.append(UInt8(rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
      rest >>= 7
    } while rest > 0
    return result
  }
}
