import StaticCallCore
import Synchronization

/// The tree that a walk found, made when it is first asked for.
final class TreeContents: Sendable {
  final class Made: Sendable {
    let tree: SourceTree
    let aliases: [String: String]
    /// Two files that Swift's strings cannot tell apart.
    let clash: Failure?
    private let walk: TreeWalk
    /// Folders by their path in the tree, as indices of the walk's visits.
    private let visits: [String: Int]
    /// Files that were added one by one.
    private let files: [String: Stamp]

    fileprivate init(_ walk: TreeWalk, display: String, isOutput: Bool) {
      self.walk = walk
      let found = TreeEntries(walk)
      aliases = found.aliases
      clash = found.clash
      visits = Dictionary(walk.visits.enumerated().map { ($1.path, $0) }) { $1 }
      files = walk.starts.reduce(into: [:]) { files, start in
        if case .file(let path, let status) = start, status.isRegular { files[path] = status.stamp }
      }
      // An output folder may be rewritten again: its generated files are then made anew.
      let isKept = { (path: String) in !isOutput || !OutputName.isGenerated(path) }
      let folders = Set(walk.folders).filter { isKept($0 + "/") }
      tree = SourceTree(
        entries: isOutput ? found.entries.filter { isKept($0.path) } : found.entries,
        folders: Array(folders), displayRoot: display)
    }

    var hasUnits: Bool {
      tree.entries.contains { SourceKind.isUnit($0.path) || SourceKind.isSwift($0.path) }
    }

    func stamp(of path: String) -> Stamp? {
      if let known = files[path] { return known }
      guard let visit = visits[PathText.folder(of: path)] else { return nil }
      let scan = walk.visits[visit].scan
      let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
      let start = slash.map { path.utf8.index(after: $0) } ?? path.startIndex
      guard let item = scan.item(named: path[start...].utf8) else { return nil }
      switch item.kind {
      case .file: return scan.files[Int(item.index)].stamp
      case .link:
        let status = scan.links[Int(item.index)].status
        return status.isRegular ? status.stamp : nil
      case .folder, .other: return nil
      }
    }
  }

  private let walk: TreeWalk
  private let display: String
  private let isOutput: Bool
  private let current = AtomicLazyReference<Made>()
  private let making = Mutex(())

  /// - Parameters:
  ///   - display: the root as the user wrote it.
  ///   - isOutput: whether the tree is a folder that sc-rewrite wrote.
  init(_ walk: TreeWalk, display: String, isOutput: Bool) {
    self.walk = walk
    self.display = display
    self.isOutput = isOutput
  }

  var made: Made {
    if let made = current.load() { return made }
    // Others wait meanwhile: to make it twice would take as long.
    return making.withLock { _ in
      current.load()
        ?? current.storeIfNil(Made(walk, display: display, isOutput: isOutput))
    }
  }
}
