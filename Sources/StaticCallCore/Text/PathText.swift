/// Paths as text: no disk is asked. Bytes are compared, as a kernel does: to a string a slash with
/// an accent behind it is another character, and divides nothing.
public enum PathText {
  private static let slash = UInt8(ascii: "/")

  /// `path` if absolute, or else below `folder`; `.` and `..` taken out.
  public static func join(_ folder: String, _ path: String) -> String {
    normalized(path.utf8.first == slash ? path : folder + "/" + path)
  }

  /// What stands between slashes, nothing left out.
  public static func components(_ path: String) -> [String] {
    path.utf8.split(separator: slash, omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
  }

  /// `path` if absolute, or else below `folder`, as it is written.
  static func below(_ folder: String, _ path: String) -> String {
    path.hasPrefix("/") ? path : folder + "/" + path
  }

  /// A file of a tree as the user would write it.
  ///
  /// - Parameters:
  ///   - file: relative to the tree's root, or absolute.
  ///   - root: the root as the user wrote it.
  public static func display(_ file: String, below root: String) -> String {
    file.utf8.first == slash || root.isEmpty ? file : normalized(root + "/" + file)
  }

  /// Without empty components, `.`, and `..` where something is left to go up from.
  public static func normalized(_ path: String) -> String {
    if isNormal(path) { return path }
    var kept: [Substring] = []
    let isAbsolute = path.utf8.first == slash
    for component in path.utf8.split(separator: slash).map({ Substring($0) }) where component != "."
    {
      if component == "..", let last = kept.last, last != ".." {
        kept.removeLast()
      } else if component != ".." || !isAbsolute {
        kept.append(component)
      }
    }
    return (isAbsolute ? "/" : "") + kept.joined(separator: "/")
  }

  /// Whether there is surely nothing to take out: so it is with almost all paths.
  private static func isNormal(_ path: String) -> Bool {
    var isStart = true
    // Of the component at hand: how long it is, and whether there are but dots in it.
    var (length, isDots) = (0, true)
    for byte in path.utf8 {
      if byte != slash {
        length += 1
        if byte != UInt8(ascii: ".") { isDots = false }
        continue
      }
      // Before the first slash of an absolute path there is nothing.
      if length == 0 ? !isStart : isDots && length <= 2 { return false }
      (isStart, length, isDots) = (false, 0, true)
    }
    return length > 2 || length > 0 && !isDots
  }

  /// Whether `path` is `folder` or lies in it; both normalized.
  public static func isWithin(_ path: String, _ folder: String) -> Bool {
    guard folder != "/", path.utf8.starts(with: folder.utf8) else { return folder == "/" }
    let behind = path.utf8.dropFirst(folder.utf8.count).first
    return behind == nil || behind == slash
  }

  /// `path` relative to a folder that holds it; nil where it does not.
  public static func relative(_ path: String, to folder: String) -> String? {
    guard isWithin(path, folder), path.utf8.count > folder.utf8.count else { return nil }
    return String(Substring(path.utf8.dropFirst(folder == "/" ? 1 : folder.utf8.count + 1)))
  }

  /// The way from one absolute folder to another, `..` included; "." between equals.
  public static func way(from folder: String, to other: String) -> String {
    let (start, end) = (folder.split(separator: "/"), other.split(separator: "/"))
    let common = zip(start, end).prefix { $0 == $1 }.count
    let steps =
      Array(repeating: "..", count: start.count - common) + end[common...].map(String.init)
    return steps.isEmpty ? "." : steps.joined(separator: "/")
  }

  /// The hidden name of a new file that is to take a file's place: in the same folder, so that the
  /// move is atomic; short enough for any file system.
  public static func beside(_ path: String, suffix: String) -> String {
    let start = path.utf8.lastIndex(of: slash).map { path.utf8.index(after: $0) } ?? path.startIndex
    let name = String(decoding: path[start...].utf8.prefix(200), as: UTF8.self)
    return path[..<start] + "." + name + suffix
  }

  /// What stands before the first slash.
  static func firstComponent(_ path: String) -> String {
    path.utf8.firstIndex(of: slash).map { String(path[..<$0]) } ?? path
  }

  public static func lastComponent(_ path: String) -> String {
    path.utf8.split(separator: slash).last.map { String(Substring($0)) } ?? path
  }

  /// The folder part: "" for a bare name.
  public static func folder(of path: String) -> String {
    guard let end = path.utf8.lastIndex(of: slash) else { return "" }
    return end == path.startIndex ? "/" : String(path[..<end])
  }
}
