import Glibc
import StaticCallCore

/// The folders on the way to a file below some root, kept open for the next file, which is often
/// its neighbour. No link is followed. Belongs to one thread, and has to be closed.
///
/// A folder that is removed and made again meanwhile is not noticed: `forget` then.
struct OpenFolders {
  private let root: Int32
  /// Those on the way to `path`: where each one's path ends in it.
  private var open: [(end: Int, descriptor: Int32)] = []
  /// The last name that was asked for.
  private let path: UnsafeMutableBufferPointer<UInt8>
  private var length = 0

  /// Descriptors are few; what is deeper is opened anew each time.
  private static let limit = 24
  private static let slash = UInt8(ascii: "/")

  init(root: Int32) {
    self.root = root
    path = .allocate(capacity: Int(PATH_MAX))
  }

  mutating func close() {
    forget()
    path.deallocate()
  }

  mutating func forget() { leave(0) }

  private mutating func leave(_ count: Int) {
    while open.count > count { Glibc.close(open.removeLast().descriptor) }
  }

  private var folder: Int32 { open.last?.descriptor ?? root }

  /// What lstat() says of a file; false if it is not there.
  ///
  /// - Parameter name: relative to the root, and plain (see `FolderWriter.isPlain`).
  mutating func status(of name: UnsafeBufferPointer<UInt8>, _ info: inout stat) -> Bool {
    at(name) { fstatat($0, $1, &info, AT_SYMLINK_NOFOLLOW) == 0 } ?? false
  }

  /// Calls `body` with the folder that holds a file, and the name in it.
  ///
  /// - Parameters:
  ///   - name: relative to the root, and plain.
  ///   - making: whether folders that are missing are made.
  /// - Returns: nil if a folder on the way is missing or is not a folder.
  mutating func at<Result>(
    _ name: UnsafeBufferPointer<UInt8>, making: Bool = false,
    _ body: (Int32, UnsafePointer<CChar>) -> Result
  ) -> Result? {
    guard name.count < path.count else {
      errno = ENAMETOOLONG
      return nil
    }
    var common = 0
    while common < min(length, name.count), path[common] == name[common] { common += 1 }
    leave(open.prefix { $0.end < common }.count)
    _ = path.update(fromContentsOf: name)
    path[name.count] = 0
    length = name.count
    var start = open.last.map { $0.end + 1 } ?? 0
    while let end = path[start..<length].firstIndex(of: OpenFolders.slash) {
      path[end] = 0
      let next = enter(text(start), making)
      path[end] = OpenFolders.slash
      guard next >= 0 else { return nil }
      if open.count == OpenFolders.limit { Glibc.close(open.removeLast().descriptor) }
      open.append((end, next))
      start = end + 1
    }
    return body(folder, text(start))
  }

  private func enter(_ name: UnsafePointer<CChar>, _ making: Bool) -> Int32 {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let opened = openat(folder, name, flags)
    guard opened < 0, errno == ENOENT, making else { return opened }
    if mkdirat(folder, name, 0o777) != 0, errno != EEXIST { return -1 }
    return openat(folder, name, flags)
  }

  /// The end of `path` as C has it.
  private func text(_ start: Int) -> UnsafePointer<CChar> {
    UnsafeRawPointer(path.baseAddress.unsafelyUnwrapped + start)
      .assumingMemoryBound(to: CChar.self)
  }
}

/// What is below an open folder, for one look at many files, in their order. Nothing may be moved
/// meanwhile. Belongs to one thread, and has to be closed.
struct FolderReader {
  private var folders: OpenFolders

  init(folder: Int32) {
    folders = OpenFolders(root: folder)
  }

  mutating func close() { folders.close() }

  /// What is at a path.
  mutating func entry(_ path: String) -> FolderWriter.Entry {
    at(path) { FolderWriter.entry($1, in: $0) } ?? FolderWriter.unreached
  }

  /// Whether the file is there already, with the same content and permissions.
  mutating func holds(_ content: FolderWriter.Content, at path: String) -> Bool {
    at(path) { FolderWriter.holds(content, at: $1, in: $0) } ?? false
  }

  private mutating func at<Result>(
    _ path: String, _ body: (Int32, UnsafePointer<CChar>) -> Result
  ) -> Result? {
    guard FolderWriter.isPlain(path) else { return nil }
    var path = path
    return path.withUTF8 { folders.at($0, body) }
  }
}
