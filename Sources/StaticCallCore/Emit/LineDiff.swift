/// Compares two texts line by line, for `--check`, where only the results of two runs are known.
/// Within a run the edits themselves are the difference; see UnifiedDiff.
public enum LineDiff {
  /// Edits that make `new` of `old`, which is not empty. Every edit covers whole lines, and at
  /// least one.
  public static func edits(from old: [UInt8], to new: [UInt8]) -> [Edit] {
    if old.isEmpty { return [] }
    let (before, after) = (lines(old), lines(new))
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in after.difference(from: before) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var edits: [Edit] = []
    var (left, right) = (0, 0)
    while left < before.count || right < after.count {
      let start = left
      var replacement: [UInt8] = []
      while removed.contains(left) { left += 1 }
      while inserted.contains(right) {
        replacement += after[right]
        right += 1
      }
      if left > start || !replacement.isEmpty {
        edits.append(edit(before, start..<left, replacement))
      } else {
        left += 1
        right += 1
      }
    }
    return edits
  }

  /// A pure insertion takes the line before it along, or else the one behind: an edit of no bytes
  /// would belong to no line.
  private static func edit(
    _ lines: [ArraySlice<UInt8>], _ range: Range<Int>, _ replacement: [UInt8]
  ) -> Edit {
    if !range.isEmpty {
      return Edit(
        at: lines[range.lowerBound].startIndex, original: Array(lines[range].joined()),
        replacement: replacement)
    }
    if range.lowerBound > 0 {
      let line = lines[range.lowerBound - 1]
      return Edit(at: line.startIndex, original: Array(line), replacement: line + replacement)
    }
    return Edit(at: 0, original: Array(lines[0]), replacement: replacement + lines[0])
  }

  private static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    let table = LineTable(text)
    return text.isEmpty ? [] : table.starts.indices.map { text[table.range(of: $0)] }
  }
}
