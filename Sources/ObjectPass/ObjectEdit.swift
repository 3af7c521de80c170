import CElf

/// Puts site tables into an object, as a `Change` of its file.
///
/// New and grown sections go behind all that stays, then the section headers, as ELF allows in any
/// order; nothing that stays moves. What stood at the end and is replaced (headers, often symbols)
/// gives its place up.
struct ObjectEdit {
  private let object: ElfObject
  private let layout: ObjectPass.Layout
  private let symbols: SymbolEdit
  private var headers: [Elf64_Shdr]
  /// New content of sections, old and new.
  private var contents: [Int: [UInt8]] = [:]
  private var patches: [Change.Patch] = []
  /// The group of each section that is in one.
  private let groups: [Int: Int]

  /// - Returns: the change that gives an object the tables `wanted`, `existing` reused or emptied.
  static func change(
    _ object: ElfObject, to wanted: SiteTable.Wanted, from existing: [TableReader.Found],
    _ layout: ObjectPass.Layout
  ) throws(ObjectError) -> Change {
    var edit = try ObjectEdit(object, wanted, layout)
    try edit.putSymbols()
    let (places, left) = edit.places(for: wanted.tables, among: existing)
    for (index, table) in wanted.tables.enumerated() { try edit.put(table, into: places[index]) }
    for table in left { edit.empty(table) }
    return edit.change()
  }

  private init(
    _ object: ElfObject, _ wanted: SiteTable.Wanted, _ layout: ObjectPass.Layout
  ) throws(ObjectError) {
    self.object = object
    self.layout = layout
    headers = object.sections.map(\.header)
    groups = try object.groups()
    symbols = SymbolEdit(for: wanted, in: object)
  }

  // MARK: - Tables

  /// Which of the tables that there are becomes which, and which are left. One in a group can only
  /// serve code of that group, with which it is kept or discarded.
  private func places(
    for wanted: [SiteTable], among existing: [TableReader.Found]
  ) -> (places: [Int: TableReader.Found], left: [TableReader.Found]) {
    var (byHome, left) = ([Int?: TableReader.Found](), [TableReader.Found]())
    for table in existing {
      let group = table.home.flatMap { groups[$0] }
      if table.isInOneGroup && table.group == group && byHome[table.home] == nil {
        byHome[table.home] = table
      } else {
        left.append(table)
      }
    }
    var places: [Int: TableReader.Found] = [:]
    for (index, table) in wanted.enumerated() {
      places[index] = byHome.removeValue(forKey: table.home)
    }
    left = (left + byHome.values).sorted { $0.section < $1.section }
    var spare = left.filter { $0.isInOneGroup && $0.group == nil }[...]
    for (index, table) in wanted.enumerated()
    where places[index] == nil && table.home.flatMap({ groups[$0] }) == nil {
      places[index] = spare.popFirst()
    }
    let used = Set(places.values.map(\.section))
    return (places, left.filter { !used.contains($0.section) })
  }

