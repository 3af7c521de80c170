import Glibc
import StaticCallCore

/// The tree's own files, to be edited where they are.
///
/// Each is replaced by a new file that was written beside it, so that none is ever half an old and
/// half a new one; and all of those are written before the first takes its place.
struct InPlaceFiles {
  static let temporarySuffix = ".sc-rewrite"

  private let input: SourceInput
  /// What the files were before anything was parsed.
  private let stamps: [String: Stamp]

  init(_ input: SourceInput) {
    self.input = input
    let files = input.tree.entries.filter(\.isFile).map(\.path)
    stamps = Dictionary(
      files.compactMap { path in Stamp(input.absolute(path)).map { (path, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// Applies the edits.
  ///
  /// - Parameter prepared: called when all new files are written and none has taken its place.
  /// - Returns: warnings.
  func edit(_ files: [Plan.EditedFile], prepared: () throws -> Void) throws -> [Diagnostic] {
    if files.isEmpty {
      try prepared()
      return []
    }
    let folder = open(input.root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw failure("open", "") }
    defer { close(folder) }
    // Held until the descriptor is closed: two runs must not share names.
    guard flock(folder, LOCK_EX | LOCK_NB) == 0 else {
      throw Failure(Diagnostic(.inPlace, "another sc-rewrite is editing '\(name(of: ""))'"))
    }
    let writer = FolderWriter(folder: folder, display: name(of: ""))
    var waiting: [String] = []
    defer { for path in waiting { writer.remove(InPlaceFiles.temporary(for: path)) } }
    for file in files {
      waiting.append(file.path)
      try stage(file, writer)
    }
    try prepared()
    for file in files { _ = try unchanged(file) }
    for file in files {
      do {
        try writer.move(InPlaceFiles.temporary(for: file.path), to: file.path)
      } catch {
        throw failure("replace", file.path)
      }
      waiting.removeFirst()
    }
    return files.compactMap { hardLinkWarning($0.path) }
  }

  /// Writes the new text beside the old one.
  private func stage(_ file: Plan.EditedFile, _ writer: FolderWriter) throws {
    let stamp = try unchanged(file)
    let temporary = InPlaceFiles.temporary(for: file.path)
    // What a killed run left.
    writer.remove(temporary)
    do {
      try writer.put(
        .bytes(file.edits.apply(to: file.text), stamp.permissions), at: temporary)
    } catch {
      throw failure("edit", file.path)
    }
    writer.giveOwner(of: file.path, to: temporary)
  }

  /// Checks that a file is the one that was parsed, and may be edited.
  private func unchanged(_ file: Plan.EditedFile) throws -> Stamp {
    let path = input.absolute(file.path)
    let name = name(of: file.path)
    guard Disk.realPath(path) == path else {
      throw Failure(
        Diagnostic(
          .inPlace, about: name,
          "'\(name)' is behind a link that leads out of the tree, where nothing is edited; name what it leads to instead"
        ))
    }
    guard let known = stamps[file.path], Stamp(path) == known, Disk.read(path) == file.text else {
      throw Failure(
        Diagnostic(
          .changedWhileRead, about: name,
          "'\(name)' changed after it was read; nothing was edited, run again"))
    }
    return known
  }

  private func hardLinkWarning(_ path: String) -> Diagnostic? {
    guard let links = stamps[path]?.links, links > 1 else { return nil }
    let name = name(of: path)
    return Diagnostic(
      .hardLink, about: name,
      "'\(name)' was edited; \(links - 1) other name(s) of the file (hard links) keep the old text")
  }

  private func failure(_ verb: String, _ path: String) -> Failure {
    let name = name(of: path)
    return Failure(
      Diagnostic(.inPlace, about: name, "cannot \(verb) '\(name)': \(Disk.lastError)"))
  }

  /// In the user's words.
  private func name(of path: String) -> String {
    let name = input.display(path)
    return name.isEmpty ? "." : name
  }

  private static func temporary(for path: String) -> String {
    PathText.beside(path, suffix: temporarySuffix)
  }

  /// What tells one state of a file from another.
  private struct Stamp: Equatable {
    var inode: UInt64
    var size: Int
    var seconds: Int
    var nanoseconds: Int
    var permissions: UInt16
    var links: UInt64

    init?(_ path: String) {
      var info = stat()
      guard stat(path, &info) == 0 else { return nil }
      inode = UInt64(info.st_ino)
      size = Int(info.st_size)
      (seconds, nanoseconds) = (info.st_mtim.tv_sec, info.st_mtim.tv_nsec)
      permissions = UInt16(info.st_mode & 0o7777)
      links = UInt64(info.st_nlink)
    }
  }
}
