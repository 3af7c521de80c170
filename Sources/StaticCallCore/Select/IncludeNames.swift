/// The `#include`s of a text, for checks that need no parse. One in a skipped branch counts, too.
public enum IncludeNames {
  /// The names, as written, without quotes; those that macros make are not among them.
  public static func all(in text: [UInt8]) -> [String] {
    let names = NameTable()
    let digest = text.withUnsafeBufferPointer { Digester.digest($0, names: names, isWord: nil) }
    let written = digest.inclusions.compactMap { inclusion in
      switch inclusion.target {
      case .quoted(let name), .angled(let name): names.text(name)
      case .computed: nil
      }
    }
    return Set(written).sorted()
  }

  /// Where one of them stands.
  public static func place(of name: String, in text: [UInt8], of file: String) -> Place {
    let lines = LineTable(text)
    let name = Array(name.utf8)
    for line in lines.starts.indices {
      let range = lines.range(of: line)
      let words = text[range].drop { $0 == 0x20 || $0 == 0x09 }
      guard words.first == UInt8(ascii: "#"),
        let found = words.indices.first(where: { words[$0...].starts(with: name) })
      else { continue }
      return lines.place(of: max(found - 1, 0), in: file)
    }
    return Place(file: file, offset: 0, line: 1, column: 1)
  }
}
