import CElf

/// The symbols that the rows need and the object lacks, and what adding them does to the others.
///
/// Local symbols come before all global ones (ELF, "Symbol Table"), so each new local one takes
/// the place of a global one, which moves to the end. Whatever counts symbols by number then has
/// to follow: relocations, groups, and LLVM's list of symbols whose address matters.
struct SymbolEdit {
  /// For each section of code: a local symbol in it, by its number afterwards, and the symbol's
  /// place, for rows to be relative to.
  private(set) var anchors: [Int: (symbol: Int, value: UInt64)] = [:]
  private var newLocals: [Int] = []
  private let newGlobals: [String]
  private let count: Int
  private let firstGlobal: Int

  init(for wanted: SiteTable.Wanted, in object: ElfObject) {
    count = object.symbolCount
    firstGlobal = object.symbolSection.map { Int(object.sections[$0].header.sh_info) } ?? 0
    newGlobals = wanted.newSymbols
    // Linux has one table for all code, so by rows.
    var homes: Set<Int> = []
    for table in wanted.tables {
      for row in table.rows where !homes.contains(row.section) { homes.insert(row.section) }
    }
    findAnchors(for: homes, in: object)
  }

  private mutating func findAnchors(for homes: Set<Int>, in object: ElfObject) {
    for symbol in 1..<max(firstGlobal, 1) {
      let (value, section) = object.symbol(symbol)
      guard let section, homes.contains(section) else { continue }
      switch Int32(value.st_info & 0xf) {
      case STT_SECTION: anchors[section] = (symbol, value.st_value)
      case STT_FUNC, STT_NOTYPE, STT_OBJECT:
        if anchors[section] == nil { anchors[section] = (symbol, value.st_value) }
      default: break
      }
    }
    newLocals = homes.filter { anchors[$0] == nil }.sorted()
    for (index, home) in newLocals.enumerated() { anchors[home] = (firstGlobal + index, 0) }
  }

  var isEmpty: Bool { newLocals.isEmpty && newGlobals.isEmpty }
  /// Whether symbols that were there get other numbers.
  var moves: Bool { !newLocals.isEmpty }

  /// The number that a symbol has afterwards.
  func number(of symbol: Int) -> Int {
    guard symbol >= firstGlobal, symbol < firstGlobal + newLocals.count else { return symbol }
    return symbol - firstGlobal + max(count, firstGlobal + newLocals.count)
  }

  /// The number that the symbol which a row names has afterwards.
  func number(ofSubject subject: Int) -> Int {
    subject >= 0 ? number(of: subject) : count + newLocals.count + ~subject
  }

  /// The new table of symbols, the names to be added to its strings, and the extended section
  /// numbers, if there are any.
  ///
  /// - Parameter names: how many bytes of names there are already.
  func tables(
    of object: ElfObject, names start: Int
  ) -> (symbols: [UInt8], names: [UInt8], extended: [UInt8]?) {
    var entries = (0..<count).map { old -> (symbol: Elf64_Sym, section: UInt32) in
      let (value, section) = object.symbol(old)
      return (value, value.st_shndx == UInt16(SHN_XINDEX) ? UInt32(section ?? 0) : 0)
    }
    let total = count + newLocals.count
    let moved = entries[min(firstGlobal, count)..<min(firstGlobal + newLocals.count, count)]
    entries += Array(repeating: (Elf64_Sym(), 0), count: total - count)
    for (index, entry) in moved.enumerated() {
      entries[number(of: firstGlobal + index)] = entry
    }
    for (index, home) in newLocals.enumerated() {
      let isExtended = home >= SHN_LORESERVE
      var symbol = Elf64_Sym()
      symbol.st_info = UInt8(STT_SECTION)
      symbol.st_shndx = isExtended ? UInt16(SHN_XINDEX) : UInt16(home)
      entries[firstGlobal + index] = (symbol, isExtended ? UInt32(home) : 0)
    }
    var names: [UInt8] = []
    for name in newGlobals {
      var symbol = Elf64_Sym()
      symbol.st_name = UInt32(start + names.count)
      symbol.st_info = UInt8(STB_GLOBAL << 4 | STT_NOTYPE)
      entries.append((symbol, 0))
      names += Array(name.utf8) + [0]
    }
    let needsExtended =
      object.extendedSection != nil || newLocals.contains { $0 >= SHN_LORESERVE }
    var (symbols, extended) = ([UInt8](), [UInt8]())
    symbols.reserveCapacity(entries.count * MemoryLayout<Elf64_Sym>.size)
    for entry in entries {
      symbols.append(bytesOf: entry.symbol)
      if needsExtended { extended.append(bytesOf: entry.section) }
    }
    return (symbols, names, needsExtended ? extended : nil)
  }

  /// The number of the first global symbol afterwards: `sh_info` of the table.
  var firstGlobalAfterwards: Int { firstGlobal + newLocals.count }
}
