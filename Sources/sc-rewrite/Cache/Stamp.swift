import Glibc
import StaticCallCore

/// What stat() says of a file's content without reading it. Two equal stamps mean the same
/// content, unless a file changed twice within one tick of the file system's clock: `settled`
/// tells.
struct Stamp: Hashable, Codable, Sendable {
  let device: UInt64
  let inode: UInt64
  let size: Int
  /// Nanoseconds since 1970, as are all times here.
  let modified: Int
  let changed: Int

  /// A tick, and something to spare: Linux stamps files at the rate of its timer, 100 to 1000 Hz.
  static let tick = 20_000_000

  init(device: UInt64, inode: UInt64, size: Int, modified: Int, changed: Int) {
    (self.device, self.inode, self.size) = (device, inode, size)
    (self.modified, self.changed) = (modified, changed)
  }

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

/// A number for many values: equal values, added in the same order, give equal numbers, in every
/// process.
struct Fingerprint: Sendable {
  private var mixer = WordMixer()
  /// When the newest of the files was changed.
  private(set) var newest = Int.min

  var value: UInt64 { mixer.hash.high }

  mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  mutating func add(_ bytes: UnsafeRawBufferPointer) { mixer.add(bytes) }

  /// - Parameter stamp: nil for what is no file, or not there.
  mutating func add(_ stamp: Stamp?) {
    guard let stamp else { return mixer.add(0, 0) }
    newest = max(newest, stamp.changed)
    mixer.add(1, UInt64(bitPattern: Int64(stamp.size)))
    mixer.add(stamp.device, stamp.inode)
    mixer.add(
      UInt64(bitPattern: Int64(stamp.modified)), UInt64(bitPattern: Int64(stamp.changed)))
  }

  /// - Parameter kind: what the file is that is added next.
  mutating func add(kind: UInt8) { mixer.add(UInt64(kind), 2) }

  /// All that another is of.
  mutating func add(_ other: Fingerprint) {
    newest = max(newest, other.newest)
    let hash = other.mixer.hash
    mixer.add(hash.high, hash.low)
  }
}
