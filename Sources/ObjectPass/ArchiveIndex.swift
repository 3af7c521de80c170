/// An archive's symbol index: for each symbol the offset of the header of the member that defines
/// it.
struct ArchiveIndex {
  enum Kind {
    /// `/`: how many, the offsets, the names; numbers are of 32 bits, big-endian.
    case gnu
    /// `/SYM64/`: the same with 64 bits.
    case gnu64
    /// `__.SYMDEF`: the size of the pairs of a name's offset and a header's, these, the names'
    /// size, the names; 32 bits, of the CPU's order. Those that are read here are little-endian.
    case bsd
    case bsd64

    init?(bsdName name: String) {
      switch name {
      case "__.SYMDEF", "__.SYMDEF SORTED": self = .bsd
      case "__.SYMDEF_64", "__.SYMDEF_64 SORTED": self = .bsd64
      default: return nil
      }
    }

    var width: Int { self == .gnu || self == .bsd ? 4 : 8 }
    var isBSD: Bool { self == .bsd || self == .bsd64 }
  }

  /// From an offset on, everything has moved by as much, until the next one says otherwise.
  struct Move {
    var from: Int
    var by: Int
  }

  let kind: Kind
  let range: Range<Int>

  /// Whether it is whole, and each of its offsets that of a member.
  func check(
    _ bytes: UnsafeRawBufferPointer, _ members: [Archive.Member]
  ) throws(ArchiveProblem) {
    let headers = Set(members.map(\.header))
    for place in try places(in: bytes) {
      guard let offset = Int(exactly: word(bytes, place)), headers.contains(offset) else {
        throw ArchiveProblem(place, "the symbol index names a place where no member begins")
      }
    }
  }

  /// Writes where the members are now.
  ///
  /// - Parameters:
  ///   - moves: ascending.
  ///   - bytes: the archive as it was.
  ///   - result: the archive that becomes of it. The index is where it was: it is the first
  ///     member.
  func apply(
    _ moves: [Move], _ bytes: UnsafeRawBufferPointer, to result: inout [UInt8]
  ) throws(ArchiveProblem) {
    guard !moves.isEmpty else { return }
    for place in try places(in: bytes) {
      let offset = ArchiveIndex.moved(word(bytes, place), moves)
      guard kind.width == 8 || offset <= UInt64(UInt32.max) else {
        throw ArchiveProblem(place, "the archive becomes too big for its symbol index of 32 bits")
      }
      write(offset, at: place, in: &result)
    }
  }

  private static func moved(_ offset: UInt64, _ moves: [Move]) -> UInt64 {
    // The last move that begins at or before it.
    var low = 0
    var high = moves.count
    while low < high {
      let middle = (low + high) / 2
      if moves[middle].from <= offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? offset : offset &+ UInt64(bitPattern: Int64(moves[low - 1].by))
  }

  /// Where the offsets are.
  private func places(
    in bytes: UnsafeRawBufferPointer
  ) throws(ArchiveProblem) -> StrideTo<Int> {
    let width = kind.width
    guard range.count >= width else { throw ArchiveProblem(range.lowerBound, Self.cutOff) }
    let room = UInt64(range.count - width)
    let first = range.lowerBound + width
    let number = word(bytes, range.lowerBound)
    guard kind.isBSD else {
      guard number <= room / UInt64(width) else {
        throw ArchiveProblem(range.lowerBound, Self.cutOff)
      }
      return stride(from: first, to: first + Int(number) * width, by: width)
    }
    guard number <= room, number % UInt64(2 * width) == 0 else {
      throw ArchiveProblem(range.lowerBound, Self.cutOff)
    }
    return stride(from: first + width, to: first + width + Int(number), by: 2 * width)
  }

  private static let cutOff = "the symbol index has no room for what it says to hold"

  private func word(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> UInt64 {
    switch kind {
    case .gnu:
      UInt64(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
    case .gnu64: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    case .bsd:
      UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
    case .bsd64: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }
  }

  private func write(_ value: UInt64, at place: Int, in bytes: inout [UInt8]) {
    for number in 0..<kind.width {
      let shift = kind.isBSD ? number : kind.width - 1 - number
      bytes[place + number] = UInt8(truncatingIfNeeded: value >> UInt64(8 * shift))
    }
  }
}
