import TestSupport

@testable import ObjectPass

enum ArchiveProperties {
  static func problem(of bytes: [UInt8], _ random: inout SeededGenerator) -> String? {
    bytes.withUnsafeBytes { raw in
      guard let archive = try? Archive(raw), !archive.isThin else { return nil }
      let members = archive.members
      guard members.allSatisfy({ $0.range.upperBound <= bytes.count }),
        zip(members, members.dropFirst()).allSatisfy({ $0.range.upperBound <= $1.header })
      else { return "members that overlap" }
      func content(_ number: Int) -> [UInt8] { Array(raw[members[number].range]) }
      let same = members.indices.map { ($0, content($0)) }
      guard (try? archive.replacing(Dictionary(uniqueKeysWithValues: same))) == bytes else {
        return "the same contents make another archive"
      }
      var new: [Int: [UInt8]] = [:]
      for number in members.indices where Bool.random(using: &random) {
        let count = Int.random(in: 0...300, using: &random)
        new[number] = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      }
      guard let result = try? archive.replacing(new) else { return "new contents are refused" }
      return result.withUnsafeBytes { raw in
        guard let after = try? Archive(raw) else { return "the result is refused" }
        guard after.members.map(\.name) == members.map(\.name) else { return "other names" }
        for (number, member) in after.members.enumerated() {
          let expected = new[number] ?? content(number)
          guard raw[member.range].elementsEqual(expected) else { return "another content" }
        }
        return index(of: bytes, members) == index(of: result, after.members)
          ? nil : "the symbol index"
      }
    }
  }

  /// Which member each symbol of GNU's index is in, by number.
  private static func index(of bytes: [UInt8], _ members: [Archive.Member]) -> [Int?] {
    guard bytes.count >= 72, bytes[8..<10].elementsEqual([0x2f, 0x20]) else { return [] }
    func word(_ place: Int) -> Int { bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    return (0..<word(68)).map { number in
      members.firstIndex { $0.header == word(72 + number * 4) }
    }
  }
}

enum LineProperties {
  static func problem(of bytes: [UInt8], _ random: inout SeededGenerator) -> String? {
    bytes.withUnsafeBytes { raw in
      guard let object = try? ElfObject(raw) else { return nil }
      let lines = SourceLines(of: object)
      for index in object.sections.indices {
        for _ in 0..<4 {
          let offset = UInt64.random(in: 0...200, using: &random)
          guard let place = lines.place(section: index, offset: offset) else { continue }
          if place.line < 1 || place.column.map({ $0 < 1 }) == true { return "a line below 1" }
        }
      }
      return nil
    }
  }
}
