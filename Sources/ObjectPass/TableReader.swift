import CElf

/// The site tables that an object has already.
struct TableReader {
  /// One section with a table, and the relocations that fill it.
  struct Found {
    var section: Int
    var relocations: Int?
    /// What section of code it is bound to.
    var home: Int?
    /// Nil: it is no table as this tool writes it.
    var rows: [SiteTable.Row]?
  }

  static func tables(
    in object: ElfObject, _ layout: ObjectPass.Layout
  ) throws(ObjectError) -> [Found] {
    let name = SiteTable.name(layout)
    var found: [Found] = []
    for (index, section) in object.sections.enumerated() where section.name == name {
      guard section.header.sh_type != SHT_NULL else { continue }
      let relocations = object.sections.firstIndex {
        $0.header.sh_type == SHT_RELA && Int($0.header.sh_info) == index
      }
      let home = section.has(SHF_LINK_ORDER) ? Int(section.header.sh_link) : nil
      let rows = try read(index, relocations, in: object, layout)
      found.append(Found(section: index, relocations: relocations, home: home, rows: rows))
    }
    return found
  }

  private static func read(
    _ section: Int, _ relocations: Int?, in object: ElfObject, _ layout: ObjectPass.Layout
  ) throws(ObjectError) -> [SiteTable.Row]? {
    guard let places = rowPlaces(object.content(section), layout) else { return nil }
    var values: [UInt64: ElfObject.Relocation] = [:]
    if let relocations {
      try object.forEachRelocation(in: relocations) { relocation throws(ObjectError) in
        values[relocation.offset] = relocation
      }
    }
    guard values.count == places.count * 2 else { return nil }
    var rows: [SiteTable.Row] = []
    for place in places {
      guard let site = values[UInt64(place)], let subject = values[UInt64(place) + 4],
        site.type == object.machine.distance32, subject.type == object.machine.distance32
      else { return nil }
      let (symbol, home) = object.symbol(site.symbol)
      guard let home else { return nil }
      rows.append(
        SiteTable.Row(
          section: home, offset: symbol.st_value &+ UInt64(bitPattern: site.addend),
          subject: object.name(ofSymbol: subject.symbol), flags: subject.addend))
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
