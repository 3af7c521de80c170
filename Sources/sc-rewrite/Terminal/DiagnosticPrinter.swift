import Glibc
import StaticCallCore

/// Prints diagnostics as clang does: `file:line:col: error: text [id]`; on a terminal with the
/// source line, a caret and colours.
struct DiagnosticPrinter {
  /// Nil before there is a tree: places are then as the user wrote them.
  let tree: SourceInput?
  private let onTerminal = TextStream.error.isTerminal
  private let colored = TextStream.error.isTerminal && getenv("NO_COLOR") == nil

  init(tree: SourceInput?) {
    self.tree = tree
  }

  func print(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics {
      let color =
        switch diagnostic.severity {
        case .error: "31"
        case .warning: "35"
        case .remark: "34"
        }
      line(
        diagnostic.place, diagnostic.severity.rawValue, color,
        "\(diagnostic.message) [\(diagnostic.id.rawValue)]")
      for note in diagnostic.notes { line(note.place, "note", "36", note.message) }
    }
  }

  private func line(_ place: Place?, _ word: String, _ color: String, _ message: String) {
    let start = place.map { "\(tree?.display($0.file) ?? $0.file):\($0.line):\($0.column)" }
    let text =
      "\(TextTable.visible(start ?? "sc-rewrite")): \(paint(word + ":", color)) \(TextTable.visible(message))"
    sc_rewrite.print(text, to: .error)
    if onTerminal, let place, let excerpt = excerpt(at: place) {
      sc_rewrite.print(excerpt, to: .error)
    }
  }

  private func paint(_ text: String, _ color: String) -> String {
    colored ? "\u{1b}[1;\(color)m\(text)\u{1b}[0m" : text
  }

  /// The source line and a caret under the column. Tabs stay tabs, so that the caret lines up.
  private func excerpt(at place: Place) -> String? {
    guard let text = tree?.read(place.file) else { return nil }
    let lines = LineTable(text)
    guard place.line <= lines.starts.count else { return nil }
    let range = lines.range(of: place.line - 1)
    let line = String(decoding: text[range].prefix { $0 != 0x0a && $0 != 0x0d }, as: UTF8.self)
    let before = text[range].prefix(place.column - 1)
    let blanks = String(decoding: before, as: UTF8.self).map { $0 == "\t" ? $0 : Character(" ") }
    return "  \(line)\n  \(String(blanks))\(paint("^", "32"))"
  }
}
