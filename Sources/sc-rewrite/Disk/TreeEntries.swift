import StaticCallCore

/// The entries of a tree, as a walk found them.
struct TreeEntries {
  private(set) var entries: [SourceTree.Entry] = []
  /// Files that lie elsewhere, behind links, and other names of hard links: absolute path to path
  /// in the tree.
  private(set) var aliases: [String: String] = [:]
  /// Two entries whose names look alike but differ in bytes (Unicode's composed and decomposed
  /// forms): they would be one to Swift's strings.
  private(set) var clash: Failure?
  private let walk: TreeWalk
  /// Files with several names: the first in the tree.
  private var firstNames: [FileStatus.Identity: String] = [:]

  /// What compilers put beside sources: a stale object in the mirror would look newer to Make than
  /// the rewritten source. And what a killed `--in-place` may leave.
  private static let skippedSuffixes = [
    ".o", ".a", ".so", ".lo", ".la", ".gch", ".pch", ".gcda", ".gcno", ".dwo",
    InPlaceFiles.temporarySuffix,
  ].map { Array($0.utf8) }

  init(_ walk: TreeWalk) {
    self.walk = walk
    for start in walk.starts {
      switch start {
      case .file(let path, let status):
        entries.append(.init(path: path, kind: .file(permissions: status.permissions)))
      case .folder(let visit): add(walk.visits[visit])
      }
    }
    if !walk.isPlain { unite() }
  }

  private mutating func add(_ visit: TreeWalk.Visit) {
    let scan = visit.scan
    let isElsewhere = visit.real != PathText.join(walk.root, visit.path)
    let folder = Array(visit.path.isEmpty ? "".utf8 : (visit.path + "/").utf8)
    var branches = visit.branches.makeIterator()
    for item in scan.items {
      let name = scan.bytes(item)
      switch item.kind {
      case .folder:
        if case .entered(let below) = branches.next() { add(walk.visits[below]) }
      case .link:
        let link = scan.links[Int(item.index)]
        let path = String(decoding: folder + name, as: UTF8.self)
        if link.status.isFolder {
          add(branches.next(), by: link, at: path)
        } else {
          add(link, at: path)
        }
      case .file where !TreeEntries.isSkipped(name):
        let path = TreeEntries.text(folder, name)
        let status = scan.files[Int(item.index)]
        if isElsewhere || status.isShared || !aliases.isEmpty {
          add(path, isElsewhere ? PathText.join(visit.real, scan.name(item)) : nil, status)
        } else {
          entries.append(.init(path: path, kind: .file(permissions: status.permissions)))
        }
      case .file, .other: break
      }
    }
  }

  /// A link to a folder.
  private mutating func add(
    _ branch: TreeWalk.Branch?, by link: FolderScan.Link, at path: String
  ) {
    switch branch {
    case .entered(let visit): add(walk.visits[visit])
    case .link(let inside):
      if !TreeEntries.isSkipped(link.target.utf8) {
        entries.append(.init(path: path, kind: .link(text: text(from: path, to: inside))))
      }
    case nil, .some(.none): break
    }
  }

  /// A link to a file.
  private mutating func add(_ link: FolderScan.Link, at path: String) {
    // Paths that hold one another are walked twice.
    if let inside = PathText.relative(link.target, to: walk.root) ?? aliases[link.target],
      inside != path
    {
      if !TreeEntries.isSkipped(link.target.utf8) {
        entries.append(.init(path: path, kind: .link(text: text(from: path, to: inside))))
      }
    } else if link.status.isRegular, !TreeEntries.isSkipped(path.utf8) {
      add(path, link.target, link.status)
    }
  }

  /// - Parameter elsewhere: where the file is; nil if it is at its path.
  private mutating func add(_ path: String, _ elsewhere: String?, _ status: FileStatus) {
    let target = elsewhere ?? PathText.join(walk.root, path)
    if let first = aliases[target], first != path {
      entries.append(.init(path: path, kind: .link(text: text(from: path, to: first))))
    } else if let first = status.isShared ? firstNames[status.identity] : nil, first != path {
      entries.append(.init(path: path, kind: .link(text: text(from: path, to: first))))
      aliases[target] = first
    } else {
      entries.append(.init(path: path, kind: .file(permissions: status.permissions)))
      if elsewhere != nil { aliases[target] = path }
      if status.isShared { firstNames[status.identity] = path }
    }
  }

  /// Of several entries with one path the last one stays.
  private mutating func unite() {
    var indices: [String: Int] = [:]
    var united: [SourceTree.Entry] = []
    for entry in entries {
      guard let known = indices[entry.path] else {
        indices[entry.path] = united.count
        united.append(entry)
        continue
      }
      if !united[known].path.utf8.elementsEqual(entry.path.utf8) {
        clash =
          clash
          ?? Failure(
            Diagnostic(
              .noInput,
              "two files are called '\(entry.path)', in different Unicode forms; rename one"))
      }
      united[known] = entry
    }
    entries = united
  }

  private static func isSkipped(_ path: some BidirectionalCollection<UInt8>) -> Bool {
    skippedSuffixes.contains { suffix in path.reversed().starts(with: suffix.reversed()) }
  }

  private static func text(_ folder: [UInt8], _ name: ArraySlice<UInt8>) -> String {
    String(unsafeUninitializedCapacity: folder.count + name.count) { bytes in
      _ = bytes.initialize(fromContentsOf: folder)
      _ = bytes[folder.count...].initialize(fromContentsOf: name)
      return folder.count + name.count
    }
  }

  /// The text of a link that leads to the same place within the mirror.
  private func text(from path: String, to target: String) -> String {
    let up = TreeEntries.components(path).dropLast().map { _ in ".." }
    let text = (up + TreeEntries.components(target)).joined(separator: "/")
    return text.isEmpty ? "." : text
  }

  private static func components(_ path: String) -> [String] {
    PathText.components(path).filter { !$0.isEmpty }
  }
}
