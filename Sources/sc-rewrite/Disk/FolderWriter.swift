import Glibc
import StaticCallCore

/// File operations below an open folder that never follow a symbolic link out of it.
struct FolderWriter {
  enum Content {
    case bytes([UInt8], UInt16)
    case link(String)
    case folder

    /// What `--check` compares.
    var text: [UInt8] {
      switch self {
      case .bytes(let bytes, _): bytes
      case .link(let text): Array(text.utf8)
      case .folder: []
      }
    }
  }

  let folder: Int32
  /// The folder in the user's words, for messages.
  let display: String

  /// Whether a relative path stays below the folder it is relative to.
  static func isPlain(_ path: String) -> Bool {
    // Of the component at hand: how long it is, and whether there are but dots in it.
    var (length, isDots) = (0, true)
    for byte in path.utf8 {
      // At a NUL the kernel stops reading: `..` and one would be `..` to it.
      if byte == 0 { return false }
      if byte == UInt8(ascii: "/") {
        if isDots, length <= 2 { return false }
        (length, isDots) = (0, true)
      } else {
        length += 1
        if byte != UInt8(ascii: ".") { isDots = false }
      }
    }
    return length > 2 || !isDots
  }

  enum Entry: Equatable {
    case missing, folder, other
    /// It could not be asked; `errno` says why.
    case unknown
  }

  /// What is at a path, links not followed.
  func entry(_ path: String) -> Entry {
    at(path) { FolderWriter.entry($1, in: $0) } ?? FolderWriter.unreached
  }

  /// What is at a path that could not be reached: nothing, if it is not for want of descriptors or
  /// the like.
  static var unreached: Entry {
    [EMFILE, ENFILE, ENOMEM, EIO, ENAMETOOLONG].contains(errno) ? .unknown : .missing
  }

  static func entry(_ name: UnsafePointer<CChar>, in folder: Int32) -> Entry {
    var info = stat()
    guard fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 else { return unreached }
    return info.st_mode & S_IFMT == S_IFDIR ? .folder : .other
  }

  /// The files below a folder, relative to the output.
  func files(below path: String) -> [String] {
    let names: [String] =
      at(path) { parent, name in
        let opened = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0, let entries = fdopendir(opened) else { return [] }
        defer { closedir(entries) }
        return Disk.names(entries).map { "\(path)/\($0)" }
      } ?? []
    return names.flatMap { entry($0) == .folder ? files(below: $0) : [$0] }
  }

  /// A regular file's bytes; nil if there is none.
  func read(_ path: String) -> [UInt8]? {
    at(path) { parent, name in Disk.read(name, in: parent, flags: O_NOFOLLOW) } ?? nil
  }

  /// Whether the file is there already, with the same content and permissions.
  func holds(_ content: Content, at path: String) -> Bool {
    at(path) { FolderWriter.holds(content, at: $1, in: $0) } ?? false
  }

  static func holds(
    _ content: Content, at name: UnsafePointer<CChar>, in folder: Int32
  ) -> Bool {
    switch content {
    case .bytes(let bytes, let permissions):
      var info = stat()
      guard fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0,
        info.st_mode & S_IFMT == S_IFREG, info.st_mode & 0o777 == mode_t(permissions),
        info.st_size == bytes.count
      else { return false }
      return Disk.read(name, in: folder, flags: O_NOFOLLOW) == bytes
    case .link(let text):
      var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
      let count = readlinkat(folder, name, &buffer, buffer.count)
      return count >= 0 && buffer[..<count].elementsEqual(text.utf8)
    case .folder: return entry(name, in: folder) == .folder
    }
  }

  /// Makes a new file, and the folders above it.
  func put(_ content: Content, at path: String) throws {
    let done = at(path, making: true) { parent, name in
      switch content {
      case .bytes(let bytes, let permissions):
        Disk.write(bytes, to: name, in: parent, permissions: permissions)
      case .link(let text): symlinkat(text, parent, name) == 0
      case .folder: mkdirat(parent, name, 0o777) == 0
      }
    }
    guard done == true else { throw failure("write", path) }
  }

  /// Renames files over others, each atomically, in order. Best sorted by target: folders are then
  /// opened once.
  func move(_ files: [(source: String, target: String)]) throws {
    var folders = OpenFolders(root: folder)
    defer { folders.close() }
    for (source, target) in files {
      var name = target
      if FolderWriter.isPlain(target), move(source, to: &name, by: &folders) { continue }
      // A folder in the way goes, and with it those above that are empty then.
      if entry(target) == .folder { remove(target) }
      folders.forget()
      try move(source, to: target)
    }
  }

  private func move(_ source: String, to target: inout String, by folders: inout OpenFolders)
    -> Bool
  {
    target.withUTF8 { target in
      folders.at(target, making: true) { renameat(folder, source, $0, $1) == 0 }
    } ?? false
  }

  /// Renames a file over another, atomically.
  func move(_ source: String, to target: String) throws {
    let done = at(target, making: true) { parent, name in
      renameat(folder, source, parent, name) == 0
    }
    guard done == true else { throw failure("write", target) }
  }

  /// Gives a file the owner that another has. Where that is not allowed it stays this user's.
  func giveOwner(of other: String, to path: String) {
    var info = stat()
    let known = at(other) { fstatat($0, $1, &info, AT_SYMLINK_NOFOLLOW) == 0 }
    guard known == true, info.st_uid != geteuid() || info.st_gid != getegid() else { return }
    _ = at(path) { fchownat($0, $1, info.st_uid, info.st_gid, AT_SYMLINK_NOFOLLOW) }
  }

  /// Removes a file or an empty folder, and the folders that are empty then.
  func remove(_ path: String) {
    _ = at(path) { parent, name in
      unlinkat(parent, name, 0) == 0 || unlinkat(parent, name, AT_REMOVEDIR) == 0
    }
    var above = PathText.folder(of: path)
    while !above.isEmpty,
      at(above, { parent, name in unlinkat(parent, name, AT_REMOVEDIR) }) == 0
    {
      above = PathText.folder(of: above)
    }
  }

  /// Empties and removes a folder of temporary files, should there be one.
  func removeStaging(_ name: String) throws {
    let staging = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard staging >= 0 else {
      if errno == ENOENT { return }
      throw failure("clear", name)
    }
    guard let entries = fdopendir(staging) else {
      close(staging)
      throw failure("clear", name)
    }
    for entry in Disk.names(entries) { unlinkat(staging, entry, 0) }
    closedir(entries)
    guard unlinkat(folder, name, AT_REMOVEDIR) == 0 else { throw failure("clear", name) }
  }

  /// Calls `body` with the folder that holds `path`, and the name in it. Nil if a folder on the
  /// way is missing or is not a folder.
  private func at<Result>(
    _ path: String, making: Bool = false, _ body: (Int32, String) -> Result
  ) -> Result? {
    var parent = dup(folder)
    defer { close(parent) }
    var components = PathText.components(path)
    guard FolderWriter.isPlain(path), let name = components.popLast() else { return nil }
    for component in components {
      if making, mkdirat(parent, component, 0o777) != 0, errno != EEXIST { return nil }
      let next = openat(parent, component, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard next >= 0 else { return nil }
      close(parent)
      parent = next
    }
    return body(parent, name)
  }

  private func failure(_ verb: String, _ path: String) -> Failure {
    Failure(Diagnostic(.output, "cannot \(verb) '\(display)/\(path)': \(Disk.lastError)"))
  }
}
