import Glibc
import StaticCallCore

/// The output folder. It changes only by whole files, only where content changes, and only files
/// that sc-rewrite wrote: their names are kept in a list in the folder.
///
/// A write goes in this order, so that it can be stopped anywhere: everything new is staged in a
/// hidden subfolder (whatever can fail, fails here, and nothing has changed); the list is written
/// for old and new files together; files move into place one by one; old ones go; the list
/// shrinks.
struct OutputFolder {
  /// As the user wrote it.
  let path: String
  /// Where it is, or will be, without symbolic links.
  let location: String

  private static let listName = OutputName.owned
  private static let stagingName = OutputName.staging

  /// Checks that the folder may be written, without writing.
  init(path: String, keepingOutOf input: SourceInput) throws {
    self.path = path
    let real = OutputFolder.realPath(path)
    location = real
    for (source, isFolder) in input.named
    where (isFolder && PathText.isWithin(real, source)) || PathText.isWithin(source, real) {
      throw Failure(
        Diagnostic(
          .outputInSource,
          "'\(path)' and the source '\(input.display(PathText.relative(source, to: input.root) ?? ""))' lie within one another; choose a folder beside the source"
        ))
    }
    _ = try writtenNames()
  }

  /// Resolves a path that need not exist, one component after the other, as the kernel does.
  private static func realPath(_ path: String) -> String {
    var resolved = path.hasPrefix("/") ? "/" : Disk.currentFolder
    for component in path.split(separator: "/") where component != "." {
      let next = PathText.join(resolved, String(component))
      resolved = Disk.realPath(next) ?? next
    }
    return resolved
  }

  /// The files that earlier runs wrote.
  private func readList() throws -> Set<String> {
    guard let bytes = try listBytes() else { return [] }
    guard WrittenNames(bytes) != nil, let names = OwnedList.parse(bytes) else { throw notOurs }
    return Set(names)
  }

  /// The same, as bytes.
  func writtenNames() throws -> WrittenNames? {
    guard let bytes = try listBytes() else { return nil }
    guard let names = WrittenNames(bytes) else { throw notOurs }
    return names
  }

  /// The list of the files that earlier runs wrote; nil if the folder is empty, or not there.
  private func listBytes() throws -> [UInt8]? {
    guard let status = try? FileStatus(location, as: path) else { return nil }
    guard status.isFolder else {
      throw Failure(Diagnostic(.output, "'\(path)' is not a folder"))
    }
    guard let folder = opendir(location) else {
      throw Failure(Diagnostic(.output, "cannot read '\(path)': \(Disk.lastError)"))
    }
    let isEmpty = Disk.names(folder).allSatisfy { $0 == OutputFolder.stagingName }
    closedir(folder)
    if isEmpty { return nil }
    guard let bytes = Disk.read("\(location)/\(OutputFolder.listName)", flags: O_NOFOLLOW) else {
      throw notOurs
    }
    return bytes
  }

  private var notOurs: Failure {
    Failure(
      Diagnostic(
        .foreignOutput,
        "'\(path)' is not empty and was not written by sc-rewrite; choose another folder or empty it"
      ))
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
    let owned = try readList()
    try refuseForeign(files, owned, writer)
    try writer.removeStaging(OutputFolder.stagingName)
    do {
      try replace(owned, by: files, writer, input)
    } catch {
      try? writer.removeStaging(OutputFolder.stagingName)
      throw error
    }
  }

  private func replace(
    _ owned: Set<String>, by files: [OutputFile], _ writer: FolderWriter, _ input: SourceInput
  ) throws {
    let staged = try stage(files, writer, input)
    let new = Set(files.map(\.path))
    if new != owned { try list(owned.union(new), writer) }
    for old in owned.subtracting(new).sorted() { writer.remove(old) }
    try writer.move(staged)
    try makeFolders(files, writer)
    if new != owned { try list(new, writer) }
    try writer.removeStaging(OutputFolder.stagingName)
  }

  /// A file that the folder has otherwise than it should. Nil stands for no file.
  struct Difference {
    var name: String
    var old: [UInt8]?
    var new: [UInt8]?
  }

  /// What `write` would change, by name; nothing is written.
  func differences(from files: [OutputFile], reading input: SourceInput) throws -> [Difference] {
    let owned = try readList()
    let folder = Glibc.open(location, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if folder >= 0 { close(folder) } }
    let writer = folder >= 0 ? FolderWriter(folder: folder, display: path) : nil
    let changed = try files.compactMap { file -> Difference? in
      let content = try content(of: file, input)
      if writer?.holds(content, at: file.path) == true { return nil }
      return Difference(name: file.path, old: writer?.read(file.path), new: content.text)
    }
    let gone = owned.subtracting(files.map(\.path)).map {
      Difference(name: $0, old: writer?.read($0), new: nil)
    }
    return (changed + gone).sorted { $0.name < $1.name }
  }

