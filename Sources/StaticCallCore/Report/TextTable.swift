/// Tables for people.
public enum TextTable {
  /// Two blanks between columns; none at the ends of lines. Without rows, the header and `(none)`.
  public static func render(_ header: [String], _ rows: [[String]]) -> String {
    let lines = [header] + (rows.isEmpty ? [["(none)"]] : rows).map { $0.map(visible) }
    let widths = header.indices.map { column in
      lines.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return lines.map { cells in
      let padded = zip(cells, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      let line = padded.joined(separator: "  ")
      return line[
        ..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex)]
        + "\n"
    }.joined()
  }

  /// File names may hold anything; a newline in one must not look like the next row, nor an escape
  /// sequence reach the terminal.
  public static func visible(_ cell: String) -> String {
    var result = ""
    for scalar in cell.unicodeScalars {
      if scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
