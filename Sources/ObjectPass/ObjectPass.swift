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
/// Pure: no disk and no terminal. `ElfObject` alone knows libelf, but for `SourceLines`, which
/// gives libdw a copy to read. `Archive` is the file around several objects.
public enum ObjectPass {
  /// What the tables shall look like, and what belongs in them.
  public struct Options: Hashable, Sendable {
    public var layout = Layout.note
    /// Linux: the object is part of a module, which may call keys that it cannot see.
    public var isModule = false
    /// Sections whose code is gone after the start, besides `.init.text`.
    public var initSections: [String] = []
    /// Whether uses of trampolines that are worth no warning get their source lines, too: for who
    /// lists them.
    public var allLines = false

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

  /// Whether a file begins as something that compilers write: ELF, or LLVM bitcode.
  public static func isObject(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) || isBitcode(bytes)
  }

  /// LLVM bitcode, plain or in Apple's wrapper.
  public static func isBitcode(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.starts(with: [0x42, 0x43, 0xc0, 0xde]) || bytes.starts(with: [0xde, 0xc0, 0x17, 0x0b])
  }

  /// Reads one relocatable object.
  ///
  /// - Throws: why it must be left as it is: no object, damaged, or something that this does not
  ///   understand.
  public static func run(
    _ bytes: UnsafeRawBufferPointer, _ options: Options
  ) throws(ObjectError) -> Outcome {
    let object = try ElfObject(bytes)
    let found = try FoundSites(in: object, options: options)
    var report = ObjectReport(of: found, in: object, allLines: options.allLines)
    let wanted = SiteTable.wanted(for: found, in: object, options)
    let existing = try TableReader.tables(in: object, options.layout)
    let full = existing.filter { !$0.rows.isEmpty }
    let isRight = full.allSatisfy(\.isProper) && tables(full) == wanted.tables
    guard !isRight else {
      report.table = wanted.tables.isEmpty ? .none : .current
      return Outcome(report: report, change: nil)
    }
    report.table = full.isEmpty ? .missing : .stale
    let change = try ObjectEdit.change(object, to: wanted, from: existing, options.layout)
    return Outcome(report: report, change: change)
  }

  /// The tables as they would be if each section of code had one.
  private static func tables(_ found: [TableReader.Found]) -> [SiteTable] {
    Dictionary(grouping: found, by: \.home).map { home, tables in
      SiteTable(home: home, rows: tables.flatMap(\.rows).sorted())
    }.sorted { ($0.home ?? 0) < ($1.home ?? 0) }
  }
}
