/// Splits a command line as a POSIX shell does, without expanding or running anything.
enum ShellWords {
  /// The words, or nil where a quote is not closed (POSIX, Shell Command Language, 2.2). Bytes are
  /// compared, as a shell does: to a string a blank with an accent behind it is another character.
  static func split(_ command: String) -> [String]? {
    var words: [String] = []
    var word: [UInt8] = []
    var isOpen = false
    func finish() {
      if isOpen { words.append(String(decoding: word, as: UTF8.self)) }
      word.removeAll(keepingCapacity: true)
      isOpen = false
    }
    var rest = command.utf8.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        finish()
        continue
      case UInt8(ascii: "'"):
        guard appendQuoted(by: byte, escapes: [], from: &rest, to: &word) else { return nil }
      case UInt8(ascii: "\""):
        guard appendQuoted(by: byte, escapes: Array("$`\"\\\n".utf8), from: &rest, to: &word)
        else { return nil }
      case UInt8(ascii: "\\"):
        guard let next = rest.next() else { return nil }
        if next != UInt8(ascii: "\n") { word.append(next) }
      default:
        word.append(byte)
      }
      isOpen = true
    }
    finish()
    return words
  }

  /// Up to the closing quote. A backslash counts only before one of `escapes`.
  private static func appendQuoted(
    by end: UInt8, escapes: [UInt8], from rest: inout String.UTF8View.Iterator,
    to word: inout [UInt8]
  ) -> Bool {
    while let byte = rest.next() {
      if byte == end { return true }
      guard byte == UInt8(ascii: "\\"), !escapes.isEmpty else {
        word.append(byte)
        continue
      }
      guard let next = rest.next() else { return false }
      if !escapes.contains(next) { word.append(byte) }
      if next != UInt8(ascii: "\n") { word.append(next) }
    }
    return false
  }
}
