import Glibc
import StaticCallCore

/// What stat() says of a file's content without reading it. Two equal stamps mean the same content,
/// unless a file changed twice within one tick of the file system's clock: `settled` tells.
struct Stamp: Hashable, Codable, Sendable {
  let device: UInt64
  let inode: UInt64
  let size: Int
  /// Nanoseconds since 1970, as are all times here.
  let modified: Int
  let changed: Int

  /// A tick, and something to spare: Linux stamps files at the rate of its timer, 100 to 1000 Hz.
  static let tick = 20_000_000

  init(_ info: stat) {
    device = UInt64(info.st_dev)
    inode = UInt64(info.st_ino)
    size = Int(info.st_size)
    modified = Stamp.nanoseconds(info.st_mtim)
    changed = Stamp.nanoseconds(info.st_ctim)
  }

  /// Nil if there is no such file.
  init?(_ path: UnsafePointer<CChar>, following: Bool = true) {
    var info = stat()
    guard (following ? stat(path, &info) : lstat(path, &info)) == 0 else { return nil }
    self.init(info)
  }

  /// Whether content that was read at `time` or later is that of this stamp.
  func settled(before time: Int) -> Bool { changed <= time - Stamp.tick }

  static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return nanoseconds(time)
  }

  private static func nanoseconds(_ time: timespec) -> Int {
    time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}

/// A number for many values (FNV-1a): equal values give equal numbers, in every process.
struct Fingerprint {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325
  /// When the newest of the files was changed.
  private(set) var newest = Int.min

  mutating func add(_ text: String) {
    for byte in text.utf8 { add(byte) }
    add(UInt8(0))
  }

  mutating func add(_ stamp: Stamp?) {
    guard let stamp else { return add("-") }
    newest = max(newest, stamp.changed)
    for number in [stamp.device, stamp.inode] { add(number) }
    for number in [stamp.size, stamp.modified, stamp.changed] {
      add(UInt64(bitPattern: Int64(number)))
    }
  }

  private mutating func add(_ number: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) { add(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { add(byte) }
  }

  private mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }
}
