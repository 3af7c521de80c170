#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Several texts to search for in one pass, prepared (Horspool's way, with the shortest text's
/// length as the window). Each look at a byte passes over about as many as that.
public struct NeedleSet: Sendable {
  private let needles: [[UInt8]]
  /// The last bytes of each needle's window, and how far the window may move by its last byte.
  private let shifts: [UInt8]
  private let window: Int
  public var isEmpty: Bool { needles.isEmpty }

  public init(_ texts: some Sequence<String>) {
    let needles = texts.map { Array($0.utf8) }.filter { !$0.isEmpty }
    let window = min(255, needles.map(\.count).min() ?? 0)
    var shifts = [UInt8](repeating: UInt8(window), count: 256)
    for needle in needles {
      for (index, byte) in needle.prefix(max(0, window - 1)).enumerated() {
        shifts[Int(byte)] = min(shifts[Int(byte)], UInt8(window - 1 - index))
      }
    }
    self.needles = needles
    self.shifts = shifts
    self.window = window
  }

  /// Whether one of the texts stands in some bytes.
  public func isIn(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard window > 0, text.count >= window, let base = text.baseAddress else { return false }
    // The last bytes of windows, to leave most places at once.
    var ends = [Bool](repeating: false, count: 256)
    for needle in needles { ends[Int(needle[window - 1])] = true }
    return shifts.withUnsafeBufferPointer { shifts in
      ends.withUnsafeBufferPointer { ends in
        var position = window - 1
        while position < text.count {
          let last = Int(base[position])
          if ends[last], isAt(position + 1 - window, in: text) { return true }
          position += Int(shifts[last])
        }
        return false
      }
    }
  }

  private func isAt(_ start: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = text.baseAddress else { return false }
    return needles.contains { needle in
      start + needle.count <= text.count && memcmp(base + start, needle, needle.count) == 0
    }
  }
}
