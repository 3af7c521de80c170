/// What a dry run of one unit shows: the files that it reads and, in those with words of the API,
/// which of these take part and what decides what they mean.
public struct Reading: Sendable, Codable, Equatable {
  /// A word that the unit's preprocessor does not skip.
  public struct Word: Sendable, Codable, Hashable {
    /// Where it stands in its file.
    public var offset: Int
    /// Equal for units in which the scan makes the same of it.
    public var meaning: UInt64
    /// Whether the scan tells of types there, which more decides than macros: a typedef, say, that
    /// stands in one branch of a conditional.
    public var isTyped: Bool

    public init(offset: Int, meaning: UInt64, isTyped: Bool = false) {
      self.offset = offset
      self.meaning = meaning
      self.isTyped = isTyped
    }
  }

  /// By path, the files with words that the unit reads, the words in order.
  public var words: [String: [Word]] = [:]
  /// By path, for the tree's files, which branches of conditionals are taken: equal numbers for
  /// equal branches.
  public var branches: [String: UInt64] = [:]
  /// Of these files, where the API's words stand that the unit never takes part in.
  public var idle: [String: [Int]] = [:]
  /// Whether the unit's own file has words, taking part or not.
  public var hasOwnWords = false
  /// Why it cannot be told what the unit reads, if so.
  public var doubt: String?
  /// The name of a file that is included and not found, if any: a compiler ends there.
  public var missing: String?
  /// What `__has_include` was asked, with the answers: files that are there decide without being read.
  public var asked: [String] = []
  /// All files that are read, by name and content, in order of first inclusion.
  public var files: [File] = []

  public init() {}

  /// A file's name and content. Thousands of units read the same thousand files: so it is no
  /// larger than a reference.
  public struct File: Sendable, Hashable {
    public var path: String { text.path }
    public var hash: ContentHash { text.hash }
    private let text: Text

    private final class Text: Sendable {
      let path: String
      let hash: ContentHash

      init(_ path: String, _ hash: ContentHash) {
        self.path = path
        self.hash = hash
      }
    }

    public init(path: String, hash: ContentHash) {
      text = Text(path, hash)
    }

    public static func == (left: File, right: File) -> Bool {
      left.text === right.text || (left.path, left.hash) == (right.path, right.hash)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(path) }
  }
}

extension Reading.File: Codable {
  private struct Written: Codable {
    var path: String
    var hash: ContentHash
  }

  public init(from decoder: any Decoder) throws {
    let written = try Written(from: decoder)
    self.init(path: written.path, hash: written.hash)
  }

  public func encode(to encoder: any Encoder) throws {
    try Written(path: path, hash: hash).encode(to: encoder)
  }
}

extension Reading {
  /// Whether a parse went the way that this foresaw: the same files of the tree were read, and
  /// where no word takes part, the preprocessor skipped it.
  func foresees(_ scanned: Scanned, in tree: SourceTree) -> Bool {
    guard scanned.scan.diagnostics.isEmpty, !scanned.scan.inclusions.isEmpty, doubt == nil else {
      return true
    }
    // A scan may name a file by one of its links.
    let read = Set(scanned.scan.inclusions.filter(tree.contains).map { tree.links[$0] ?? $0 })
    guard read == Set(files.map(\.path).filter(tree.contains)) else { return false }
    return idle.allSatisfy { file, offsets in
      guard let skipped = scanned.skipped[file] else { return true }
      let ranges = DisjointRanges(skipped)
      return offsets.allSatisfy { ranges.range(of: $0) != nil }
    }
  }
}
