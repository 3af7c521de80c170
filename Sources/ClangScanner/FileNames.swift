/// Translates between the absolute names libclang reports and the tree's own.
struct FileNames: Sendable {
  /// Without a slash at the end.
  let root: String
  let contains: @Sendable (String) -> Bool
  /// The folder of the built-in static_call.h, which the user has never seen.
  let hidden: String

  init(root: String, contains: @escaping @Sendable (String) -> Bool, hidden: String) {
    self.root = root
    self.contains = contains
    self.hidden = hidden
  }

  func absolute(_ file: String) -> String {
    file.hasPrefix("/") ? file : root == "/" ? "/" + file : "\(root)/\(file)"
  }

  /// Relative to the root for a file of the tree, or else absolute.
  func local(_ absolute: String) -> String {
    let prefix = root.hasSuffix("/") ? root : root + "/"
    guard absolute.hasPrefix(prefix) else { return absolute }
    let relative = String(absolute.dropFirst(prefix.count))
    return contains(relative) ? relative : absolute
  }

  func isHidden(_ absolute: String) -> Bool { absolute.hasPrefix(hidden + "/") }
}
