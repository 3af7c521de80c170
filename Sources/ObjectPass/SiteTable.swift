import CElf

/// A site table as it stands in an object or shall stand there: rows and whose they are.
struct SiteTable: Equatable {
  struct Row: Hashable, Comparable {
    /// The section and offset of the branch.
    var section: Int
    var offset: UInt64
    /// The symbol that the second word names: the trampoline, or for Linux the key.
    var subject: String
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
  static func wanted(
    for found: FoundSites, in object: ElfObject, _ options: ObjectPass.Options
  ) -> [SiteTable] {
    guard object.machine.distance32 != nil else { return [] }
    let subjects = Subjects(of: found, in: object, options)
    let rows = found.sites.map { site in
      // Linux finds out by itself which code goes: objtool's rows do not say.
      let marksInit = site.isInit && options.layout == .note
      return Row(
        section: site.section, offset: site.offset, subject: subjects.name(of: site.symbol),
        flags: (site.kind.isTail ? tail : 0) | (marksInit ? initial : 0))
    }
    switch options.layout {
    case .linux: return rows.isEmpty ? [] : [SiteTable(home: nil, rows: rows)]
    case .note:
      return Dictionary(grouping: rows, by: \.section).sorted { $0.key < $1.key }
        .map { SiteTable(home: $0.key, rows: $0.value.sorted()) }
    }
  }

  /// What the rows of each trampoline name.
  private struct Subjects {
    private var names: [Int: String] = [:]

    init(of found: FoundSites, in object: ElfObject, _ options: ObjectPass.Options) {
      let keys = options.layout == .linux ? Subjects.keys(of: object) : []
      for site in found.sites where names[site.symbol] == nil {
        let trampoline = object.name(ofSymbol: site.symbol)
        let key = "__SCK__" + trampoline.dropFirst("__SCT__".count)
        names[site.symbol] =
          switch options.layout {
          case .note: trampoline
          // A module may not see the key: the kernel then finds it by the trampoline.
          case .linux: options.isModule && !keys.contains(key) ? trampoline : key
          }
      }
    }

    func name(of symbol: Int) -> String { names[symbol] ?? "" }

    private static func keys(of object: ElfObject) -> Set<String> {
      Set(
        (0..<object.symbolCount).filter { object.name(ofSymbol: $0, startsWith: "__SCK__") }
          .map(object.name(ofSymbol:)))
    }
  }

  // MARK: - The note

  /// `n_namesz`, `n_descsz`, `n_type` and the name, as ELF has it.
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
