import CElf

/// A site table as it stands in an object or shall stand there: rows and whose they are.
struct SiteTable: Equatable {
  struct Row: Hashable, Comparable {
    /// The section and offset of the branch.
    var section: Int
    var offset: UInt64
    /// The number of the symbol that the second word names: the trampoline's, or for Linux the
    /// key's. Negative if the object lacks it: the complement of its place among
    /// `Wanted.newSymbols`.
    var subject: Int
    var flags: Int64

    static func < (left: Row, right: Row) -> Bool {
      (left.section, left.offset, left.subject, left.flags)
        < (right.section, right.offset, right.subject, right.flags)
    }
  }

  /// A row's flags; the values are Linux's (include/linux/static_call_types.h).
  static let tail: Int64 = 1
  static let initial: Int64 = 2

  /// The code that the rows tell of; nil if that is all code of the object.
  var home: Int?
  var rows: [Row]

  // MARK: - What the tables are

  static func name(_ layout: ObjectPass.Layout) -> String {
    switch layout {
    case .note: ".note.static_call"
    case .linux: ".static_call_sites"
    }
  }

  static func isTable(_ section: ElfObject.Section) -> Bool {
    ObjectPass.Layout.allCases.contains { section.name == name($0) }
  }

  /// The tables that an object should have.
  struct Wanted {
    /// In order, and their rows too.
    var tables: [SiteTable] = []
    /// What rows name and the object does not.
    var newSymbols: [String] = []
  }

  static func wanted(
    for found: FoundSites, in object: ElfObject, _ options: ObjectPass.Options
  ) -> Wanted {
    var wanted = Wanted()
    guard object.machine.distance32 != nil, !found.sites.isEmpty else { return wanted }
    var subjects = Subjects(in: object, options)
    // Sites come by section and offset, so rows do, and tables by their home.
    for site in found.sites {
      let home = options.layout == .note ? site.section : nil
      if wanted.tables.isEmpty || wanted.tables[wanted.tables.count - 1].home != home {
        wanted.tables.append(SiteTable(home: home, rows: []))
      }
      // Linux finds out by itself which code goes: objtool's rows do not say.
      let marksInit = site.isInit && options.layout == .note
      wanted.tables[wanted.tables.count - 1].rows.append(
        Row(
          section: site.section, offset: site.offset, subject: subjects.number(for: site.symbol),
          flags: (site.kind.isTail ? tail : 0) | (marksInit ? initial : 0)))
    }
    wanted.newSymbols = subjects.new
    return wanted
  }

  /// What the rows of each trampoline name.
  private struct Subjects {
    private(set) var new: [String] = []
    private let object: ElfObject
    private let options: ObjectPass.Options
    /// The object's keys, by name.
    private var keys: [String: Int] = [:]
    /// Linux: by trampoline, the symbol that rows name.
    private var known: [Int: Int] = [:]

    init(in object: ElfObject, _ options: ObjectPass.Options) {
      (self.object, self.options) = (object, options)
      guard options.layout == .linux else { return }
      for symbol in 0..<object.symbolCount
      where object.name(ofSymbol: symbol, startsWith: "__SCK__") {
        // Global symbols come last: of several, one that others see is meant.
        keys[object.name(ofSymbol: symbol)] = symbol
      }
    }

    mutating func number(for trampoline: Int) -> Int {
      guard options.layout == .linux else { return trampoline }
      if let subject = known[trampoline] { return subject }
      let key = "__SCK__" + object.name(ofSymbol: trampoline).dropFirst("__SCT__".count)
      let subject: Int
      if let number = keys[key] {
        subject = number
      } else if options.isModule {
        // A module may not see the key: the kernel then finds it by the trampoline.
        subject = trampoline
      } else {
        new.append(key)
        subject = ~(new.count - 1)
        keys[key] = subject
      }
      known[trampoline] = subject
      return subject
    }
  }

  // MARK: - The section

  /// The header of a table's section, which tells linkers what becomes of it. `home` is the code
  /// that it shares its fate with.
  static func header(_ layout: ObjectPass.Layout, home: Int?) -> Elf64_Shdr {
    var header = Elf64_Shdr()
    header.sh_addralign = 4
    switch layout {
    case .note:
      header.sh_type = UInt32(SHT_NOTE)
      header.sh_flags = UInt64(SHF_ALLOC | SHF_LINK_ORDER)
      header.sh_link = UInt32(home ?? 0)
    case .linux:
      header.sh_type = UInt32(SHT_PROGBITS)
      header.sh_flags = UInt64(SHF_ALLOC | SHF_WRITE)
      header.sh_entsize = UInt64(SiteTable.rowSize)
    }
    return header
  }

  /// A note begins with `n_namesz`, `n_descsz`, `n_type` and the name (ELF, "Note Section").
  static let noteName = Array("static_call\0".utf8)
  static let noteType: UInt32 = 1
  static let rowSize = 8

  static func headerSize(_ layout: ObjectPass.Layout) -> Int {
    layout == .note ? 12 + noteName.count : 0
  }

  /// A table's bytes before relocation: the rows' words are all in the relocations.
  static func content(_ rows: Int, _ layout: ObjectPass.Layout) -> [UInt8] {
    let words = [UInt8](repeating: 0, count: rows * rowSize)
    guard layout == .note else { return words }
    let numbers = [UInt32(noteName.count), UInt32(rows * rowSize), noteType]
    return numbers.flatMap(littleEndian) + noteName + words
  }
}

/// The bytes of a number in the order of all CPUs that we write for.
func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}
