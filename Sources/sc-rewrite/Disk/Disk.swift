import Glibc
import StaticCallCore

/// The few system calls that need more care than Foundation gives them.
enum Disk {
  static var lastError: String { String(cString: strerror(errno)) }

  /// The path without symbolic links; nil if it does not exist.
  static func realPath(_ path: String) -> String? {
    resolved(path).map {
      String(decoding: $0.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  /// The same byte for byte, with a NUL at its end.
  static func resolved(_ path: UnsafePointer<CChar>) -> [CChar]? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return Array(UnsafeBufferPointer(start: resolved, count: strlen(resolved) + 1))
  }

  /// Where this process runs, without symbolic links.
  static var currentFolder: String { realPath(".") ?? "/" }

  /// The names in an open folder, `.` and `..` left out, in no order. Names that are not UTF-8
  /// come with replacement characters.
  static func names(_ folder: OpaquePointer) -> [String] {
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// The whole of a regular file; nil if it cannot be read.
  static func read(
    _ path: UnsafePointer<CChar>, in folder: Int32 = AT_FDCWD, flags: Int32 = 0
  ) -> [UInt8]? {
    // O_NONBLOCK: opening a FIFO that took the file's place must not wait.
    let descriptor = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
    return contents(of: descriptor, size: Int(info.st_size))
  }

  /// All that is left to read from an open file; nil if it cannot be read.
  ///
  /// - Parameter size: how much that was just now. It may be more by now, or less.
  private static func contents(of descriptor: Int32, size: Int) -> [UInt8]? {
    var isWhole = false
    var isRead = true
    // With room for one byte more, the end shows without a copy.
    var bytes = [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
      while isRead, !isWhole, count < buffer.count {
        let rest = UnsafeMutableBufferPointer(rebasing: buffer[count...])
        switch Glibc.read(descriptor, rest.baseAddress, rest.count) {
        case 0: isWhole = true
        case let more where more > 0: count += more
        default: isRead = errno == EINTR
        }
      }
    }
    // It grew, or is of those whose size the kernel does not tell.
    var buffer: [UInt8] = []
    while isRead, !isWhole {
      if buffer.isEmpty { buffer = [UInt8](repeating: 0, count: 1 << 16) }
      switch Glibc.read(descriptor, &buffer, buffer.count) {
      case 0: isWhole = true
      case let more where more > 0: bytes += buffer[..<more]
      default: isRead = errno == EINTR
      }
    }
    return isRead ? bytes : nil
  }

  static func write(
    _ bytes: [UInt8], to path: String, in folder: Int32 = AT_FDCWD, permissions: UInt16 = 0o644
  ) -> Bool {
    write(to: path, in: folder, permissions: permissions) { writeAll(bytes, to: $0) }
  }

  /// Makes a new file and lets `content` write it.
  static func write(
    to path: UnsafePointer<CChar>, in folder: Int32 = AT_FDCWD, permissions: UInt16,
    _ content: (Int32) -> Bool
  ) -> Bool {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    let descriptor = openat(folder, path, flags, 0o600)
    guard descriptor >= 0 else { return false }
    let written = content(descriptor) && fchmod(descriptor, mode_t(permissions)) == 0
    // close() reports what a network file system could not store.
    return close(descriptor) == 0 && written
  }

  /// Makes a folder and those that it lies in, as far as there are none.
  static func makeFolders(_ path: String, permissions: UInt32) -> Bool {
    var made = path.hasPrefix("/") ? "/" : ""
    for component in path.split(separator: "/") {
      made += component + "/"
      if mkdir(made, permissions) != 0, errno != EEXIST { return false }
    }
    return true
  }

  /// Puts a new file in the place of an old one, whole or not at all.
  static func replace(_ path: String, with bytes: [UInt8]) -> Bool {
    replace(path, permissions: 0o644) { writeAll(bytes, to: $0) }
  }

  /// The same for a file that `content` writes.
  static func replace(
    _ path: UnsafePointer<CChar>, permissions: UInt16, _ content: (Int32) -> Bool
  ) -> Bool {
    let name = NameBytes.text(UnsafeRawBufferPointer(start: path, count: strlen(path)))
    let temporary = NameBytes.native(PathText.beside(name, suffix: ".\(getpid()).tmp"))
    unlink(temporary)
    // Nothing is left behind: who asks this process to end waits for that long.
    return Signals.deferred {
      if write(to: temporary, permissions: permissions, content), rename(temporary, path) == 0 {
        return true
      }
      let reason = errno
      unlink(temporary)
      errno = reason
      return false
    }
  }

  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
  }

  static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
