/// What was found, as tables for people: keys, then sites, then what was left alone and why. The
/// manifest says the same to programs.
public enum Listing {
  /// - Parameter tree: writes places as the user would.
  public static func render(_ program: Program, in tree: SourceTree) -> String {
    let calls = Dictionary(grouping: program.sites.compactMap(\.key), by: { $0 })
    let updates = Dictionary(
      grouping: program.uses.filter { $0.kind == .update }.map(\.key), by: { $0 })
    let keys = program.keys.map { key in
      [
        key.name, key.type, key.initialText ?? "-", key.definition.map(tree.display) ?? "-",
        String(calls[key.name]?.count ?? 0), String(updates[key.name]?.count ?? 0),
      ]
    }
    let sites = program.sites.map { site in
      let form = site.form.rawValue + (site.isCalled ? "" : ", not called")
      return switch site.subject {
      case .key(let name): [tree.display(site.place), name, form, "-"]
      case .macro(let name): [tree.display(site.place), "-", form, name]
      }
    }
    let left = program.leftAlone.map { [tree.display($0.place), $0.reason.rawValue] }
    return [
      table(["KEY", "TYPE", "INITIAL", "DEFINED AT", "SITES", "UPDATES"], keys),
      table(["SITE", "KEY", "MACRO", "IN BODY OF"], sites),
      table(["LEFT ALONE", "REASON"], left),
    ].joined(separator: "\n")
  }

  /// Two blanks between columns; none at the ends of lines. Without rows, the header and `(none)`.
  private static func table(_ header: [String], _ rows: [[String]]) -> String {
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
  private static func visible(_ cell: String) -> String {
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

extension Program.Key {
  /// The first target in the words of the C source; nil where the key is defined elsewhere.
  var initialText: String? {
    switch initial {
    case .function(let target): target
    case .null: "NULL"
    case .returnZero: "__static_call_return0"
    case nil: nil
    }
  }
}
