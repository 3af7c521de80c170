/// A file of the output folder, described; the command line writes it.
public struct OutputFile: Sendable {
  public enum Content: Sendable {
    case bytes([UInt8])
    /// A copy of a file of the tree, with edits and, if given, a first line that names the
    /// original.
    case mirror(of: String, edits: EditList?, lineDirective: String?)
    /// A symbolic link with this text, to another file of the output.
    case link(text: String)
    /// A folder that may be empty; others are made for what they hold.
    case folder
  }

  /// Relative to the output folder.
  public var path: String
  public var content: Content
  public var permissions: UInt16

  public init(path: String, content: Content, permissions: UInt16 = 0o644) {
    self.path = path
    self.content = content
    self.permissions = permissions
  }

  public init(path: String, text: String) {
    self.init(path: path, content: .bytes(Array(text.utf8)))
  }
}
