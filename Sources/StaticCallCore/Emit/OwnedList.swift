/// The list of the files that sc-rewrite wrote, one a line. A backslash and a newline in a name
/// are written as `\\\\` and `\\n`. Bytes are compared: a carriage return at a name's end and the
/// newline behind it would be one character of a string.
public enum OwnedList {
  private static let header = Array(
    "# Files that sc-rewrite wrote here. It touches no others.\n".utf8)
  private static let backslash = UInt8(ascii: "\\")
  private static let newline = UInt8(ascii: "\n")

  public static func render(_ names: Set<String>) -> [UInt8] {
    names.sorted().reduce(into: header) { bytes, name in
      for byte in name.utf8 {
        switch byte {
        case backslash: bytes += [backslash, backslash]
        case newline: bytes += [backslash, UInt8(ascii: "n")]
        default: bytes.append(byte)
        }
      }
      bytes.append(newline)
    }
  }

  /// The names, or nil if these bytes are no such list.
  public static func parse(_ bytes: [UInt8]) -> [String]? {
    guard bytes.starts(with: header) else { return nil }
    return bytes.dropFirst(header.count).split(separator: newline).map { line in
      var name: [UInt8] = []
      var rest = line.makeIterator()
      while let byte = rest.next() {
        guard byte == backslash else {
          name.append(byte)
          continue
        }
        name.append(rest.next() == UInt8(ascii: "n") ? newline : backslash)
      }
      return String(decoding: name, as: UTF8.self)
    }
  }
}
