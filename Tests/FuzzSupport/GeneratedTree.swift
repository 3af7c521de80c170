import Foundation
import TestSupport

/// A source tree with the commands that compile it, as a value: made by `TreeGenerator` or written
/// by hand, run by `TreeRun`, and shown as a text from which it can be read back.
public struct GeneratedTree: Sendable, Equatable {
  /// A command: a file may have several, as several `-p` give it.
  public struct Unit: Sendable, Equatable {
    public var path: String
    /// Where it is compiled, relative to the root.
    public var folder = ""
    public var flags: [String] = []

    public init(path: String, folder: String = "", flags: [String] = []) {
      self.path = path
      self.folder = folder
      self.flags = flags
    }
  }

  /// By path, relative to the tree's root; what starts with `../` lies outside of it.
  public var files: [String: String] = [:]
  /// Symbolic links to files and folders of the tree: path to path.
  public var links: [String: String] = [:]
  /// Second names of files. In the tree's order they come behind the first.
  public var hardLinks: [String: String] = [:]
  public var units: [Unit] = []
  /// `--call-macro` and `--extern`.
  public var callMacros: [String] = []
  public var externs: [String] = []

  public init() {}

  // MARK: As text

  private static let mark = "=== "

  public var text: String {
    var text = ""
    func add(_ line: String) { text += GeneratedTree.mark + line + "\n" }
    for name in callMacros { add("call-macro \(name)") }
    for name in externs { add("extern \(name)") }
    for (path, target) in links.sorted(by: { $0.key < $1.key }) { add("link \(path) -> \(target)") }
    for (path, target) in hardLinks.sorted(by: { $0.key < $1.key }) {
      add("hardlink \(path) -> \(target)")
    }
    for unit in units {
      let folder = unit.folder.isEmpty ? "" : " in \(unit.folder)"
      add("unit \(unit.path)\(folder)")
      for flag in unit.flags { text += "\(flag)\n" }
    }
    for (path, content) in files.sorted(by: { $0.key < $1.key }) {
      add("file \(path)")
      text += content
      // By the bytes: to Swift, CR LF is one character and no newline.
      if let last = content.utf8.last, last != UInt8(ascii: "\n") { text += "\n" }
    }
    return text
  }

  /// Reads what `text` wrote. Lines that mean nothing are skipped.
  public init(_ text: String) {
    var take: ((String, inout GeneratedTree) -> Void)?
    for line in GeneratedTree.lines(of: text) {
      guard line.hasPrefix(GeneratedTree.mark) else {
        take?(line, &self)
        continue
      }
      let words = line.dropFirst(GeneratedTree.mark.count).split(whereSeparator: \.isWhitespace)
        .map(String.init)
      guard words.count > 1 else { continue }
      let path = words[1]
      take = nil
      switch words[0] {
      case "call-macro": callMacros.append(path)
      case "extern": externs.append(path)
      case "link" where words.count > 3: links[path] = words[3]
      case "hardlink" where words.count > 3: hardLinks[path] = words[3]
      case "unit":
        units.append(Unit(path: path, folder: words.count > 3 ? words[3] : ""))
        take = { line, tree in
          tree.units[tree.units.count - 1].flags.append(line.trimmingCharacters(in: .newlines))
        }
      case "file":
        files[path] = ""
        take = { line, tree in tree.files[path, default: ""] += line }
      default: break
      }
    }
  }

  /// With their ends.
  static func lines(of text: String) -> [String] {
    text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) + "\n" }.dropLastIfBlank()
  }

  // MARK: On disk

  /// Makes the tree in a folder that does not exist yet.
  func write(to root: String) throws {
    let manager = FileManager.default
    func folder(of path: String) throws {
      try manager.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    }
    try manager.createDirectory(atPath: root, withIntermediateDirectories: true)
    for (path, content) in files {
      let full = "\(root)/\(path)"
      try folder(of: full)
      try Data(content.utf8).write(to: URL(filePath: full))
    }
    for (path, target) in links {
      let full = "\(root)/\(path)"
      try folder(of: full)
      try manager.createSymbolicLink(
        atPath: full, withDestinationPath: GeneratedTree.linkText(from: path, to: target))
    }
    for (path, target) in hardLinks {
      try folder(of: "\(root)/\(path)")
      try manager.linkItem(atPath: "\(root)/\(target)", toPath: "\(root)/\(path)")
    }
    for unit in units {
      try manager.createDirectory(
        atPath: "\(root)/\(unit.folder)", withIntermediateDirectories: true)
    }
  }

  static func linkText(from path: String, to target: String) -> String {
    let up = path.split(separator: "/").dropLast().map { _ in "../" }.joined()
    return up + target
  }
}

extension Array where Element == String {
  /// Without the empty line that is behind the last newline.
  fileprivate func dropLastIfBlank() -> [String] {
    last == "\n" ? Array(dropLast()) : self
  }
}
