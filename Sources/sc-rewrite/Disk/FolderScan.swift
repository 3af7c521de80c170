import Glibc
import StaticCallCore

/// One folder as the disk has it: what is in it and what stat() says of that. What becomes of it
/// in the tree is for `TreeWalk` to say.
struct FolderScan: Sendable {
  enum Kind: UInt8, Sendable {
    case file, folder, link, other
  }

  struct Item: Sendable {
    /// In `names`.
    var start: Int32
    var length: Int32
    var kind: Kind
    /// Of `files` or `links`; for a folder, how many come before it.
    var index: Int32
  }

  struct Link: Sendable {
    /// Where it leads, without symbolic links.
    var target: String
    var status: FileStatus
  }

  enum State: Sendable {
    case read
    /// Not there any more, or not to be entered.
    case none
    /// Why it cannot be read.
    case failed(String)
    /// It holds this name, with replacement characters.
    case notUTF8(String)
  }

  private(set) var state = State.none
  /// In the order of Swift's strings.
  private(set) var items: [Item] = []
  /// Of the regular files.
  private(set) var files: [FileStatus] = []
  private(set) var links: [Link] = []
  /// Items that are folders, or links to folders.
  private(set) var branches: [Int] = []
  private(set) var folderCount = 0
  /// Where in a list of scans the folders in this one begin.
  var firstFolder = 0
  /// Of names, kinds and stamps.
  private(set) var fingerprint = Fingerprint()
  private(set) var hasUnits = false
  private(set) var isASCII = true
  /// Each with a NUL behind it.
  private var names: [UInt8] = []

  /// Version control data, and what is no name.
  private static let skippedNames = [".", "..", ".git", ".hg", ".svn"].map { Array($0.utf8) }
  private static let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
  private static let unitSuffixes = [".c", ".swift"].map { Array($0.utf8) }

  static let none = FolderScan()
  private init() {}

  /// - Parameters:
  ///   - root: an open folder.
  ///   - path: the folder to read, relative to it; "" for itself.
  ///   - real: the same, absolute and without symbolic links.
  fileprivate init(_ path: String, in root: Int32, real: String) {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let path = path.isEmpty ? "." : path
    let descriptor = openat(root, path, flags)
    guard descriptor >= 0 else {
      let reason = Disk.lastError
      var info = stat()
      let isThere = fstatat(root, path, &info, AT_SYMLINK_NOFOLLOW) == 0
      state = isThere ? .failed(reason) : .none
      return
    }
    guard let folder = fdopendir(descriptor) else {
      state = .failed(Disk.lastError)
      close(descriptor)
      return
    }
    defer { closedir(folder) }
    state = .read
    let found = list(folder)
    guard case .read = state else { return }
    ask(found, of: descriptor, real)
  }

  /// Reads the names.
  ///
  /// - Returns: an item for each, in order, and of what kind the folder says it is; nil where it
  ///   does not.
  private mutating func list(_ folder: OpaquePointer) -> [(Item, Kind?)] {
    var found: [(Item, Kind?)] = []
    errno = 0
    while let entry = readdir(folder) {
      let name = UnsafeRawPointer(entry) + FolderScan.nameOffset
      let length = strlen(name.assumingMemoryBound(to: CChar.self))
      let bytes = UnsafeRawBufferPointer(start: name, count: length)
      if FolderScan.skippedNames.contains(where: { bytes.elementsEqual($0) }) { continue }
      let item = Item(
        start: Int32(names.count), length: Int32(bytes.count), kind: .other, index: 0)
      found.append((item, FolderScan.kind(entry.pointee.d_type)))
      if !bytes.allSatisfy({ $0 < 0x80 }) { isASCII = false }
      names += bytes
      names.append(0)
      errno = 0
    }
    if errno != 0 { state = .failed(Disk.lastError) }
    let odd = isASCII ? nil : found.map { name($0.0) }.filter(FolderScan.isOdd).min()
    if let odd { state = .notUTF8(odd) }
    sort(&found)
    return found
  }

  private mutating func sort(_ found: inout [(Item, Kind?)]) {
    guard !isASCII else {
      return names.withUnsafeBytes { names in
        found.sort { one, other in
          let length = Int(min(one.0.length, other.0.length)) + 1
          let start = names.baseAddress.unsafelyUnwrapped
          return memcmp(start + Int(one.0.start), start + Int(other.0.start), length) < 0
        }
      }
    }
    found.sort { name($0.0) < name($1.0) }
  }

  private static func kind(_ type: UInt8) -> Kind? {
    switch Int(type) {
    case Int(DT_REG): .file
    case Int(DT_DIR): .folder
    case Int(DT_LNK): .link
    case Int(DT_UNKNOWN): nil
    default: .other
    }
  }

