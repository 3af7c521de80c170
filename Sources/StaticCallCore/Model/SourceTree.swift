/// The files that a run covers, as names only: bytes stay on disk until they are needed.
public struct SourceTree: Sendable {
  public struct Entry: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
      /// A regular file with these permission bits.
      case file(permissions: UInt16)
      /// A link to another entry of the tree, with its text.
      case link(text: String)
    }

    /// Relative to the root, with `/` between components.
    public var path: String
    public var kind: Kind

    public init(path: String, kind: Kind) {
      self.path = path
      self.kind = kind
    }
  }

  /// Sorted by path.
  public let entries: [Entry]
  /// What stands before an entry's path in messages and `#line`: the root as the user wrote it.
  public let displayRoot: String
  /// Folders that were searched, relative to the root; "" is the root itself.
  public let folders: [String]
  /// The entries that are links to files of the tree, with where they lead in the end.
  public let links: [String: String]
  private let paths: Set<String>

  public init(entries: [Entry], folders: [String], displayRoot: String) {
    self.entries = entries.sorted { $0.path < $1.path }
    self.folders = folders.sorted()
    self.displayRoot = displayRoot
    let paths = Set(entries.map(\.path))
    self.paths = paths
    links = Dictionary(
      uniqueKeysWithValues: entries.compactMap { entry in
        entry.target.flatMap { paths.contains($0) ? (entry.path, $0) : nil }
      })
  }

  /// Folders without entries. They count: an include may go up from one.
  var emptyFolders: [String] {
    var parents: Set<String> = [""]
    for path in entries.map(\.path) + folders {
      var above = PathText.folder(of: path)
      while parents.insert(above).inserted { above = PathText.folder(of: above) }
    }
    return folders.filter { !parents.contains($0) }
  }

  public func contains(_ path: String) -> Bool { paths.contains(path) }

  /// A path, relative to the root or absolute, as the user would write it.
  public func display(_ file: String) -> String {
    PathText.display(file, below: displayRoot)
  }

  public func display(_ place: Place) -> String {
    "\(display(place.file)):\(place.line):\(place.column)"
  }
}

extension SourceTree.Entry {
  public var isFile: Bool {
    if case .file = kind { return true }
    return false
  }

  /// Where a link leads, relative to the root; nil for other entries.
  fileprivate var target: String? {
    guard case .link(let text) = kind else { return nil }
    return PathText.normalized(PathText.folder(of: "./" + path) + "/" + text)
  }
}

/// Which of the tree's files are C and which are Swift, by name.
public enum SourceKind {
  public static func isSwift(_ path: String) -> Bool { path.hasSuffix(".swift") }
  public static func isUnit(_ path: String) -> Bool { path.hasSuffix(".c") }
  public static func isHeader(_ path: String) -> Bool { path.hasSuffix(".h") }
  public static func isC(_ path: String) -> Bool { isUnit(path) || isHeader(path) }

  /// Texts for people, where a call is an example.
  static func isProse(_ path: String) -> Bool {
    [".md", ".rst", ".txt", ".html", ".adoc", ".tex", ".patch", ".diff", ".json", ".log"]
      .contains(where: path.hasSuffix) || !PathText.lastComponent(path).contains(".")
  }
}

/// One translation unit to scan and the compiler flags that matter for parsing it.
public struct CompileUnit: Sendable, Hashable, Codable {
  /// The main file, relative to the tree's root, or absolute. It need not be the tree's: a unit
  /// elsewhere may be the only one that reads one of the tree's headers.
  public var path: String
  /// The absolute folder that relative paths in `flags` start from.
  public var folder: String
  public var flags: [String]

  public init(path: String, folder: String, flags: [String]) {
    self.path = path
    self.folder = folder
    self.flags = flags
  }
}

extension CompileUnit: Comparable {
  public static func < (left: CompileUnit, right: CompileUnit) -> Bool {
    if left.path != right.path { return left.path < right.path }
    return (left.flags.joined(separator: " "), left.folder)
      < (right.flags.joined(separator: " "), right.folder)
  }
}
