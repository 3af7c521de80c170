import TestSupport

@testable import ObjectPass

enum ObjectProperties {
  static func problem(of bytes: [UInt8]) -> String? {
    for layout in ObjectPass.Layout.allCases {
      var options = ObjectPass.Options()
      options.layout = layout
      if let problem = problem(of: bytes, options) { return "\(layout): \(problem)" }
    }
    return nil
  }

  /// What is wrong with what the pass makes of an object, damaged or not.
  static func problem(of bytes: [UInt8], _ options: ObjectPass.Options) -> String? {
    guard let first = outcome(of: bytes, options), let change = first.change else { return nil }
    let result = bytes.withUnsafeBytes { change.applied(to: $0) }
    guard let before = PlainElf(bytes) else { return "an object that cannot be read is changed" }
    guard let after = PlainElf(result) else { return "the result cannot be read" }
    if let difference = difference(before, after, options.layout) { return difference }
    guard let second = outcome(of: result, options) else { return "the result is refused" }
    if second.change != nil { return "the result is changed again" }
    return nil
  }

  private static func outcome(
    of bytes: [UInt8], _ options: ObjectPass.Options
  ) -> ObjectPass.Outcome? {
    bytes.withUnsafeBytes { try? ObjectPass.run($0, options) }
  }

  /// What differs that must not.
  static func difference(
    _ before: PlainElf, _ after: PlainElf, _ layout: ObjectPass.Layout
  ) -> String? {
    // Where the section headers are, how many, and which has the names: the reader knows these.
    let fixed = [0..<40, 48..<60]
    guard fixed.allSatisfy({ before.bytes[$0].elementsEqual(after.bytes[$0]) }),
      before.nameSection == after.nameSection
    else { return "the file header" }
    guard before.sections.count <= after.sections.count else { return "a section is gone" }
    for index in before.sections.indices where !isTable(index, before, layout) {
      let name = String(decoding: before.sections[index].name, as: UTF8.self)
      if let problem = difference(at: index, before, after) {
        return "section \(index) '\(name)': \(problem)"
      }
    }
    for index in before.sections.count..<after.sections.count
    where !isTable(index, after, layout) && after.sections[index].type != 18 {
      return "a new section that is no table"
    }
    return differenceOfSymbols(before, after)
  }

  /// Whether a section is a site table or fills one in.
  private static func isTable(
    _ index: Int, _ elf: PlainElf, _ layout: ObjectPass.Layout
  ) -> Bool {
    let section = elf.sections[index]
    if section.name.elementsEqual(SiteTable.name(layout).utf8) { return true }
    return section.isRelocations && section.info < elf.sections.count
      && elf.sections[section.info].name.elementsEqual(SiteTable.name(layout).utf8)
  }

  private static func difference(
    at index: Int, _ before: PlainElf, _ after: PlainElf
  ) -> String? {
    let (old, new) = (before.sections[index], after.sections[index])
    guard index == 0 || old.name == new.name, old.type == new.type, old.flags == new.flags,
      old.address == new.address, old.link == new.link, old.alignment == new.alignment,
      old.entrySize == new.entrySize
    else { return "header" }
    // The number of sections is there, if it is large.
    if index == 0 { return nil }
    let (was, now) = (before.bytes[old.content], after.bytes[new.content])
    let symbols = before.symbolSection
    let isSymbols = index == symbols
    if old.type == 17, old.link == symbols {
      guard symbol(old.info, before) == symbol(new.info, after) else { return "its signature" }
    } else if !isSymbols {
      guard old.info == new.info else { return "info" }
    }
    if isSymbols { return nil }
    switch old.type {
    case 8: return old.size == new.size ? nil : "size"
    case 3, 17:  // What is added to names and groups stands behind.
      return now.starts(with: was) ? nil : "what was in it"
    case 18 where old.link == symbols: return nil
    case 4 where old.link == symbols, 9 where old.link == symbols:
      return differenceOfRelocations(old, new, before, after)
    case 0x6fff_4c03 where old.link == symbols:
      return differenceOfAddresses(was, now, before, after)
    default: return was.elementsEqual(now) ? nil : "content"
    }
  }

  private static func symbol(_ number: Int, _ elf: PlainElf) -> PlainElf.Symbol? {
    number < elf.symbols.count ? elf.symbols[number] : nil
  }

  private static func differenceOfRelocations(
    _ old: PlainElf.Section, _ new: PlainElf.Section, _ before: PlainElf, _ after: PlainElf
  ) -> String? {
    guard old.size == new.size else { return "size" }
    let size = old.type == 4 ? 24 : 16
    for place in stride(from: 0, to: old.size - size + 1, by: size) {
      let (was, now) = (old.offset + place, new.offset + place)
      // The symbol's number is in the upper half of the second word.
      guard before.bytes[was..<was + 12].elementsEqual(after.bytes[now..<now + 12]),
        before.bytes[was + 16..<was + size].elementsEqual(after.bytes[now + 16..<now + size])
      else { return "a relocation" }
      guard
        symbol(before.number(was + 12, 4), before) == symbol(after.number(now + 12, 4), after)
      else { return "a relocation's symbol" }
    }
    return nil
  }

  /// LLVM's list of symbols whose addresses matter.
  private static func differenceOfAddresses(
    _ was: ArraySlice<UInt8>, _ now: ArraySlice<UInt8>, _ before: PlainElf, _ after: PlainElf
  ) -> String? {
    func symbols(_ bytes: ArraySlice<UInt8>, _ elf: PlainElf) -> [PlainElf.Symbol?] {
      bytes.numbers.map { digits in
        let value = digits.reversed().reduce(UInt64(0)) { $0 << 7 | UInt64($1 & 0x7f) }
        return symbol(Int(clamping: value), elf)
      }
    }
    return symbols(was, before) == symbols(now, after) ? nil : "a symbol of the list"
  }

  private static func differenceOfSymbols(_ before: PlainElf, _ after: PlainElf) -> String? {
    guard before.symbolSection == after.symbolSection else { return "another table of symbols" }
    guard let table = before.symbolSection else { return nil }
    let (locals, localsNow) = (before.sections[table].info, after.sections[table].info)
    guard locals <= localsNow, localsNow <= after.symbols.count else {
      return "the number of local symbols"
    }
    guard before.symbols.prefix(locals) == after.symbols.prefix(locals) else {
      return "a local symbol"
    }
    var added = after.symbols[localsNow...].reduce(into: [:]) { $0[$1, default: 0] += 1 }
    for symbol in before.symbols.dropFirst(locals) {
      guard let count = added[symbol], count > 0 else { return "a symbol is gone" }
      added[symbol] = count - 1
    }
    for (symbol, count) in added where count > 0 {
      let prefixes = ["__SCK__", "__SCT__"]
      guard prefixes.contains(where: { symbol.name.starts(with: $0.utf8) }), symbol.section == 0,
        count == 1
      else { return "a new symbol that is none of a key" }
    }
    for symbol in after.symbols[min(locals, localsNow)..<localsNow]
    where symbol.info != 3 || symbol.section == 0 {
      return "a new local symbol that is none of a section"
    }
    return nil
  }
}

extension ArraySlice<UInt8> {
  /// The bytes of each number, of which all but the last have a flag.
  fileprivate var numbers: [ArraySlice<UInt8>] {
    var result: [ArraySlice<UInt8>] = []
    var start = startIndex
    for index in indices where self[index] < 0x80 {
      result.append(self[start...index])
      start = index + 1
    }
    return result
  }
}
