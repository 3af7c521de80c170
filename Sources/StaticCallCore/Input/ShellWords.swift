/// Splits a command line as a POSIX shell does, without expanding or running anything.
enum ShellWords {
  /// The words, or nil where a quote is not closed (POSIX, Shell Command Language, 2.2).
  static func split(_ command: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var rest = command.makeIterator()
    while let character = rest.next() {
      switch character {
      case " ", "\t", "\n", "\r\n":
        if let done = word { words.append(done) }
        word = nil
      case "'":
        guard let text = quoted(&rest, by: "'", escapes: "") else { return nil }
        word = (word ?? "") + text
      case "\"":
        guard let text = quoted(&rest, by: "\"", escapes: "$`\"\\\n") else { return nil }
        word = (word ?? "") + text
      case "\\":
        guard let next = rest.next() else { return nil }
        word = (word ?? "") + (next == "\n" ? "" : String(next))
      default:
        word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }

  /// Up to the closing quote. A backslash counts only before one of `escapes`.
  private static func quoted(
    _ rest: inout String.Iterator, by end: Character, escapes: String
  ) -> String? {
    var text = ""
    while let character = rest.next() {
      if character == end { return text }
      guard character == "\\", !escapes.isEmpty else {
        text.append(character)
        continue
      }
      guard let next = rest.next() else { return nil }
      if !escapes.contains(next) { text.append("\\") }
      if next != "\n" { text.append(next) }
    }
    return nil
  }
}
