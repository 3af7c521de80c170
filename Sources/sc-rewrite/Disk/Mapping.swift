import Glibc
import ObjectPass
import StaticCallCore

/// A file in memory. Changes to the bytes stay in memory.
struct Mapping: ~Copyable {
  let bytes: UnsafeRawBufferPointer
  let info: stat

  private init(_ bytes: UnsafeRawBufferPointer, _ info: stat) {
    (self.bytes, self.info) = (bytes, info)
  }

  deinit {
    if let start = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }

  /// - Parameter path: as `NameBytes` has it.
  static func open(_ path: String) throws(Failure) -> Mapping {
    // O_NONBLOCK: a FIFO must not be waited for.
    let descriptor = Glibc.open(NameBytes.native(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw unreadable(path) }
    guard info.st_mode & S_IFMT == S_IFREG else {
      let name = NameBytes.shown(path)
      throw Failure(Diagnostic(.object, about: name, "'\(name)' is no regular file"))
    }
    let size = Int(info.st_size)
    guard size > 0 else { return Mapping(UnsafeRawBufferPointer(start: nil, count: 0), info) }
    guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0),
      start != MAP_FAILED
    else { throw unreadable(path) }
    return Mapping(UnsafeRawBufferPointer(start: start, count: size), info)
  }

  private static func unreadable(_ path: String) -> Failure {
    let (name, reason) = (NameBytes.shown(path), Disk.lastError)
    return Failure(Diagnostic(.noInput, about: name, "cannot read '\(name)': \(reason)"))
  }

  func apply(_ patches: [Change.Patch]) {
    let all = UnsafeMutableRawBufferPointer(mutating: bytes)
    for patch in patches {
      all[patch.offset..<patch.offset + patch.bytes.count].copyBytes(from: patch.bytes)
    }
  }
}
