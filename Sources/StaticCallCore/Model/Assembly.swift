/// Reads assembly text, only for the trampolines that it names. Works on what GNU as and clang's
/// assembler have in common: instructions and directives, one a line or divided by `;`, labels
/// before.
public enum Assembly {
  public struct Trampolines: Equatable, Sendable {
    /// Keys whose trampolines are an instruction's operand.
    public var branches: Set<String> = []
    /// Keys whose trampolines are named in a directive (`.long __SCT__k - .`).
    public var data: Set<String> = []
  }

  /// The keys that `text` names by their trampolines. Trampolines that it defines (`__SCT__k:`)
  /// are none of those; the kernel's DEFINE_STATIC_CALL makes them by such text.
  public static func trampolines(in text: String) -> Trampolines {
    var found = Trampolines()
    var defined: Set<String> = []
    for line in text.utf8.split(whereSeparator: { $0 == 0x0a || $0 == UInt8(ascii: ";") }) {
      var words = self.words(of: line)
      while words.count > 1, words[1] == ":" {
        if let key = key(of: words[0]) { defined.insert(key) }
        words.removeFirst(2)
      }
      guard let operation = words.first else { continue }
      let keys = words.dropFirst().compactMap(key)
      if operation.hasPrefix(".") {
        found.data.formUnion(keys)
      } else {
        found.branches.formUnion(keys)
      }
    }
    found.branches.subtract(defined)
    found.data.subtract(defined)
    return found
  }

  private static func key(of word: String) -> String? {
    let prefix = Symbols.trampolinePrefix
    return word.hasPrefix(prefix) && word.count > prefix.count
      ? String(word.dropFirst(prefix.count)) : nil
  }

  /// Symbols and single other characters; strings and blanks left out.
  private static func words(of line: Substring.UTF8View) -> [String] {
    var words: [String] = []
    var rest = line[...]
    while let first = rest.first {
      if isSymbol(first) {
        let word = rest.prefix(while: isSymbol)
        words.append(String(decoding: word, as: UTF8.self))
        rest = rest.dropFirst(word.count)
      } else if first == UInt8(ascii: "\"") {
        rest = rest.dropFirst().drop { $0 != UInt8(ascii: "\"") }.dropFirst()
      } else {
        if first != 0x20 && first != 0x09 { words.append(String(UnicodeScalar(first))) }
        rest = rest.dropFirst()
      }
    }
    return words
  }

  private static func isSymbol(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
      UInt8(ascii: "$"), 0x80...:
      true
    default: false
    }
  }
}
