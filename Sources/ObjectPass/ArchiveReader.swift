import Glibc

/// Goes from header to header through an archive.
struct ArchiveReader {
  private(set) var members: [Archive.Member] = []
  private(set) var index: ArchiveIndex?
  private let bytes: UnsafeRawBufferPointer
  private let isThin: Bool
  /// The table of long names.
  private var longNames: Range<Int>?
  private var count = 0

  /// No path is longer. A limit keeps many references to one long name from taking forever.
  private static let longestName = 4096

  init(_ bytes: UnsafeRawBufferPointer, isThin: Bool) {
    self.bytes = bytes
    self.isThin = isThin
  }

  mutating func read() throws(ArchiveProblem) {
    var offset = Archive.magicSize
    while offset < bytes.count {
      offset = try readMember(at: offset)
      count += 1
    }
  }

  /// - Returns: where the next header is.
  private mutating func readMember(at header: Int) throws(ArchiveProblem) -> Int {
    let start = header + Archive.headerSize
    guard start <= bytes.count else { throw ArchiveProblem(header, "a member's header is cut off") }
    guard bytes[header + ArchiveField.end.lowerBound..<start].elementsEqual(Archive.headerEnd)
    else {
      throw ArchiveProblem(header, "no member's header where one must be")
    }
    let field = trimmed(ArchiveField.name, header)
    guard let size = number(trimmed(ArchiveField.size, header)) else {
      throw ArchiveProblem(header + ArchiveField.size.lowerBound, "a member's size is no number")
    }
    let isSpecial = field == "/" || field == "//" || field == "/SYM64/"
    if isThin, !isSpecial {
      members.append(try thinMember(field, header))
      return start
    }
    guard size <= bytes.count - start else {
      throw ArchiveProblem(header, "a member is longer than the rest of the archive")
    }
    let range = start..<start + size
    switch field {
    case "/", "/SYM64/":
      guard count == 0 else {
        throw ArchiveProblem(header, "a symbol index is not the first member")
      }
      index = ArchiveIndex(kind: field == "/" ? .gnu : .gnu64, range: range)
    case "//":
      guard longNames == nil else { throw ArchiveProblem(header, "a second table of long names") }
      longNames = range
    default:
      try add(try member(field, range, header))
    }
    // The last one's padding may be missing.
    return min(range.upperBound + size % 2, bytes.count)
  }

  private mutating func add(_ member: Archive.Member) throws(ArchiveProblem) {
    guard let kind = ArchiveIndex.Kind(bsdName: member.name) else { return members.append(member) }
    // Only an index is called so, and only in front is it one.
    guard count == 0 else {
      throw ArchiveProblem(member.header, "a symbol index is not the first member")
    }
    index = ArchiveIndex(kind: kind, range: member.range)
  }

  private func member(
    _ field: String, _ range: Range<Int>, _ header: Int
  ) throws(ArchiveProblem) -> Archive.Member {
    guard field.hasPrefix("#1/") else {
      return Archive.Member(nameBytes: try name(field, header), range: range, header: header)
    }
    guard let length = number(String(field.dropFirst(3))), length <= range.count,
      length <= ArchiveReader.longestName
    else { throw ArchiveProblem(header, "a name's length is none") }
    let name = range.prefix(length)
    return Archive.Member(
      nameBytes: Array(bytes[name].prefix { $0 != 0 }),
      range: name.upperBound..<range.upperBound, header: header)
  }

  /// `/N:OFFSET` is a member of an archive that is this thin one's: the one whose header is at the
  /// offset.
  private func thinMember(_ field: String, _ header: Int) throws(ArchiveProblem) -> Archive.Member {
    let parts = field.split(separator: ":", maxSplits: 1).map(String.init)
    let isNested = parts.count == 2 && field.hasPrefix("/")
    let start = header + Archive.headerSize
    return Archive.Member(
      nameBytes: try name(isNested ? parts[0] : field, header), isNested: isNested,
      range: start..<start, header: header)
  }

  /// The name that a header's field stands for.
  private func name(_ field: String, _ header: Int) throws(ArchiveProblem) -> [UInt8] {
    guard field.hasPrefix("/") else {
      let bytes = trimmedBytes(ArchiveField.name, header)
      return Array(bytes.last == 0x2f ? bytes.dropLast() : bytes)
    }
    guard let offset = number(String(field.dropFirst())) else {
      throw ArchiveProblem(header, "a member of an unknown kind")
    }
    guard let longNames, offset < longNames.count else {
      throw ArchiveProblem(header, "a long name is not in the table of them")
    }
    let place = longNames.lowerBound + offset
    let rest = UnsafeRawBufferPointer(
      rebasing: bytes[place..<longNames.upperBound].prefix(ArchiveReader.longestName + 2))
    guard let start = rest.baseAddress, let end = memchr(start, 0x0a, rest.count) else {
      throw ArchiveProblem(place, "a long name has no end")
    }
    let length = UnsafeRawPointer(end) - start - 1
    guard length >= 0, rest[length] == 0x2f else {
      throw ArchiveProblem(place, "a long name has no end")
    }
    return Array(rest[..<length])
  }

  private func trimmed(_ field: Range<Int>, _ header: Int) -> String {
    String(decoding: trimmedBytes(field, header), as: UTF8.self)
  }

  private func trimmedBytes(_ field: Range<Int>, _ header: Int) -> Slice<UnsafeRawBufferPointer> {
    let text = bytes[header + field.lowerBound..<header + field.upperBound]
    let end = text.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? text.startIndex
    return text[..<end]
  }

  private func number(_ text: String) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
