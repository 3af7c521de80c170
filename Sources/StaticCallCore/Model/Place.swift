/// A position in a source file.
///
/// `file` is the path relative to the source tree's root (`../` and all for a file beside it), or
/// absolute for a file elsewhere on the machine. Lines and columns count from 1, columns in bytes,
/// as in clang's messages.
public struct Place: Hashable, Sendable, Comparable, Codable {
  public var file: String
  public var offset: Int
  public var line: Int
  public var column: Int

  public init(file: String, offset: Int, line: Int, column: Int) {
    self.file = file
    self.offset = offset
    self.line = line
    self.column = column
  }

  /// Refuses what is no position: a damaged file must not become an offset into a text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys, from least: Int) throws -> Int {
      let number = try container.decode(Int.self, forKey: key)
      guard (least...Int(UInt32.max)).contains(number) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "no position")
      }
      return number
    }
    file = try container.decode(String.self, forKey: .file)
    offset = try number(.offset, from: 0)
    line = try number(.line, from: 1)
    column = try number(.column, from: 1)
  }

  public static func < (left: Place, right: Place) -> Bool {
    left.file == right.file ? left.offset < right.offset : left.file < right.file
  }
}

extension LineTable {
  public func place(of offset: Int, in file: String) -> Place {
    let line = line(at: offset)
    return Place(file: file, offset: offset, line: line + 1, column: offset - starts[line] + 1)
  }
}
