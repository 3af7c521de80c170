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
  private let paths: Set<String>

  public init(entries: [Entry], folders: [String], displayRoot: String) {
    self.entries = entries.sorted { $0.path < $1.path }
    self.folders = folders.sorted()
    self.displayRoot = displayRoot
    self.paths = Set(entries.map(\.path))
  }

  public func contains(_ path: String) -> Bool { paths.contains(path) }

  /// A path, relative to the root or absolute, as the user would write it.
  public func display(_ file: String) -> String {
    if file.hasPrefix("/") || displayRoot.isEmpty { return file }
    return PathText.normalized(displayRoot + "/" + file)
  }

  public func display(_ place: Place) -> String {
    "\(display(place.file)):\(place.line):\(place.column)"
  }
}

/// Which of the tree's files are C, by name.
public enum SourceKind {
  public static func isUnit(_ path: String) -> Bool { path.hasSuffix(".c") }
  public static func isHeader(_ path: String) -> Bool { path.hasSuffix(".h") }
  public static func isC(_ path: String) -> Bool { isUnit(path) || isHeader(path) }
}

/// One translation unit to scan and the compiler flags that matter for parsing it.
public struct CompileUnit: Sendable, Hashable, Codable {
  /// The main file, relative to the tree's root.
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
    (left.path, left.flags.joined(separator: " "), left.folder)
      < (right.path, right.flags.joined(separator: " "), right.folder)
  }
}
