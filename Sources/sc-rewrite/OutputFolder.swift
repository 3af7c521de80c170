import Glibc
import StaticCallCore

/// The output folder. It changes only by whole files, only where content changes, and only files
/// that sc-rewrite wrote: their names are kept in a list in the folder.
///
/// A write goes in this order, so that it can be stopped anywhere: everything new is staged in a
/// hidden subfolder (whatever can fail, fails here, and nothing has changed); the list is written
/// for old and new files together; files move into place one by one; old ones go; the list shrinks.
struct OutputFolder {
  /// As the user wrote it.
  let path: String
  private let owned: Set<String>

  private static let listName = Emitters.ownedListName
  private static let listHeader = "# Files that sc-rewrite wrote here. It touches no others.\n"
  private static let stagingName = ".static_calls.staging"

  /// Checks that the folder may be written, without writing.
  init(path: String, keepingOutOf input: SourceInput) throws {
    self.path = path
    let real = OutputFolder.realPath(path)
    for (source, isFolder) in input.named
    where (isFolder && PathText.isWithin(real, source)) || PathText.isWithin(source, real) {
      throw Failure(
        Diagnostic(
          .outputInSource,
          "'\(path)' and the source '\(input.tree.display(PathText.relative(source, to: input.root) ?? ""))' lie within one another; choose a folder beside the source"
        ))
    }
    owned = try OutputFolder.readList(path)
  }

  /// Resolves what exists of a path that may not exist yet.
  private static func realPath(_ path: String) -> String {
    var existing = PathText.join(Disk.currentFolder, path)
    var missing: [String] = []
    while existing != "/" {
      if let real = Disk.realPath(existing) {
        return PathText.join(real, missing.reversed().joined(separator: "/"))
      }
      missing.append(PathText.lastComponent(existing))
      existing = PathText.folder(of: existing)
    }
    return "/" + missing.reversed().joined(separator: "/")
  }

  private static func readList(_ path: String) throws -> Set<String> {
    guard let status = try? FileStatus(path, as: path) else { return [] }
    guard status.isFolder else {
      throw Failure(Diagnostic(.output, "'\(path)' is not a folder"))
    }
    guard let folder = opendir(path) else {
      throw Failure(Diagnostic(.output, "cannot read '\(path)': \(Disk.lastError)"))
    }
    var isEmpty = true
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if ![".", "..", stagingName].contains(name) { isEmpty = false }
    }
    closedir(folder)
    let text = Disk.read("\(path)/\(listName)", flags: O_NOFOLLOW)
      .map { String(decoding: $0, as: UTF8.self) }
    guard let text, text.hasPrefix(listHeader) else {
      if isEmpty { return [] }
      throw Failure(
        Diagnostic(
          .foreignOutput,
          "'\(path)' is not empty and was not written by sc-rewrite; choose another folder or empty it"
        ))
    }
    return Set(text.dropFirst(listHeader.count).split(separator: "\n").map(String.init))
  }

  /// Makes the folder hold `files` and none of the files of earlier runs besides.
  func write(_ files: [OutputFile], reading input: SourceInput) throws {
    let folder = try open()
    defer { close(folder) }
    // Held until the descriptor is closed: two runs must not share the staging folder.
    guard flock(folder, LOCK_EX | LOCK_NB) == 0 else {
      throw Failure(Diagnostic(.output, "another sc-rewrite is writing '\(path)'"))
    }
    let writer = FolderWriter(folder: folder, display: path)
    try refuseForeign(files, writer)
    try writer.removeStaging(OutputFolder.stagingName)
    var staged: [(OutputFile, String)] = []
    do {
      staged = try stage(files, writer, input)
    } catch {
      try? writer.removeStaging(OutputFolder.stagingName)
      throw error
    }
    let new = Set(files.map(\.path))
    if new != owned { try list(owned.union(new), writer) }
    for old in owned.subtracting(new).sorted() { writer.remove(old) }
    for (file, temporary) in staged { try writer.move(temporary, to: file.path) }
    if new != owned { try list(new, writer) }
    try writer.removeStaging(OutputFolder.stagingName)
  }

  private func open() throws -> Int32 {
    var made = path.hasPrefix("/") ? "/" : ""
    for component in PathText.normalized(path).split(separator: "/") {
      made += (made.isEmpty || made == "/" ? "" : "/") + component
      if mkdir(made, 0o777) != 0, errno != EEXIST {
        throw Failure(Diagnostic(.output, "cannot make '\(made)': \(Disk.lastError)"))
      }
    }
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
      throw Failure(Diagnostic(.output, "cannot open '\(path)': \(Disk.lastError)"))
    }
    return folder
  }

  private func refuseForeign(_ files: [OutputFile], _ writer: FolderWriter) throws {
    for file in files where !owned.contains(file.path) && writer.exists(file.path) {
      throw Failure(
        Diagnostic(
          .foreignOutput,
          "'\(path)/\(file.path)' was not written by sc-rewrite; move it away or choose another folder"
        ))
    }
  }

  /// Writes what differs from the folder's content into the staging folder.
  private func stage(
    _ files: [OutputFile], _ writer: FolderWriter, _ input: SourceInput
  ) throws -> [(OutputFile, String)] {
    var staged: [(OutputFile, String)] = []
    for file in files {
      let content: FolderWriter.Content
      switch file.content {
      case .bytes(let bytes): content = .bytes(bytes, file.permissions)
      case .link(let text): content = .link(text)
      case .mirror(let source, let edits, let directive):
        guard let original = input.read(source) else {
          throw Failure(
            Diagnostic(.noInput, "cannot read '\(input.tree.display(source))': \(Disk.lastError)"))
        }
        content = .bytes(
          MirrorText.render(original, edits: edits, lineDirective: directive), file.permissions)
      }
      if writer.holds(content, at: file.path) { continue }
      let temporary = "\(OutputFolder.stagingName)/\(staged.count)"
      try writer.put(content, at: temporary)
      staged.append((file, temporary))
    }
    return staged
  }

  private func list(_ names: Set<String>, _ writer: FolderWriter) throws {
    let text = OutputFolder.listHeader + names.sorted().map { $0 + "\n" }.joined()
    let temporary = "\(OutputFolder.stagingName)/list"
    try writer.put(.bytes(Array(text.utf8), 0o644), at: temporary)
    try writer.move(temporary, to: OutputFolder.listName)
  }
}