  /// What is no UTF-8 comes with replacement characters.
  private static func isOdd(_ name: String) -> Bool { name.unicodeScalars.contains("\u{fffd}") }

  /// Asks for what the names alone do not tell, and takes in what is there. A dangling link or a
  /// file that just went away is nobody's source; and what has too long a path cannot be read.
  private mutating func ask(
    _ found: [(item: Item, kind: Kind?)], of folder: Int32, _ real: String
  ) {
    let longest = Int(PATH_MAX) - real.utf8.count - 2
    var info = stat()
    items.reserveCapacity(found.count)
    files.reserveCapacity(found.count)
    for (item, kind) in found where Int(item.length) <= longest {
      var item = item
      item.kind = kind ?? .file
      if item.kind == .file {
        guard status(item, of: folder, &info) else { continue }
        item.kind = FolderScan.kind(of: info)
      }
      switch item.kind {
      case .file:
        item.index = Int32(files.count)
        let status = FileStatus(info)
        files.append(status)
        note(item, status.stamp)
      case .folder:
        item.index = Int32(folderCount)
        folderCount += 1
        branches.append(items.count)
        note(item, nil)
      case .link:
        guard let target = Disk.realPath(PathText.join(real, name(item))),
          let status = FileStatus(target)
        else { continue }
        item.index = Int32(links.count)
        links.append(Link(target: target, status: status))
        if status.isFolder { branches.append(items.count) }
        note(item, status.isRegular ? status.stamp : nil)
        fingerprint.add(target)
      case .other:
        note(item, nil)
      }
      items.append(item)
    }
  }

  private func status(_ item: Item, of folder: Int32, _ info: inout stat) -> Bool {
    names.withUnsafeBufferPointer { names in
      let name = UnsafeRawPointer(names.baseAddress.unsafelyUnwrapped) + Int(item.start)
      return fstatat(
        folder, name.assumingMemoryBound(to: CChar.self), &info, AT_SYMLINK_NOFOLLOW) == 0
    }
  }

  private static func kind(of info: stat) -> Kind {
    switch info.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .link
    default: .other
    }
  }

  private mutating func note(_ item: Item, _ stamp: Stamp?) {
    names.withUnsafeBytes { names in
      let bytes = names[Int(item.start)..<Int(item.start + item.length)]
      fingerprint.add(UnsafeRawBufferPointer(rebasing: bytes))
      if item.kind == .file, !hasUnits {
        hasUnits = FolderScan.unitSuffixes.contains { bytes.reversed().starts(with: $0.reversed()) }
      }
    }
    fingerprint.add(kind: item.kind.rawValue)
    fingerprint.add(stamp)
  }
}

extension FolderScan {
  func name(_ item: Item) -> String {
    String(decoding: bytes(item), as: UTF8.self)
  }

  /// A name's bytes.
  func bytes(_ item: Item) -> ArraySlice<UInt8> {
    names[Int(item.start)..<Int(item.start + item.length)]
  }

  /// The item of this name.
  func item(named name: Substring.UTF8View) -> Item? {
    guard isASCII else { return items.first { bytes($0).elementsEqual(name) } }
    var (low, high) = (0, items.count)
    while low < high {
      let middle = (low + high) / 2
      if bytes(items[middle]).lexicographicallyPrecedes(name) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < items.count && bytes(items[low]).elementsEqual(name) ? items[low] : nil
  }
}

extension FolderScan {
  /// Reads a folder and all below it. Links are not followed.
  ///
  /// - Parameters:
  ///   - real: the folder, absolute and without symbolic links.
  ///   - closed: folders, named the same way, that are not entered.
  /// - Returns: the folder itself first; `firstFolder` says where those in one are.
  static func all(below real: String, except closed: [String] = []) -> [FolderScan] {
    let root = open(real, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard root >= 0 else {
      var failed = FolderScan.none
      failed.state = errno == ENOENT ? .none : .failed(Disk.lastError)
      return [failed]
    }
    defer { close(root) }
    var all: [FolderScan] = []
    // Level by level: the folders of one are independent, and their order is that of those above.
    var level = [""]
    while !level.isEmpty {
      let paths = level
      let scans = Parallel.parts(paths.count, least: 4) { part in
        part.map { index in
          let path = paths[index]
          let name = path.isEmpty ? real : real == "/" ? "/" + path : "\(real)/\(path)"
          return closed.contains(name) ? .none : FolderScan(path, in: root, real: name)
        }
      }
      let first = all.count + paths.count
      level = []
      for (path, var scan) in zip(paths, scans.joined()) {
        scan.firstFolder = first + level.count
        for branch in scan.branches where scan.items[branch].kind == .folder {
          let name = scan.name(scan.items[branch])
          level.append(path.isEmpty ? name : "\(path)/\(name)")
        }
        all.append(scan)
      }
    }
    return all
  }
}
