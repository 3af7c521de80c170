import CElf

/// The site tables that an object has already.
struct TableReader {
  /// One section with a table, and the relocations that fill it.
  struct Found {
    var section: Int
    var relocations: Int?
    /// What section of code it is bound to.
    var home: Int?
    /// The group that it is in, and whether the relocations are in the same.
    var group: Int?
    var isInOneGroup: Bool
    /// Whether its sections are such as this tool makes, so that linkers treat them as it means.
    var isProper: Bool
    var rows: [SiteTable.Row]
  }

  static func tables(
    in object: ElfObject, _ layout: ObjectPass.Layout
  ) throws(ObjectError) -> [Found] {
    let name = SiteTable.name(layout)
    let tables = object.sections.indices.filter {
      object.sections[$0].name == name && object.sections[$0].header.sh_type != SHT_NULL
    }
    guard !tables.isEmpty else { return [] }
    var relocations: [Int: Int] = [:]
    for (index, section) in object.sections.enumerated()
    where section.header.sh_type == SHT_RELA || section.header.sh_type == SHT_REL {
      relocations[Int(section.header.sh_info)] = index
    }
    let groups = try object.groups()
    var found: [Found] = []
    for index in tables {
      let section = object.sections[index]
      let filler = relocations[index]
      guard let rows = try read(index, filler, in: object, layout) else {
        throw .refused("has a section '\(name)' that is no site table")
      }
      let home = section.has(SHF_LINK_ORDER) ? Int(section.header.sh_link) : nil
      let group = groups[index]
      let form = SiteTable.header(layout, home: home)
      let isProper =
        section.header.sh_type == form.sh_type
        && section.header.sh_flags & ~UInt64(SHF_GROUP) == form.sh_flags
        // Who reads notes goes by it; objtool's tables have none.
        && (layout == .linux || section.header.sh_addralign == form.sh_addralign)
        && group == home.flatMap { groups[$0] }
      let isInOneGroup = filler.map { groups[$0] == group } ?? true
      found.append(
        Found(
          section: index, relocations: filler, home: home == 0 ? nil : home, group: group,
          isInOneGroup: isInOneGroup, isProper: isProper && isInOneGroup, rows: rows))
    }
    return found
  }

  private static func read(
    _ section: Int, _ relocations: Int?, in object: ElfObject, _ layout: ObjectPass.Layout
  ) throws(ObjectError) -> [SiteTable.Row]? {
    guard let places = rowPlaces(object.content(section), layout) else { return nil }
    var values: [ElfObject.Relocation] = []
    if let relocations {
      guard object.sections[relocations].header.sh_type == SHT_RELA else { return nil }
      values.reserveCapacity(places.count * 2)
      try object.forEachRelocation(in: relocations) { relocation throws(ObjectError) in
        values.append(relocation)
      }
    }
    guard values.count == places.count * 2 else { return nil }
    let isInOrder = zip(values, values.dropFirst()).allSatisfy { $0.offset < $1.offset }
    if !isInOrder { values.sort { $0.offset < $1.offset } }
    var rows: [SiteTable.Row] = []
    rows.reserveCapacity(places.count)
    for (index, place) in places.enumerated() {
      let (site, subject) = (values[2 * index], values[2 * index + 1])
      guard site.offset == place, subject.offset == place + 4,
        site.type == object.machine.distance32, subject.type == object.machine.distance32
      else { return nil }
      let (symbol, home) = object.symbol(site.symbol)
      guard let home else { return nil }
      rows.append(
        SiteTable.Row(
          section: home, offset: symbol.st_value &+ UInt64(bitPattern: site.addend),
          subject: subject.symbol, flags: subject.addend))
    }
    return rows
  }

  /// Where in a table the rows are; nil if it has not the form of one. A linker that joined tables
  /// left several notes, one behind the other.
  private static func rowPlaces(
    _ bytes: UnsafeRawBufferPointer, _ layout: ObjectPass.Layout
  ) -> [Int]? {
    let size = SiteTable.rowSize
    guard layout == .note else {
      return bytes.count % size == 0 ? Array(stride(from: 0, to: bytes.count, by: size)) : nil
    }
    let header = SiteTable.headerSize(.note)
    var places: [Int] = []
    var at = 0
    while at < bytes.count {
      guard bytes.count - at >= header else { return nil }
      let count = Int(bytes.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
      let expected = SiteTable.content(0, .note)
      let isOurs =
        bytes[at..<at + 4].elementsEqual(expected[0..<4])
        && bytes[at + 8..<at + header].elementsEqual(expected[8...])
      guard isOurs, count % size == 0, count <= bytes.count - at - header else { return nil }
      places += stride(from: at + header, to: at + header + count, by: size)
      at += header + count
    }
    return places
  }
}
