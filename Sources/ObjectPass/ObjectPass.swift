import CElf

/// READ FIRST: the way of an object file through the sites pass, bytes in, a change out.
///
///     bytes ─ElfObject─▶ sections, symbols, relocations
///                           │ FoundSites (asks Machine what each relocation means)
///                           ▼
///                        sites, other uses ─SiteTable─▶ wanted tables
///                                                          │ compared with TableReader's
///                                                          ▼
///                                              ObjectEdit ─▶ Change
///
/// Pure: no disk and no terminal. `ElfObject` alone knows libelf.
public enum ObjectPass {
  /// What the tables shall look like, and what belongs in them.
  public struct Options: Hashable, Sendable {
    public var layout = Layout.note
    /// Linux: the object is part of a module, which may call keys that it cannot see.
    public var isModule = false
    /// Sections whose code is gone after the start, besides `.init.text`.
    public var initSections: [String] = []

    public init() {}
  }

  /// Who reads the table.
  public enum Layout: String, CaseIterable, Sendable {
    /// Our own runtime: ELF notes, one for each section of code.
    case note
    /// The Linux kernel: `.static_call_sites`.
    case linux
  }

  public struct Outcome: Sendable {
    public var report: ObjectReport
    /// What makes the object's tables what they should be; nil if they are.
    public var change: Change?
  }

  /// Whether a file can have anything to do with static calls: the cheap question, asked first.
  public static func concerns(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.baseAddress.map { celf_holds($0, bytes.count, "__SCT__") } ?? false
  }

  /// Reads one relocatable object.
  ///
  /// - Throws: why it must be left as it is: no object, damaged, or something that this does not understand.
  public static func run(
    _ bytes: UnsafeRawBufferPointer, _ options: Options
  ) throws(ObjectError) -> Outcome {
    let object = try ElfObject(bytes)
    let found = try FoundSites(in: object, options: options)
    let wanted = SiteTable.wanted(for: found, in: object, options)
    let existing = try TableReader.tables(in: object, options.layout)
    for table in existing where table.rows == nil {
      throw .refused("has a section '\(SiteTable.name(options.layout))' that is no site table")
    }
    let (old, new) = (rows(of: existing), rows(of: wanted))
    var report = ObjectReport(of: found, in: object)
    guard old != new else {
      report.table = new.isEmpty ? .none : .current
      return Outcome(report: report, change: nil)
    }
    report.table = old.isEmpty ? .missing : .stale
    let change = try ObjectEdit.change(object, to: wanted, from: existing, options.layout)
    return Outcome(report: report, change: change)
  }

  /// All rows with the code that each table is bound to, in order.
  private static func rows(of tables: [TableReader.Found]) -> [SiteTable] {
    let homes = Dictionary(grouping: tables.filter { $0.rows?.isEmpty == false }, by: \.home)
    return homes.map { home, tables in
      SiteTable(home: home, rows: tables.flatMap { $0.rows ?? [] }.sorted())
    }.sorted { ($0.home ?? 0) < ($1.home ?? 0) }
  }

  private static func rows(of tables: [SiteTable]) -> [SiteTable] {
    tables.map { SiteTable(home: $0.home, rows: $0.rows.sorted()) }
  }
}
