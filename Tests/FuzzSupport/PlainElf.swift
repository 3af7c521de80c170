/// An ELF object of 64 bits, little-endian, read with nothing but this file: what the object pass
/// makes is judged by eyes other than its own.
struct PlainElf {
  struct Section {
    var name: [UInt8]
    var type: UInt32
    var flags: UInt64
    var address: UInt64
    var offset: Int
    var size: Int
    var link: Int
    var info: Int
    var alignment: UInt64
    var entrySize: UInt64
    /// In the file.
    var content: Range<Int>

    var isRelocations: Bool { type == 4 || type == 9 }
  }

  struct Symbol: Hashable {
    var name: [UInt8]
    var info: UInt8
    var other: UInt8
    /// With the extended number, if that is where it is.
    var section: UInt64
    var value: UInt64
    var size: UInt64
  }

  let bytes: [UInt8]
  private(set) var sections: [Section] = []
  private(set) var nameSection = 0
  private(set) var headers = 0..<0
  private(set) var symbolSection: Int?
  private(set) var symbols: [Symbol] = []

  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    guard bytes.count >= 64, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else { return nil }
    let start = number(40, 8)
    guard start > 0, start + 64 <= bytes.count else { return nil }
    var count = number(60, 2)
    if count == 0 { count = number(start + 32, 8) }
    nameSection = number(62, 2) == 0xffff ? number(start + 40, 4) : number(62, 2)
    guard count <= (bytes.count - start) / 64, nameSection < count else { return nil }
    headers = start..<start + count * 64
    for index in 0..<count {
      guard let section = section(at: start + index * 64) else { return nil }
      sections.append(section)
    }
    for index in sections.indices {
      guard let name = string(number(start + index * 64, 4), in: nameSection) else {
        guard index == 0 else { return nil }
        continue
      }
      sections[index].name = name
    }
    guard readSymbols() else { return nil }
  }

  /// A number in the file; one that is too big for an Int is the biggest.
  func number(_ place: Int, _ size: Int) -> Int {
    guard place >= 0, place <= bytes.count - size else { return 0 }
    var value: UInt64 = 0
    for index in 0..<size { value |= UInt64(bytes[place + index]) << UInt64(8 * index) }
    return Int(clamping: value)
  }

  private func word(_ place: Int) -> UInt64 {
    UInt64(UInt32(clamping: number(place, 4))) | UInt64(number(place + 4, 4)) << 32
  }

  private func section(at place: Int) -> Section? {
    let type = UInt32(clamping: number(place + 4, 4))
    let (offset, size) = (number(place + 24, 8), number(place + 32, 8))
    let hasBytes = type != 0 && type != 8
    guard !hasBytes || (offset <= bytes.count && size <= bytes.count - offset) else { return nil }
    return Section(
      name: [], type: type, flags: word(place + 8), address: word(place + 16), offset: offset,
      size: size, link: number(place + 40, 4), info: number(place + 44, 4),
      alignment: word(place + 48), entrySize: word(place + 56),
      content: hasBytes ? offset..<offset + size : 0..<0)
  }

  private func string(_ offset: Int, in table: Int) -> [UInt8]? {
    let content = sections[table].content
    guard offset < content.count else { return nil }
    let text = bytes[(content.lowerBound + offset)..<content.upperBound].prefix { $0 != 0 }
    return Array(text)
  }

  private mutating func readSymbols() -> Bool {
    guard let table = sections.firstIndex(where: { $0.type == 2 }) else { return true }
    symbolSection = table
    let content = sections[table].content
    guard sections[table].link < sections.count, content.count % 24 == 0 else { return false }
    let extended = sections.first { $0.type == 18 && $0.link == table }?.content
    for index in 0..<content.count / 24 {
      let place = content.lowerBound + index * 24
      var section = UInt64(number(place + 6, 2))
      if section == 0xffff, let extended, extended.count >= index * 4 + 4 {
        section = 1 << 32 | UInt64(number(extended.lowerBound + index * 4, 4))
      }
      symbols.append(
        Symbol(
          name: string(number(place, 4), in: sections[table].link) ?? [], info: bytes[place + 4],
          other: bytes[place + 5], section: section, value: word(place + 8), size: word(place + 16)
        ))
    }
    return true
  }
}
