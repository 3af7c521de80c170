/// A static archive, such as `libfoo.a`: which members it has and where, and the archive with
/// other contents for some of them.
///
/// An archive is the text `!<arch>\n` and then members, each a header of 60 bytes of text and the
/// contents, at even offsets. GNU ar and llvm-ar write names of up to 15 bytes as `name/`, longer
/// ones as `/N`, an offset in the member `//`. The member `/` (or `/SYM64/`) is the symbol index,
/// which maps symbols to offsets of headers. BSD's ar writes a long name in front of the contents
/// (`#1/LENGTH`) and calls its index `__.SYMDEF`. A thin archive (`!<thin>\n`) has the headers
/// alone; names are paths.
///
/// It reads the bytes that it was made of: they must outlive it.
public struct Archive {
  public struct Member: Hashable, Sendable {
    /// Of a thin archive a path, relative to the archive's folder unless it is absolute. May be no
    /// UTF-8.
    public var nameBytes: [UInt8]
    /// Whether it is a member of the archive of that name, which this thin archive finds by its
    /// place there.
    public var isNested = false
    /// Where its contents are; of a thin archive, nowhere.
    public var range: Range<Int>
    /// Where its header is: what the symbol index says.
    var header: Int

    public var name: String { String(decoding: nameBytes, as: UTF8.self) }
  }

  /// The members that are files; neither the symbol index nor the table of long names.
  public let members: [Member]
  public let isThin: Bool
  let bytes: UnsafeRawBufferPointer
  let index: ArchiveIndex?

  static let magicSize = 8
  static let headerSize = 60
  /// The end of every header.
  static let headerEnd: [UInt8] = [0x60, 0x0a]

  /// Whether bytes begin as an archive does.
  public static func isArchive(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.starts(with: "!<arch>\n".utf8) || isThin(bytes)
  }

  private static func isThin(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.starts(with: "!<thin>\n".utf8)
  }

  public init(_ bytes: UnsafeRawBufferPointer) throws(ArchiveProblem) {
    guard Archive.isArchive(bytes) else { throw ArchiveProblem(0, "no archive") }
    self.bytes = bytes
    isThin = Archive.isThin(bytes)
    var reader = ArchiveReader(bytes, isThin: isThin)
    try reader.read()
    members = reader.members
    index = reader.index
    // A thin archive is never written.
    if !isThin { try index?.check(bytes, members) }
  }

  /// The archive with other contents for the members of these numbers. All else is as it was but
  /// the sizes, the padding of these, and the offsets in the symbol index. The symbols that the
  /// index names are not looked at: the new contents must define the same.
  public func replacing(_ contents: [Int: [UInt8]]) throws(ArchiveProblem) -> [UInt8] {
    if isThin, !contents.isEmpty { throw ArchiveProblem(0, "a thin archive holds no contents") }
    var result: [UInt8] = []
    let growth = contents.reduce(0) { $0 + $1.value.count + 1 }
    result.reserveCapacity(bytes.count + growth)
    /// How far the members have moved, beginning with a header.
    var moves: [ArchiveIndex.Move] = []
    var copied = 0
    for (number, member) in members.enumerated() {
      guard let new = contents[number] else { continue }
      let start = member.header + Archive.headerSize
      result += bytes[copied..<start]
      if new.count != member.range.count {
        // A name in front of the contents counts as contents.
        let size = Array(String(member.range.lowerBound - start + new.count).utf8)
        guard size.count <= ArchiveField.size.count else {
          throw ArchiveProblem(member.header, "'\(member.name)' becomes too big for an archive")
        }
        let field = result.count - Archive.headerSize + ArchiveField.size.lowerBound
        for place in ArchiveField.size.indices {
          let digit = place - ArchiveField.size.lowerBound
          result[field + digit] = digit < size.count ? size[digit] : 0x20
        }
      }
      result += bytes[start..<member.range.lowerBound]
      result += new
      copied = member.range.upperBound
      // Some archives end without the padding.
      var padding: UInt8? = copied % 2 != 0 && copied == bytes.count ? nil : 0x0a
      if copied % 2 != 0, copied < bytes.count {
        padding = bytes[copied]
        copied += 1
      }
      if result.count % 2 != 0, let padding { result.append(padding) }
      moves.append(ArchiveIndex.Move(from: copied, by: result.count - copied))
    }
    result += bytes[copied...]
    try index?.apply(moves, bytes, to: &result)
    return result
  }
}

/// Why an archive is not understood, and where.
public struct ArchiveProblem: Error, Hashable, Sendable {
  /// In bytes from the archive's begin.
  public var offset: Int
  public var reason: String

  init(_ offset: Int, _ reason: String) {
    self.offset = offset
    self.reason = reason
  }
}

/// Where the parts of a member's header are that matter. Between them are its date, owner and
/// mode.
enum ArchiveField {
  static let name = 0..<16
  static let size = 48..<58
  static let end = 58..<60
}
