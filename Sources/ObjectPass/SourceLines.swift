import CDwarf
import CElf

/// Which source line each piece of an object's code came from, as its DWARF has it, through libdw:
/// of inlined code the innermost line.
///
/// An object's DWARF is not yet what it says: addresses and most offsets are left to relocations.
/// These are applied to a copy, to addresses that no program has, which tell the section: see
/// `address`. Whatever is damaged, or unknown, there are just fewer lines, or none.
struct SourceLines: Sendable {
  struct Place: Hashable, Sendable {
    /// With the compiler's folder in front if the compiler was given a relative name.
    var file: String
    var line: Int
    /// Counted in bytes, from 1.
    var column: Int?
  }

  /// From its address on, up to the next one's, code came from this line.
  private struct Row {
    var address: UInt64
    /// There is no code from here on.
    var isEnd: Bool
    var file: Int32
    var line: Int32
    var column: Int32
    /// Of several at one address the last one counts.
    var number: Int
  }

  private var rows: [Row] = []
  private var files: [String] = []

  init(of object: ElfObject) {
    guard
      object.sections.contains(where: { $0.name == ".debug_line" || $0.name == ".zdebug_line" }),
      SourceLines.unpackedSize(of: object) <= SourceLines.mostUnpacked, let dw = LibDw.shared?.c
    else { return }
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: object.bytes.count, alignment: 16)
    defer { copy.deallocate() }
    copy.copyMemory(from: object.bytes)
    guard let start = copy.baseAddress, let elf = elf_memory(start, copy.count) else { return }
    defer { elf_end(elf) }
    // It unpacks the sections that it will read, but reads none of them yet.
    guard let dwarf = dw.dwarf_begin_elf(elf, DWARF_C_READ, nil) else { return }
    defer { _ = dw.dwarf_end(dwarf) }
    SourceLines.relocate(elf, object)
    readUnits(of: dwarf, dw)
    rows.sort {
      ($0.address, $0.isEnd ? 0 : 1, $0.number) < ($1.address, $1.isEnd ? 0 : 1, $1.number)
    }
  }

  /// The line of the code at an offset in a section.
  func place(section: Int, offset: UInt64) -> Place? {
    guard section >= 0, section <= UInt32.max, offset < 1 << SourceLines.sectionShift else {
      return nil
    }
    let address = SourceLines.address(of: section) &+ offset
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let row = rows[low - 1]
    // Code of line 0 came from no line.
    guard !row.isEnd, row.line > 0, row.address >= SourceLines.address(of: section) else {
      return nil
    }
    return Place(
      file: files[Int(row.file)], line: Int(row.line),
      column: row.column > 0 ? Int(row.column) : nil)
  }

  // MARK: - Reading

  private mutating func readUnits(of dwarf: OpaquePointer, _ dw: cdwarf) {
    var numbers: [UnsafePointer<CChar>: Int32] = [:]
    var unit: OpaquePointer?
    var type: UInt8 = 0
    var die = Dwarf_Die()
    while dw.dwarf_get_units(dwarf, unit, &unit, nil, &type, &die, nil) == 0 {
      // Others share these ones' lines. What a skeleton lacks would be looked for in other files.
      guard type == UInt8(DW_UT_compile) || type == UInt8(DW_UT_skeleton),
        dw.dwarf_hasattr(&die, UInt32(DW_AT_stmt_list)) != 0,
        dw.dwarf_hasattr(&die, UInt32(DW_AT_comp_dir)) != 0
          || type == UInt8(DW_UT_compile)
      else { continue }
      var lines: OpaquePointer?
      var count = 0
      guard dw.dwarf_getsrclines(&die, &lines, &count) == 0 else { continue }
      let folder = SourceLines.folder(of: &die, dw)
      for index in 0..<count {
        if let line = dw.dwarf_onesrcline(lines, index) { add(line, folder, &numbers, dw) }
      }
    }
  }

  /// Where a unit was compiled, with a slash behind it; nothing if that was mapped to a relative
  /// name.
  private static func folder(of unit: inout Dwarf_Die, _ dw: cdwarf) -> String {
    var attribute = Dwarf_Attribute()
    guard dw.dwarf_attr(&unit, UInt32(DW_AT_comp_dir), &attribute) != nil,
      let name = dw.dwarf_formstring(&attribute).map({ String(cString: $0) }), name.hasPrefix("/")
    else { return "" }
    return name.hasSuffix("/") ? name : name + "/"
  }

  private mutating func add(
    _ line: OpaquePointer, _ folder: String, _ numbers: inout [UnsafePointer<CChar>: Int32],
    _ dw: cdwarf
  ) {
    var row = Row(address: 0, isEnd: false, file: 0, line: 0, column: 0, number: rows.count)
    guard dw.dwarf_lineaddr(line, &row.address) == 0,
      dw.dwarf_lineendsequence(line, &row.isEnd) == 0
    else { return }
    if !row.isEnd {
      guard let name = dw.dwarf_linesrc(line, nil, nil), dw.dwarf_lineno(line, &row.line) == 0,
        dw.dwarf_linecol(line, &row.column) == 0
      else { return }
      row.file = numbers[name] ?? Int32(files.count)
      if row.file == files.count {
        numbers[name] = row.file
        let file = String(cString: name)
        // libdw does so only for names without folders.
        files.append(file.hasPrefix("/") ? file : folder + file)
      }
    }
    rows.append(row)
  }

  // MARK: - Relocations

  private static let sectionShift: UInt64 = 40

  /// Where a section of code shall lie: no two can meet.
  private static func address(of section: Int) -> UInt64 {
    UInt64(section) &<< sectionShift
  }

  /// How many bytes a plain address, or an offset, has that a relocation fills in; 0 for any
  /// other.
  private static func width(_ relocation: UInt32, _ machine: Machine) -> Int {
    switch (Int32(machine.number), Int32(bitPattern: relocation)) {
    case (EM_X86_64, R_X86_64_64), (EM_AARCH64, R_AARCH64_ABS64), (EM_RISCV, R_RISCV_64),
      (EM_PPC64, R_PPC64_ADDR64):
      8
    case (EM_X86_64, R_X86_64_32), (EM_AARCH64, R_AARCH64_ABS32), (EM_RISCV, R_RISCV_32),
      (EM_PPC64, R_PPC64_ADDR32):
      4
    default: 0
    }
  }

  /// What lines need: themselves, the units that refer to them, and names by number.
  private static let relocated = ["debug_line", "debug_info", "debug_str_offsets"]

  private static func relocate(_ elf: OpaquePointer, _ object: ElfObject) {
    for (number, section) in object.sections.enumerated() where section.header.sh_type == SHT_RELA {
      let target = Int(section.header.sh_info)
      guard target < object.sections.count,
        relocated.contains(where: {
          let name = object.sections[target].name
          return name == "." + $0 || name == ".z" + $0
        }),
        let data = elf_rawdata(elf_getscn(elf, target), nil), let start = data.pointee.d_buf
      else { continue }
      let bytes = UnsafeMutableRawBufferPointer(start: start, count: data.pointee.d_size)
      // One that cannot be read ends them.
      try? object.forEachRelocation(in: number) { relocation in
        let width = width(relocation.type, object.machine)
        guard width > 0, bytes.count >= width, relocation.offset <= bytes.count - width else {
          return
        }
        let (symbol, section) = object.symbol(relocation.symbol)
        var value = symbol.st_value &+ UInt64(bitPattern: relocation.addend)
        if let section, object.sections[section].has(SHF_ALLOC) {
          value &+= address(of: section)
        }
        let place = Int(relocation.offset)
        if width == 8 {
          bytes.storeBytes(of: value.littleEndian, toByteOffset: place, as: UInt64.self)
        } else {
          bytes.storeBytes(
            of: UInt32(truncatingIfNeeded: value).littleEndian, toByteOffset: place, as: UInt32.self
          )
        }
      }
    }
  }

  // MARK: - Compressed sections

  /// A small file can claim to be a large one.
  private static let mostUnpacked: UInt64 = 1 << 30

  private static func unpackedSize(of object: ElfObject) -> UInt64 {
    object.sections.indices.reduce(0) { sum, index in
      let section = object.sections[index]
      let content = object.content(index)
      var size: UInt64 = 0
      // Elf64_Chdr, or "ZLIB" and the size, big-endian.
      if section.has(SHF_COMPRESSED), content.count >= 16 {
        size = content.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      } else if section.name.hasPrefix(".zdebug"), content.count >= 12 {
        size = UInt64(bigEndian: content.loadUnaligned(fromByteOffset: 4, as: UInt64.self))
      }
      let (total, overflow) = sum.addingReportingOverflow(size)
      return overflow ? .max : total
    }
  }
}
