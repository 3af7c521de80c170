import Glibc
import ObjectPass
import StaticCallCore

/// One object or archive on the disk, and the sites pass on it.
struct SitesFile {
  /// What was found in one object.
  struct Found: Encodable {
    var file: String
    /// Its name in the archive that `file` is.
    var member: String?
    var report: ObjectReport

    var name: String { member.map { "\(file)(\($0))" } ?? file }
  }

  let path: String
  let options: ObjectPass.Options
  /// Whether to tell of what is to be written, instead of writing it.
  var checks = false
  var found: [Found] = []
  var diagnostics: [Diagnostic] = []

  init(_ path: String, _ options: ObjectPass.Options, checks: Bool = false) {
    (self.path, self.options, self.checks) = (path, options, checks)
  }

  /// Brings the site tables of a file in order, if it has anything to do with static calls. The file is
  /// replaced whole or not touched.
  ///
  /// - Returns: what there is to tell; the file is as it was if there is an error among it.
  static func update(_ path: String, _ options: ObjectPass.Options) -> [Diagnostic] {
    var file = SitesFile(path, options)
    file.run(skipping: { !ObjectPass.concerns($0) })
    return file.diagnostics
  }

  mutating func run(skipping isNothing: (UnsafeRawBufferPointer) -> Bool = { _ in false }) {
    do {
      let mapping = try Mapping.open(path)
      guard !isNothing(mapping.bytes) else { return }
      try run(on: mapping)
    } catch {
      diagnostics += error.diagnostics
    }
  }

  private mutating func run(on mapping: borrowing Mapping) throws(Failure) {
    if Archive.isArchive(mapping.bytes) { return try run(onArchive: mapping) }
    guard let change = try change(of: mapping.bytes, member: nil), !checks else { return }
    mapping.apply(change.patches)
    try write(mapping) { descriptor in
      Disk.writeAll(
        UnsafeRawBufferPointer(rebasing: mapping.bytes[..<change.keep]), to: descriptor)
        && Disk.writeAll(change.tail, to: descriptor)
    }
  }

  /// One object's part: what is to be changed, if anything.
  private mutating func change(
    of bytes: UnsafeRawBufferPointer, member: String?
  ) throws(Failure) -> Change? {
    let name = member.map { "\(path)(\($0))" } ?? path
    let usesTrampolines = ObjectPass.concerns(bytes)
    if ObjectPass.isBitcode(bytes) {
      if usesTrampolines { tellLTO("is LLVM bitcode (-flto)", of: name) }
      return nil
    }
    do {
      let outcome = try ObjectPass.run(bytes, options)
      note(
        Found(file: path, member: member, report: outcome.report), needs: outcome.change != nil,
        usesTrampolines: usesTrampolines)
      return outcome.change
    } catch {
      throw Failure(Diagnostic(.object, about: path, "'\(name)' \(error.reason)"))
    }
  }

  // MARK: - Archives

  private mutating func run(onArchive mapping: borrowing Mapping) throws(Failure) {
    do {
      let archive = try Archive(mapping.bytes)
      if archive.isThin { return runMembers(of: archive) }
      var contents: [Int: [UInt8]] = [:]
      for (index, member) in archive.members.enumerated() {
        let bytes = UnsafeRawBufferPointer(rebasing: mapping.bytes[member.range])
        // Whatever else an archive may hold is none of ours.
        guard ObjectPass.isObject(bytes), ObjectPass.concerns(bytes),
          let change = try change(of: bytes, member: member.name)
        else { continue }
        contents[index] = change.applied(to: bytes)
      }
      guard !contents.isEmpty, !checks else { return }
      let new = try archive.replacing(contents)
      try write(mapping) { Disk.writeAll(new, to: $0) }
    } catch let problem as ArchiveProblem {
      throw Failure(
        Diagnostic(
          .object, about: path,
          "'\(path)' is an archive with a fault at byte \(problem.offset): \(problem.reason)"))
    } catch {
      throw error as? Failure ?? Failure(Diagnostic(.object, about: path, "'\(path)' \(error)"))
    }
  }

  /// A thin archive only names the files; they are what is changed, and its index stays right.
  private mutating func runMembers(of archive: Archive) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    for member in archive.members {
      var file = SitesFile(
        member.name.hasPrefix("/") ? member.name : folder + member.name, options, checks: checks)
      file.run()
      found += file.found
      diagnostics += file.diagnostics
    }
  }

  // MARK: - Writing

  private func write(
    _ mapping: borrowing Mapping, _ content: (Int32) -> Bool
  ) throws(Failure) {
    // The file, not a link to it, is replaced.
    let real = Disk.realPath(path) ?? path
    let owner = (mapping.info.st_uid, mapping.info.st_gid)
    let done = Disk.replace(real, permissions: UInt16(mapping.info.st_mode & 0o7777)) {
      descriptor in
      // Only root can, and for nobody else is there anything to do.
      _ = fchown(descriptor, owner.0, owner.1)
      return content(descriptor)
    }
    guard done else {
      throw Failure(
        Diagnostic(.output, about: path, "cannot write '\(path)': \(Disk.lastError)"))
    }
  }
}
