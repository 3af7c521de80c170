/// Translates between absolute names, as compilers report them, and the tree's own.
public struct FileNames: Sendable {
  /// Without a slash at the end.
  public let root: String
  /// A folder that holds the root and whatever is named relative to it.
  let neighbourhood: String
  /// Files of the tree that have other absolute names: they lie elsewhere, behind links, or are
  /// hard links.
  public let aliases: [String: String]
  /// Folders of the tree that lie elsewhere, behind links: path in the tree to absolute path.
  let folders: [String: String]
  /// Whether a name, relative to the root, is one of the tree's files.
  public let contains: @Sendable (String) -> Bool
  /// The folder of the built-in static_call.h, which the user has never seen.
  public let hidden: String

  /// - Parameter folder: where the tool runs.
  public init(
    root: String, folder: String, aliases: [String: String], folders: [String: String] = [:],
    contains: @escaping @Sendable (String) -> Bool, hidden: String
  ) {
    self.root = root
    self.aliases = aliases
    self.folders = folders
    neighbourhood = PathText.isWithin(root, folder) ? folder : root
    self.contains = contains
    self.hidden = hidden
  }

  public func absolute(_ file: String) -> String {
    PathText.join(root, file)
  }

  /// The absolute name of what a file includes by a name that is looked for beside it. `..` goes
  /// up from where a folder lies.
  func absolute(_ name: String, beside file: String) -> String {
    if name.hasPrefix("/") || folders.isEmpty {
      return PathText.join(PathText.folder(of: absolute(file)), name)
    }
    var at = PathText.folder(of: absolute(file))
    for component in name.split(separator: "/") where component != "." {
      if component == ".." {
        let path = PathText.relative(at, to: root)
        at = PathText.folder(of: path.flatMap { folders[$0] } ?? at)
      } else {
        at = PathText.join(at, String(component))
      }
    }
    return at
  }

  /// Relative to the root for every file near it, so that moving the whole changes no output;
  /// files elsewhere on the machine keep their absolute names.
  public func local(_ absolute: String) -> String {
    if let alias = aliases[absolute] { return alias }
    if let relative = PathText.relative(absolute, to: root) { return relative }
    guard PathText.isWithin(absolute, neighbourhood) else { return absolute }
    var above = root
    var up = ""
    while above != neighbourhood {
      above = PathText.folder(of: above)
      up += "../"
      if let relative = PathText.relative(absolute, to: above) { return up + relative }
    }
    return absolute
  }

  public func isHidden(_ absolute: String) -> Bool { absolute.hasPrefix(hidden + "/") }
}