  private mutating func put(
    _ table: SiteTable, into place: TableReader.Found?
  ) throws(ObjectError) {
    let name = SiteTable.name(layout)
    let header = SiteTable.header(layout, home: table.home)
    let section = try reuse(place?.section, or: name, header, like: table.home)
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

  /// The relocations of a table: each word is the distance from itself to what it names.
  private func fillers(of table: SiteTable) -> [UInt8] {
    let type = UInt64(object.machine.distance32 ?? 0)
    var result: [UInt8] = []
    result.reserveCapacity(table.rows.count * 2 * MemoryLayout<Elf64_Rela>.size)
    func add(_ offset: Int, _ symbol: Int, _ addend: Int64) {
      result.append(
        bytesOf: Elf64_Rela(
          r_offset: UInt64(offset), r_info: UInt64(symbol) << 32 | type, r_addend: addend))
    }
    for (index, row) in table.rows.enumerated() {
      let place = SiteTable.headerSize(layout) + index * SiteTable.rowSize
      let anchor = symbols.anchors[row.section] ?? (0, 0)
      add(place, anchor.symbol, Int64(bitPattern: row.offset &- anchor.value))
      add(place + 4, symbols.number(ofSubject: row.subject), row.flags)
    }
    return result
  }

  private mutating func empty(_ table: TableReader.Found) {
    contents[table.section] = []
    // GNU ld wants all sections of a name to have an order, or none.
    headers[table.section].take(SiteTable.header(layout, home: table.home))
    if let relocations = table.relocations { contents[relocations] = [] }
  }

  // MARK: - Sections

  private mutating func reuse(
    _ section: Int?, or name: String, _ header: Elf64_Shdr, like home: Int?
  ) throws(ObjectError) -> Int {
    guard let section else { return try add(name, header, like: home) }
    headers[section].take(header)
    return section
  }

  /// Adds a section; with the section of code `home` it also joins its group, if there is one:
  /// what is discarded then is discarded whole.
  private mutating func add(
    _ name: String, _ header: Elf64_Shdr, like home: Int?
  ) throws(ObjectError) -> Int {
    var header = header
    let index = headers.count
    header.sh_name = try place(ofName: name)
    if let home, object.sections[home].isGrouped {
      guard let group = groups[home] else {
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

  // MARK: - Symbols

  /// SHT_LLVM_ADDRSIG: symbols' numbers in LEB128.
  private static let addressSignificance: UInt32 = 0x6fff_4c03

  private mutating func putSymbols() throws(ObjectError) {
    guard let table = object.symbolSection, !symbols.isEmpty else { return }
    try checkReferences(table)
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

  /// What names a symbol that does not exist would name a new one.
  private func checkReferences(_ table: Int) throws(ObjectError) {
    for (index, section) in object.sections.enumerated()
    where Int(section.header.sh_link) == table {
      if section.header.sh_type == ObjectEdit.addressSignificance {
        let numbers = try LEB128.decode(object.content(index))
        guard numbers.allSatisfy({ $0 < object.symbolCount }) else {
          throw .refused("has a list of symbols that do not exist, '\(section.name)'")
        }
      }
      let isRela = section.header.sh_type == SHT_RELA
      guard isRela || section.header.sh_type == SHT_REL else { continue }
      let content = object.content(index)
      for place in stride(from: 12, to: content.count - 3, by: isRela ? 24 : 16) {
        let symbol = content.loadUnaligned(fromByteOffset: place, as: UInt32.self)
        guard symbol < max(object.symbolCount, 1) else {
          throw .refused("has a relocation in '\(section.name)' against no symbol")
        }
      }
    }
  }

  /// Mends what names symbols by number.
  private mutating func follow(_ table: Int) throws(ObjectError) {
    for (index, section) in object.sections.enumerated()
    where Int(section.header.sh_link) == table {
      switch section.header.sh_type {
      case UInt32(SHT_RELA), UInt32(SHT_REL): try followRelocations(index)
      case UInt32(SHT_GROUP):
        let number = symbols.number(of: Int(section.header.sh_info))
        headers[index].sh_info = UInt32(number)
      case UInt32(SHT_SYMTAB_SHNDX): break
      // SHT_LLVM_CALL_GRAPH_PROFILE: its symbols are named by relocations.
      case 0x6fff_4c09: break
      case ObjectEdit.addressSignificance:
        contents[index] = try LEB128.decode(object.content(index))
          .flatMap { LEB128.encode(symbols.number(of: $0)) }
      // Its place goes by the table's, nothing more.
      case _ where section.has(SHF_LINK_ORDER): break
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
    // One patch from the first that changes to the last: for each its own would be many.
    var changed: (first: Int, last: Int)?
    for place in stride(from: 12, to: content.count, by: size) {
      let old = Int(content.loadUnaligned(fromByteOffset: place, as: UInt32.self))
      guard symbols.number(of: old) != old else { continue }
      changed = (changed?.first ?? place, place)
    }
    guard let changed else { return }
    var bytes = Array(content[changed.first..<changed.last + 4])
    bytes.withUnsafeMutableBytes { bytes in
      for place in stride(from: 0, to: bytes.count, by: size) {
        let old = Int(bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
        bytes.storeBytes(
          of: UInt32(truncatingIfNeeded: symbols.number(of: old)), toByteOffset: place,
          as: UInt32.self)
      }
    }
    patches.append(Change.Patch(offset: Int(header.sh_offset) + changed.first, bytes: bytes))
  }

  // MARK: - The file

  private mutating func change() -> Change {
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
    let headersSize = headers.count * MemoryLayout<Elf64_Shdr>.size
    tail.reserveCapacity(contents.values.reduce(headersSize + 8) { $0 + $1.count + 8 })
    for index in contents.keys.sorted() {
      guard let content = contents.removeValue(forKey: index) else { continue }
      headers[index].sh_offset = append(content, alignment: headers[index].sh_addralign)
      headers[index].sh_size = UInt64(content.count)
    }
    // More sections than the file header can count are counted in the first section header.
    let isMany = headers.count >= SHN_LORESERVE
    if isMany { headers[0].sh_size = UInt64(headers.count) }
    var sectionHeaders: [UInt8] = []
    sectionHeaders.reserveCapacity(headers.count * MemoryLayout<Elf64_Shdr>.size)
    for header in headers { sectionHeaders.append(bytesOf: header) }
    let place = append(sectionHeaders, alignment: 8)
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

extension Elf64_Shdr {
  /// Becomes another kind of section with the same name, in the same group.
  fileprivate mutating func take(_ other: Elf64_Shdr) {
    let (name, grouped) = (sh_name, sh_flags & UInt64(SHF_GROUP))
    self = other
    sh_name = name
    sh_flags |= grouped
  }
}

extension [UInt8] {
  /// Appends a structure as it stands in the file. Only for C structures that have no padding, on
  /// a CPU of the file's byte order.
  mutating func append(bytesOf value: some BitwiseCopyable) {
    Swift.withUnsafeBytes(of: value) { append(contentsOf: $0) }
  }
}
