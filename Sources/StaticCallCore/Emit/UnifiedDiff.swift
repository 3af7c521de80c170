/// The edits as a unified diff with three lines of context; `patch -p1` in the source root applies
/// it. Made from the edits, not by comparing texts, so it is exact and costs no more than they do.
public enum UnifiedDiff {
  private static let context = 3

  @Sendable static func emit(_ plan: Plan) -> [OutputFile] {
    let bytes = plan.edited.flatMap { render(path: $0.path, text: $0.text, edits: $0.edits) }
    return [OutputFile(path: OutputName.diff, content: .bytes(bytes))]
  }

  /// The diff of one file; empty without edits. An edit covers a byte at least; a file that was
  /// empty has no lines to show, so it gets none either.
  public static func render(path: String, text: [UInt8], edits: EditList) -> [UInt8] {
    let lines = LineTable(text)
    let changes = changedLines(edits, lines)
    guard !changes.isEmpty else { return [] }
    var result = Array("--- \(name("a/" + path))\n+++ \(name("b/" + path))\n".utf8)
    var growth = 0
    for hunk in hunks(changes, lineCount: lines.starts.count) {
      let (body, grown) = render(hunk, text, edits, lines)
      let oldCount = hunk.span.count
      let newStart = hunk.span.lowerBound + growth
      result += Array(
        "@@ -\(hunk.span.lowerBound + 1),\(oldCount) +\(newStart + 1),\(oldCount + grown) @@\n".utf8
      )
      result += body
      growth += grown
    }
    return result
  }

  private struct Hunk {
    var span: Range<Int>
    var changes: [Range<Int>]
  }

  /// Runs of adjacent lines that edits touch.
  private static func changedLines(_ edits: EditList, _ lines: LineTable) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for edit in edits.edits {
      let first = lines.line(at: edit.range.lowerBound)
      let last = lines.line(at: max(edit.range.lowerBound, edit.range.upperBound - 1))
      if let previous = runs.last, previous.upperBound >= first {
        runs[runs.count - 1] = previous.lowerBound..<max(previous.upperBound, last + 1)
      } else {
        runs.append(first..<(last + 1))
      }
    }
    return runs
  }

  private static func hunks(_ changes: [Range<Int>], lineCount: Int) -> [Hunk] {
    var hunks: [Hunk] = []
    for change in changes {
      let span =
        max(0, change.lowerBound - context)..<min(lineCount, change.upperBound + context)
      if let previous = hunks.last?.span, previous.upperBound >= span.lowerBound {
        // In place: a hunk may have all changes of a long file.
        hunks[hunks.count - 1].span = previous.lowerBound..<span.upperBound
        hunks[hunks.count - 1].changes.append(change)
      } else {
        hunks.append(Hunk(span: span, changes: [change]))
      }
    }
    return hunks
  }

  /// The hunk's lines, and by how many lines it grows the file.
  private static func render(
    _ hunk: Hunk, _ text: [UInt8], _ edits: EditList, _ lines: LineTable
  ) -> ([UInt8], Int) {
    var result: [UInt8] = []
    var grown = 0
    var position = hunk.span.lowerBound
    for change in hunk.changes + [hunk.span.upperBound..<hunk.span.upperBound] {
      for line in position..<change.lowerBound {
        result += marked(" ", text[lines.range(of: line)])
      }
      position = change.upperBound
      guard !change.isEmpty else { continue }
      let old = lines.range(of: change.lowerBound).lowerBound
      let end = lines.range(of: change.upperBound - 1).upperBound
      for line in change { result += marked("-", text[lines.range(of: line)]) }
      let new = edits.apply(to: text, in: old..<end)
      let newLines = LineTable(new)
      let newCount = new.isEmpty ? 0 : newLines.starts.count
      for line in 0..<newCount { result += marked("+", new[newLines.range(of: line)]) }
      grown += newCount - change.count
    }
    return (result, grown)
  }

  private static func marked(_ mark: String, _ line: ArraySlice<UInt8>) -> [UInt8] {
    let end = line.last == 0x0a ? "" : "\n\\ No newline at end of file\n"
    return Array(mark.utf8) + line + Array(end.utf8)
  }

  /// As GNU diff and git write names: a tab ends one with blanks, quotes hold one with specials.
  private static func name(_ path: String) -> String {
    if path.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5c || $0 == 0x7f }) {
      return "\"\(cEscaped(path))\""
    }
    return path.contains(" ") ? path + "\t" : path
  }
}
