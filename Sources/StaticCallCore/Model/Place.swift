/// A position in a source file.
///
/// `file` is the path relative to the source tree's root (`../` and all for a file beside it), or
/// absolute for a file elsewhere on the machine. Lines and columns count from 1, columns in bytes, as in clang's messages.
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

  public static func < (left: Place, right: Place) -> Bool {
    left.file == right.file ? left.offset < right.offset : left.file < right.file
  }
}
