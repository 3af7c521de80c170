import CElf

/// What an object does with trampolines, as its relocations tell.
struct FoundSites {
  /// A direct branch to a trampoline.
  struct Site {
    var section: Int
    /// Of the instruction, in its section; behind any prefix.
    var offset: UInt64
    /// The trampoline.
    var symbol: Int
    var kind: BranchKind
    /// Its section's code is gone after the start.
    var isInit: Bool
  }

  /// Another use of a trampoline.
  struct Other {
    var section: Int
    /// Of the relocated place.
    var offset: UInt64
    var symbol: Int
    var why: Indirection
  }

  /// By section, then by offset.
  var sites: [Site] = []
  var others: [Other] = []

  init(in object: ElfObject, options: ObjectPass.Options) throws(ObjectError) {
    let isTrampoline = FoundSites.trampolines(of: object)
    guard isTrampoline.contains(true) else { return }
    for (index, section) in object.sections.enumerated() {
      let target = Int(section.header.sh_info)
      guard Int(section.header.sh_link) == object.symbolSection,
        target > 0, target < object.sections.count,
        object.sections[target].has(SHF_ALLOC), !SiteTable.isTable(object.sections[target])
      else { continue }
      let type = section.header.sh_type
      guard type != SHT_REL, type != FoundSites.compactRelocations else {
        throw .refused(
          "has relocations in a form that sc-rewrite does not read (section '\(section.name)')")
      }
      guard type == SHT_RELA else { continue }
      try read(relocations: index, of: target, in: object, isTrampoline, options)
    }
    sites.sort { ($0.section, $0.offset) < ($1.section, $1.offset) }
    try checkPlaces(in: object)
  }

  /// SHT_CREL, of clang's --crel; not in elf.h yet.
  private static let compactRelocations: UInt32 = 0x4000_0014

  /// Which symbols are trampolines. Not what only looks like one: sections, files, thread-locals.
  private static func trampolines(of object: ElfObject) -> [Bool] {
    (0..<object.symbolCount).map { index in
      guard object.name(ofSymbol: index, startsWith: "__SCT__") else { return false }
      let type = Int32(object.symbol(index).value.st_info & 0xf)
      return type == STT_NOTYPE || type == STT_FUNC || type == STT_GNU_IFUNC
    }
  }

  private mutating func read(
    relocations: Int, of target: Int, in object: ElfObject, _ isTrampoline: [Bool],
    _ options: ObjectPass.Options
  ) throws(ObjectError) {
    let section = object.sections[target]
    let code = object.content(target)
    let size = section.header.sh_size
    let isReplacement = section.name == ".altinstr_replacement"
    let isInit =
      section.name == ".init.text" || section.name.hasPrefix(".init.text.")
      || options.initSections.contains(section.name)
    let machine = object.machine
    try object.forEachRelocation(in: relocations) { relocation throws(ObjectError) in
      guard isTrampoline[relocation.symbol] else { return }
      let isWithin = relocation.offset < size
      let use =
        section.isCode && isWithin ? machine.meaning(relocation, code) : Use.indirect(.data)
      // All branches that are sites end with four relocated bytes.
      let length: UInt64 = if case .site = use { 4 } else { 1 }
      guard isWithin, size - relocation.offset >= length else {
        throw .refused("has a relocation beyond the end of '\(section.name)'")
      }
      switch use {
      case .site where isReplacement:
        others.append(
          Other(
            section: target, offset: relocation.offset, symbol: relocation.symbol, why: .copied))
      case .site(let kind, let offset):
        sites.append(
          Site(
            section: target, offset: offset, symbol: relocation.symbol, kind: kind, isInit: isInit))
      case .indirect(let why):
        others.append(
          Other(section: target, offset: relocation.offset, symbol: relocation.symbol, why: why))
      case .continuation: break
      }
    }
  }

  /// Two sites at one place are no compiler's work; a table that says so would be wrong twice.
  private func checkPlaces(in object: ElfObject) throws(ObjectError) {
    for (one, next) in zip(sites, sites.dropFirst())
    where one.section == next.section && one.offset == next.offset {
      throw .refused(
        "has two relocations for one branch, in '\(object.sections[one.section].name)'")
    }
  }
}