  private func open() throws -> Int32 {
    guard Disk.makeFolders(location, permissions: 0o777) else {
      throw Failure(Diagnostic(.output, "cannot make '\(path)': \(Disk.lastError)"))
    }
    let folder = Glibc.open(location, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
      throw Failure(Diagnostic(.output, "cannot open '\(path)': \(Disk.lastError)"))
    }
    return folder
  }

  /// Nothing may be in the way of a new file but what earlier runs wrote.
  private func refuseForeign(
    _ files: [OutputFile], _ owned: Set<String>, _ writer: FolderWriter
  ) throws {
    var reader = FolderReader(folder: writer.folder)
    defer { reader.close() }
    var passed: Set<String> = []
    for file in files {
      let entry = reader.entry(file.path)
      if case .folder = file.content, entry == .folder { continue }
      let isOurs =
        switch entry {
        case _ where owned.contains(file.path): true
        case .missing: true
        case .unknown:
          throw Failure(
            Diagnostic(.output, "cannot look at '\(path)/\(file.path)': \(Disk.lastError)"))
        case .folder: writer.files(below: file.path).allSatisfy(owned.contains)
        case .other: false
        }
      guard isOurs else { throw foreign(file.path) }
      var above = PathText.folder(of: file.path)
      while !above.isEmpty, passed.insert(above).inserted {
        if writer.entry(above) == .other, !owned.contains(above) { throw foreign(above) }
        above = PathText.folder(of: above)
      }
    }
  }

  /// Last, because removing old files takes the folders away that are empty then.
  private func makeFolders(_ files: [OutputFile], _ writer: FolderWriter) throws {
    for file in files {
      guard case .folder = file.content, writer.entry(file.path) != .folder else { continue }
      writer.remove(file.path)
      try writer.put(.folder, at: file.path)
    }
  }

  private func foreign(_ name: String) -> Failure {
    Failure(
      Diagnostic(
        .foreignOutput,
        "'\(path)/\(name)' was not written by sc-rewrite; move it away or choose another folder"))
  }

  /// Writes what differs from the folder's content into the staging folder.
  ///
  /// - Returns: what is to be moved where, in the order of the files.
  private func stage(
    _ files: [OutputFile], _ writer: FolderWriter, _ input: SourceInput
  ) throws -> [(source: String, target: String)] {
    let parts = Parallel.parts(files.count, least: 64) { part in
      Result { try stage(part, of: files, writer, input) }
    }
    return try parts.flatMap { try $0.get() }
  }

  private func stage(
    _ part: Range<Int>, of files: [OutputFile], _ writer: FolderWriter, _ input: SourceInput
  ) throws -> [(source: String, target: String)] {
    var reader = FolderReader(folder: writer.folder)
    defer { reader.close() }
    return try part.compactMap { index in
      let file = files[index]
      if case .folder = file.content { return nil }
      let content = try content(of: file, input)
      if reader.holds(content, at: file.path) { return nil }
      let temporary = "\(OutputFolder.stagingName)/\(index)"
      try writer.put(content, at: temporary)
      return (temporary, file.path)
    }
  }

  private func content(
    of file: OutputFile, _ input: SourceInput
  ) throws -> FolderWriter.Content {
    switch file.content {
    case .bytes(let bytes): return .bytes(bytes, file.permissions)
    case .link(let text): return .link(text)
    case .folder: return .folder
    case .mirror(let source, let edits, let directive):
      guard let original = input.read(source) else {
        throw Failure(
          Diagnostic(.noInput, "cannot read '\(input.display(source))': \(Disk.lastError)"))
      }
      // It was read when the edits were planned, and now again: all at once they might not fit
      // into memory.
      guard edits?.fit(original) != false else {
        let name = input.display(source)
        throw Failure(
          Diagnostic(
            .changedWhileRead, about: name, "'\(name)' changed after it was read; run again"))
      }
      return .bytes(
        MirrorText.render(original, edits: edits, lineDirective: directive), file.permissions)
    }
  }

  private func list(_ names: Set<String>, _ writer: FolderWriter) throws {
    let temporary = "\(OutputFolder.stagingName)/list"
    try writer.put(.bytes(OwnedList.render(names), 0o644), at: temporary)
    try writer.move(temporary, to: OutputFolder.listName)
  }
}
