import Glibc
import StaticCallCore

/// Finds the files of the source tree on disk and reads them.
struct SourceInput: Sendable {
  let tree: SourceTree
  /// The root's absolute path, without symbolic links.
  let root: String
  /// Files of the tree that lie elsewhere, behind links: absolute path to path in the tree.
  let aliases: [String: String]
  /// Of the names and stamps of all of the tree's files.
  let fingerprint: Fingerprint
  /// The absolute paths that were named, without symbolic links, and whether each is a folder.
  let named: [(path: String, isFolder: Bool)]

  /// - Parameters:
  ///   - paths: files and folders as the user wrote them.
  ///   - root: the folder that the output mirrors, as the user wrote it; nil to derive it.
  init(paths: [String], root: String?) throws {
    let named = try paths.map { path in
      guard let real = Disk.realPath(path) else {
        throw Failure(Diagnostic(.noInput, "cannot read '\(path)': \(Disk.lastError)"))
      }
      return (path: real, isFolder: try FileStatus(real, as: path).isFolder)
    }
    let display = root ?? SourceInput.commonFolder(zip(paths, named).map { ($0, $1.isFolder) })
    let only = root == nil && paths.count == 1 && named[0].isFolder ? named[0].path : nil
    guard let base = only ?? Disk.realPath(display.isEmpty ? "." : display) else {
      throw Failure(Diagnostic(.noInput, "cannot read '\(display)': \(Disk.lastError)"))
    }
    var walk = TreeWalk(root: base)
    for (path, written) in zip(named, paths) {
      guard PathText.isWithin(path.path, base) else {
        throw Failure(Diagnostic(.noInput, "'\(written)' is not within the root '\(display)'"))
      }
      let relative = PathText.relative(path.path, to: base) ?? ""
      if path.isFolder { try walk.add(folder: relative) } else { try walk.add(file: relative) }
    }
    self.named = named
    self.root = base
    // An output folder may be rewritten again: its generated files are then made anew.
    let isOutput =
      Disk.read(PathText.join(base, Emitters.ownedListName)).flatMap(OwnedList.parse) != nil
    let entries = walk.entries.values.filter { !isOutput || !Emitters.isGenerated($0.path) }
    aliases = walk.aliases
    fingerprint = walk.fingerprint
    tree = SourceTree(
      entries: entries, folders: Set(walk.folders).sorted(),
      displayRoot: PathText.normalized(display))
    guard tree.entries.contains(where: { SourceKind.isUnit($0.path) }) else {
      throw Failure(
        Diagnostic(.emptyTree, "there is no C file under '\(paths.joined(separator: "', '"))'"))
    }
  }

  func absolute(_ file: String) -> String {
    file.hasPrefix("/") ? file : PathText.join(root, file)
  }

  /// The path in the tree of a file or link with this absolute name, whose folders are no links; nil
  /// if it is not the tree's.
  func path(of name: String) -> String? {
    let path = aliases[name] ?? PathText.relative(name, to: root)
    return path.flatMap { tree.contains($0) ? $0 : nil }
  }

  /// The bytes of a file of the tree; nil if it cannot be read.
  func read(_ file: String) -> [UInt8]? { Disk.read(absolute(file)) }

  /// The folder that holds all of `paths`, in the user's words: "" is the current one.
  private static func commonFolder(_ paths: [(path: String, isFolder: Bool)]) -> String {
    let areAbsolute = paths.map { $0.path.hasPrefix("/") }
    let mixed = Set(areAbsolute).count > 1
    let here = Disk.currentFolder
    let folders = paths.map { path, isFolder in
      let plain = PathText.normalized(mixed ? PathText.join(here, path) : path)
      return isFolder ? plain : PathText.folder(of: plain)
    }
    let split = folders.map { $0.split(separator: "/") }
    guard let first = split.first else { return "" }
    let count = first.indices.prefix { index in
      split.allSatisfy { $0.count > index && $0[index] == first[index] }
    }.count
    let isAbsolute = mixed || areAbsolute.first == true
    return (isAbsolute ? "/" : "") + first.prefix(count).joined(separator: "/")
  }
}

/// What stat() says, in the terms needed here.
struct FileStatus {
  let stamp: Stamp
  let isFolder: Bool
  let isRegular: Bool
  let permissions: UInt16

  init(_ path: String, as written: String) throws {
    var info = stat()
    guard stat(path, &info) == 0 else {
      throw Failure(Diagnostic(.noInput, "cannot read '\(written)': \(Disk.lastError)"))
    }
    stamp = Stamp(info)
    isFolder = info.st_mode & S_IFMT == S_IFDIR
    isRegular = info.st_mode & S_IFMT == S_IFREG
    permissions = UInt16(info.st_mode & 0o777) | 0o600
  }
}

/// Walks folders in a fixed order. Links to files or folders of the tree stay links; others are
/// taken for what they point at, and a loop of them is entered once.
struct TreeWalk {
  let root: String
  private(set) var entries: [String: SourceTree.Entry] = [:]
  private(set) var folders: [String] = []
  private(set) var aliases: [String: String] = [:]
  private(set) var fingerprint = Fingerprint()
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
      if let text = link(child, to: target) {
        if !TreeWalk.isSkipped(target) { try insert(child, .link(text: text)) }
      } else if status.isFolder {
        try add(folder: child)
      } else if status.isRegular, !TreeWalk.isSkipped(name) {
        try insert(child, .file(permissions: status.permissions))
        if target != absolute(child), aliases[target] == nil { aliases[target] = child }
      }
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

  /// The text of a link that leads to the same place within the mirror; nil if `path` is no link or
  /// leads out of the tree.
  private func link(_ path: String, to target: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 1)
    guard readlink(absolute(path), &buffer, buffer.count) > 0, PathText.isWithin(target, root)
    else { return nil }
    let up = path.split(separator: "/").dropLast().map { _ in ".." }
    let down = (PathText.relative(target, to: root) ?? "").split(separator: "/").map(String.init)
    let text = (up + down).joined(separator: "/")
    return text.isEmpty ? "." : text
  }
}
