#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Fast searches through whole files: a survey reads every byte of a tree.
enum ByteSearch {
  /// The offsets of a byte, in order.
  static func forEach(
    _ byte: UInt8, in text: UnsafeBufferPointer<UInt8>, _ body: (Int) -> Void
  ) {
    guard let start = text.baseAddress else { return }
    var offset = 0
    while offset < text.count,
      let found = memchr(start + offset, Int32(byte), text.count - offset)
    {
      let here = UnsafeRawPointer(start).distance(to: UnsafeRawPointer(found))
      body(here)
      offset = here + 1
    }
  }

  /// The first offset of a byte, not before `start`; the text's end if there is none.
  static func first(
    _ byte: UInt8, in text: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int {
    guard let base = text.baseAddress, start < text.count,
      let found = memchr(base + start, Int32(byte), text.count - start)
    else { return text.count }
    return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
  }
}

/// A text to search for, prepared (Horspool, 1980: each look at one byte passes over as many as
/// the needle is long).
public struct Needle: Sendable {
  private let bytes: [UInt8]
  private let shifts: [Int]

  public init(_ text: String) {
    bytes = Array(text.utf8)
    var shifts = [Int](repeating: bytes.count, count: 256)
    for (index, byte) in bytes.dropLast().enumerated() {
      shifts[Int(byte)] = bytes.count - 1 - index
    }
    self.shifts = shifts
  }

  var count: Int { bytes.count }

  public func isIn(_ text: UnsafeBufferPointer<UInt8>) -> Bool { first(in: text, from: 0) != nil }

  /// The first offset, not before `start`, where the needle stands.
  func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let count = bytes.count
    guard count > 0, let base = text.baseAddress else { return nil }
    return bytes.withUnsafeBufferPointer { needle in
      shifts.withUnsafeBufferPointer { shifts in
        guard let wanted = needle.baseAddress else { return nil }
        var position = start
        while position + count <= text.count {
          let last = base[position + count - 1]
          if last == needle[count - 1],
            memcmp(base + position, wanted, count - 1) == 0
          {
            return position
          }
          position += shifts[Int(last)]
        }
        return nil
      }
    }
  }
}
