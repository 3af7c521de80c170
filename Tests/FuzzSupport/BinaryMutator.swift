import TestSupport

/// Changes bytes, words and pieces of a binary file, above all where its structure is.
struct BinaryMutator {
  /// Places that are changed more often than others.
  var favourites: [Range<Int>] = []

  /// Of an object: headers, symbols and relocations.
  static func ofObject(_ bytes: [UInt8]) -> BinaryMutator {
    guard let elf = PlainElf(bytes) else { return BinaryMutator() }
    let structure = elf.sections.filter { [2, 4, 9, 17, 18].contains($0.type) }
      .map(\.content).filter { !$0.isEmpty }
    return BinaryMutator(
      favourites: [0..<64] + Array(repeating: elf.headers, count: 2 + structure.count) + structure)
  }

  /// Of an object: debug information, and what relocates it.
  static func ofLines(_ bytes: [UInt8]) -> BinaryMutator {
    guard let elf = PlainElf(bytes) else { return BinaryMutator() }
    let debug = elf.sections.filter { section in
      let name = String(decoding: section.name, as: UTF8.self)
      return ["debug_line", "debug_info", "debug_abbrev"].contains { name.contains($0) }
    }
    return BinaryMutator(favourites: debug.map(\.content).filter { !$0.isEmpty })
  }

  /// Of an archive: headers, and what is in front.
  static func ofArchive(_ bytes: [UInt8]) -> BinaryMutator {
    let headers = bytes.indices.dropLast(60).filter { place in
      bytes[place + 58] == 0x60 && bytes[place + 59] == 0x0a
    }
    return BinaryMutator(favourites: [0..<200] + headers.map { $0..<$0 + 60 })
  }

  func mutate(_ original: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      change(&bytes, &random)
    }
    return bytes
  }

  private func change(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    let whole = 0..<bytes.count
    let isFavoured = Int.random(in: 0..<4, using: &random) > 0
    let wished = isFavoured ? favourites.randomElement(using: &random) : nil
    let area = (wished ?? whole).clamped(to: whole)
    let place = Int.random(in: area.isEmpty ? whole : area, using: &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0, 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2, 3: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 4: bytes[place] = bytes[place] &+ (Bool.random(using: &random) ? 1 : 255)
    case 5, 6, 7:
      let size = [2, 4, 8].randomElement(using: &random) ?? 4
      let start = place / size * size
      let value = word(bytes.count, &random)
      for index in 0..<size where start + index < bytes.count {
        bytes[start + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
      }
    case 8:
      let from = Int.random(in: whole, using: &random) / 8 * 8
      let start = place / 8 * 8
      let count = Int.random(in: 1...64, using: &random)
      let piece = Array(bytes[from...].prefix(min(count, bytes.count - start)))
      bytes.replaceSubrange(start..<start + piece.count, with: piece)
    default:
      if Bool.random(using: &random) {
        bytes.removeLast(Int.random(in: 0...min(bytes.count, 200), using: &random))
      } else {
        bytes += Array(repeating: 0, count: Int.random(in: 0...16, using: &random))
      }
    }
  }

  /// Numbers at which something ends.
  private func word(_ size: Int, _ random: inout SeededGenerator) -> UInt64 {
    let some: [UInt64] = [
      0, 1, 2, 3, 8, 24, 0xff, 0xff00, 0xffff, 0xfff1, 1 << 31, (1 << 31) - 1, 0xffff_ffff,
      1 << 32, 1 << 62, 1 << 63, .max, .max - 1, UInt64(size), UInt64(size) - 1, UInt64(size) + 1,
    ]
    if Bool.random(using: &random) { return some.randomElement(using: &random) ?? 0 }
    return UInt64.random(in: 0...UInt64(size) * 2, using: &random)
  }
}
