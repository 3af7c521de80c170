import Glibc
import StaticCallCore

/// Finds the files of the source tree on disk and reads them.
struct SourceInput: Sendable {
  /// The root's absolute path, without symbolic links.
  let root: String
  /// Folders of the tree that lie elsewhere, behind links: path in the tree to absolute path.
  let outsideFolders: [String: String]
  /// Of the names and stamps of all of the tree's files.
  let fingerprint: Fingerprint
  /// The absolute paths that were named, without symbolic links, and whether each is a folder.
  let named: [(path: String, isFolder: Bool)]
  /// The root as the user wrote it, normalized.
  private let displayRoot: String
  /// A run in which nothing changed has no use for what takes an entry each: it is made on demand.
  private let contents: TreeContents

  var tree: SourceTree { contents.made.tree }
  /// Files of the tree that lie elsewhere, behind links, and other names of hard links: absolute
  /// path to path in the tree.
  var aliases: [String: String] { contents.made.aliases }

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
      Disk.read(PathText.join(base, OutputName.owned)).flatMap(OwnedList.parse) != nil
    outsideFolders = Dictionary(uniqueKeysWithValues: walk.folderAliases.map { ($1, $0) })
    fingerprint = walk.fingerprint
    displayRoot = PathText.normalized(display)
    contents = TreeContents(walk, display: displayRoot, isOutput: isOutput)
    if !walk.isPlain, let clash = contents.made.clash { throw clash }
    guard (walk.hasUnits && !isOutput) || contents.made.hasUnits else {
      throw Failure(
        Diagnostic(
          .emptyTree, "there is no C or Swift file under '\(paths.joined(separator: "', '"))'"))
    }
  }

  /// A path, relative to the root or absolute, as the user would write it.
  func display(_ file: String) -> String { PathText.display(file, below: displayRoot) }

  /// What stat() said when the tree was walked of a regular file, or of the one that a link leads
  /// to; nil for what is none, and for names that go through links to folders of the tree.
  ///
  /// - Parameter path: relative to the root.
  func stamp(of path: String) -> Stamp? { contents.made.stamp(of: path) }

  func absolute(_ file: String) -> String {
    file.hasPrefix("/") ? file : PathText.join(root, file)
  }

  /// The path in the tree of a file or link with this absolute name, whose folders are no links;
  /// nil if it is not the tree's.
  func path(of name: String) -> String? {
    let below = PathText.relative(name, to: root).flatMap { tree.contains($0) ? $0 : nil }
    return below ?? aliases[name]
  }

  /// - Parameter hidden: the folder of the built-in static_call.h.
  func names(hidden: String) -> FileNames {
    FileNames(
      root: root, folder: Disk.currentFolder, aliases: aliases, folders: outsideFolders,
      contains: tree.contains, hidden: hidden)
  }

  /// The bytes of a file of the tree; nil if it cannot be read.
  func read(_ file: String) -> [UInt8]? { Disk.read(absolute(file)) }

  /// The disk, for stages that know none.
  ///
  /// - Parameter notes: which files hold the words that are searched for, as earlier runs saw it.
  func files(_ notes: FileNotes? = nil) -> SourceFiles {
    let contents = contents.made
    return SourceFiles(
      read: read,
      locate: { path in
        guard (try? FileStatus(path, as: path))?.isRegular == true else { return nil }
        return Disk.realPath(path)
      },
      mayHold: { path, needles in
        let stamp = notes == nil ? nil : contents.stamp(of: path)
        if let stamp, let known = notes?.note(for: stamp) { return known.flags != 0 }
        guard let text = read(path) else { return false }
        let found = text.withUnsafeBufferPointer { SourceFiles.mayHold($0, needles) }
        if let stamp {
          notes?.add(FileNote(contentHash: ContentHash(text), flags: found ? 1 : 0), for: stamp)
        }
        return found
      })
  }

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
  /// Whether the file has several names: hard links.
  let isShared: Bool

  struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  var identity: Identity { Identity(device: stamp.device, inode: stamp.inode) }

  init(_ path: String, as written: String) throws {
    guard let status = FileStatus(path) else {
      throw Failure(Diagnostic(.noInput, "cannot read '\(written)': \(Disk.lastError)"))
    }
    self = status
  }

  /// Nil if there is no such file.
  init?(_ path: String) {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    self.init(info)
  }

  init(_ info: stat) {
    stamp = Stamp(info)
    isFolder = info.st_mode & S_IFMT == S_IFDIR
    isRegular = info.st_mode & S_IFMT == S_IFREG
    permissions = UInt16(info.st_mode & 0o777) | 0o600
    isShared = isRegular && info.st_nlink > 1
  }
}
