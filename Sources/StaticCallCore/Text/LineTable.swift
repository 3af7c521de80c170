/// Where each line of a text starts.
public struct LineTable: Sendable {
  public let starts: [Int]
  public let length: Int

  public init(_ text: [UInt8]) {
    var starts = [0]
    text.withUnsafeBufferPointer { text in
      ByteSearch.forEach(0x0a, in: text) { starts.append($0 + 1) }
    }
    if starts.count > 1, starts.last == text.count { starts.removeLast() }
    self.starts = starts
    self.length = text.count
  }

  /// The index, from 0, of the line that holds `offset`.
  public func line(at offset: Int) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The bytes of a line, its newline included.
  public func range(of line: Int) -> Range<Int> {
    starts[line]..<(line + 1 < starts.count ? starts[line + 1] : length)
  }
}
