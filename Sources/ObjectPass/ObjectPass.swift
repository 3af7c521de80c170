import CElf

/// READ FIRST: the way of an object file through the sites pass, bytes in, a change out.
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

  /// Whether a file can have anything to do with static calls: the cheap question, asked first.
  public static func concerns(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.baseAddress.map { celf_holds($0, bytes.count, "__SCT__") } ?? false
  }
}
