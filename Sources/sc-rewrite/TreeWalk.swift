import Glibc
import StaticCallCore

/// Walks folders in a fixed order. Links to files or folders of the tree stay links. The first link to
/// what is outside is taken for what it points at; further ones, and further names of one file (hard
/// links), become links to the first: compilers know a file by its inode, and so has the mirror.
struct TreeWalk {
  let root: String
  private(set) var entries: [String: SourceTree.Entry] = [:]
  private(set) var folders: [String] = []
  private(set) var aliases: [String: String] = [:]
  private(set) var fingerprint = Fingerprint()
  /// Outside folders that were entered by a link: real path to path in the tree.
  private(set) var folderAliases: [String: String] = [:]
  /// Files with several names: the first in the tree.
  private var firstNames: [FileStatus.Identity: String] = [:]
  /// Real paths of the folders that are being walked.
  private var open: [String] = []

  /// Version control data, and what compilers put beside sources: a stale object in the mirror
  /// would look newer to Make than the rewritten source. And what a killed `--in-place` may leave.
  private static let skippedNames: Set<String> = [".git", ".hg", ".svn"]
  private static let skippedSuffixes = [
    ".o", ".a", ".so", ".lo", ".la", ".gch", ".pch", ".gcda", ".gcno", ".dwo",
    InPlaceFiles.temporarySuffix,
  ]

  init(root: String) {
    self.root = root
  }

  mutating func add(file path: String) throws {
    let status = try FileStatus(absolute(path), as: absolute(path))
    note(path, status)
    entries[path] = .init(path: path, kind: .file(permissions: status.permissions))
  }

  mutating func add(folder path: String) throws {
    guard let real = Disk.realPath(absolute(path)), !open.contains(real) else { return }
    open.append(real)
    defer { open.removeLast() }
    folders.append(path)
    for name in try names(in: path) where !TreeWalk.skippedNames.contains(name) {
      let child = path.isEmpty ? name : "\(path)/\(name)"
      // A dangling link or a file that just went away is nobody's source.
      guard let target = Disk.realPath(absolute(child)),
        let status = try? FileStatus(target, as: child)
      else { continue }
      note(child, status.isRegular ? status : nil)
      if isLink(child), let inside = inTree(target, isFolder: status.isFolder),
        // Paths that hold one another are walked twice.
        inside != child
      {
        if !TreeWalk.isSkipped(target) {
          try insert(child, .link(text: text(from: child, to: inside)))
        }
      } else if status.isFolder {
        if isLink(child) { folderAliases[target] = child }
        try add(folder: child)
      } else if status.isRegular, !TreeWalk.isSkipped(name) {
        try add(file: child, target, status)
      }
    }
  }

  private mutating func add(file path: String, _ target: String, _ status: FileStatus) throws {
    if let first = aliases[target], first != path {
      try insert(path, .link(text: text(from: path, to: first)))
    } else if let first = status.isShared ? firstNames[status.identity] : nil, first != path {
      try insert(path, .link(text: text(from: path, to: first)))
      aliases[target] = first
    } else {
      try insert(path, .file(permissions: status.permissions))
      if target != absolute(path) { aliases[target] = path }
      if status.isShared { firstNames[status.identity] = path }
    }
  }

  private mutating func note(_ path: String, _ status: FileStatus?) {
    fingerprint.add(path)
    fingerprint.add(status?.stamp)
  }

  private static func isSkipped(_ path: String) -> Bool {
    skippedSuffixes.contains(where: path.hasSuffix)
  }

  /// Names that look alike but differ in bytes (Unicode's composed and decomposed forms) would be
  /// one to Swift's strings.
  private mutating func insert(_ path: String, _ kind: SourceTree.Entry.Kind) throws {
    if let known = entries[path], !known.path.utf8.elementsEqual(path.utf8) {
      throw Failure(
        Diagnostic(
          .noInput, "two files are called '\(path)', in different Unicode forms; rename one"))
    }
    entries[path] = .init(path: path, kind: kind)
  }

  private func absolute(_ path: String) -> String { PathText.join(root, path) }

  private func names(in path: String) throws -> [String] {
    guard let folder = opendir(absolute(path)) else {
      throw Failure(
        Diagnostic(.noInput, "cannot read '\(absolute(path))': \(Disk.lastError)"))
    }
    defer { closedir(folder) }
    let names = Disk.names(folder)
    if let odd = names.first(where: { $0.contains("\u{fffd}") }) {
      throw Failure(
        Diagnostic(
          .noInput, "the name '\(path)/\(odd)' is not UTF-8; rename the file or leave it out"))
    }
    return names.sorted()
  }

  private func isLink(_ path: String) -> Bool {
    var info = stat()
    return lstat(absolute(path), &info) == 0 && info.st_mode & S_IFMT == S_IFLNK
  }

  /// Where in the mirror a link's target is; nil if it is not there yet. "" is the root.
  private func inTree(_ target: String, isFolder: Bool) -> String? {
    if target == root { return "" }
    return PathText.relative(target, to: root) ?? (isFolder ? folderAliases : aliases)[target]
  }

  /// The text of a link that leads to the same place within the mirror.
  private func text(from path: String, to target: String) -> String {
    let up = path.split(separator: "/").dropLast().map { _ in ".." }
    let text = (up + target.split(separator: "/").map(String.init)).joined(separator: "/")
    return text.isEmpty ? "." : text
  }
}
