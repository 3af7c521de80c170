/// Ranges of a text of which no two overlap, but by being equal: directives, skipped branches. A
/// file may have as many of them as it has lines, so they are not looked through one by one.
public struct DisjointRanges: Sendable {
  private let ranges: [Range<Int>]

  public init(_ ranges: [Range<Int>]) {
    self.ranges = ranges.sorted { $0.lowerBound < $1.lowerBound }
  }

  /// The range that has an offset.
  public func range(of offset: Int) -> Range<Int>? {
    let next = ranges.partitioningIndex { $0.upperBound > offset }
    return next < ranges.endIndex && ranges[next].contains(offset) ? ranges[next] : nil
  }
}
