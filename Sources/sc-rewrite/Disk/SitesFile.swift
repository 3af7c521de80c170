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

  /// As `NameBytes` has it.
  let path: String
  let options: ObjectPass.Options
  /// Whether to tell of what is to be written, instead of writing it.
  var checks = false
  /// Whether a thin archive names it.
  private var isInThinArchive = false
  /// How many archives are around what is looked at, in the file.
  private var depth = 0
  var found: [Found] = []
  var diagnostics: [Diagnostic] = []

  private static let deepest = 8

  init(_ path: String, _ options: ObjectPass.Options, checks: Bool = false) {
    (self.path, self.options, self.checks) = (path, options, checks)
  }

  /// The path for people.
  var display: String { NameBytes.shown(path) }

  /// Brings the site tables of a file that a compiler wrote in order. The file is replaced whole
  /// or not touched.
  ///
  /// - Returns: what there is to tell; the file is as it was if there is an error among it.
  static func update(_ path: String, _ options: ObjectPass.Options) -> [Diagnostic] {
    var file = SitesFile(path, options)
    file.run()
    // Other names are a compiler cache's, which wants its object as the compiler made it.
    return file.diagnostics.filter { $0.id != .hardLink }
  }

  /// Whether a file may have sites. Of an archive's members, and of what compilers write, others
  /// are none of our business.
  static func mayHaveSites(_ bytes: UnsafeRawBufferPointer) -> Bool {
    // A thin archive says nothing of what is in its members.
    Archive.isArchive(bytes) || ObjectPass.isObject(bytes) && ObjectPass.concerns(bytes)
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
    if Archive.isArchive(mapping.bytes) {
      guard let new = try contents(ofArchive: mapping.bytes, member: nil), !checks else { return }
      return try write(mapping) { Disk.writeAll(new, to: $0) }
    }
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
    let name = name(of: member)
    if ObjectPass.isBitcode(bytes) {
      if ObjectPass.concerns(bytes) { tellLTO("is LLVM bitcode (-flto)", of: name) }
      return nil
    }
    do {
      let outcome = try ObjectPass.run(bytes, options)
      // Only of intermediate code the relocations do not tell.
      note(
        Found(file: display, member: member, report: outcome.report), needs: outcome.change != nil,
        losesSites: outcome.report.isLTO && ObjectPass.concerns(bytes))
      return outcome.change
    } catch {
      throw refused(
        "'\(name)' \(error.reason)\(member == nil ? "" : "; the archive stays as it was")")
    }
  }

  private func name(of member: String?) -> String { member.map { "\(display)(\($0))" } ?? display }

  private func refused(_ message: String) -> Failure {
    Failure(Diagnostic(.object, about: display, message))
  }

  // MARK: - Archives

  /// An archive's part: what it holds when its members are in order; nil if they are.
  ///
  /// - Parameter member: its name in an archive around it.
  private mutating func contents(
    ofArchive bytes: UnsafeRawBufferPointer, member: String?
  ) throws(Failure) -> [UInt8]? {
    guard depth < SitesFile.deepest else {
      throw refused("'\(name(of: member))' is an archive in too many others")
    }
    depth += 1
    defer { depth -= 1 }
    do {
      let archive = try Archive(bytes)
      if archive.isThin {
        // ar makes none: it puts the members of the one into the other. It could name itself.
        guard member == nil, !isInThinArchive else {
          throw refused("'\(name(of: member))' is a thin archive in another archive")
        }
        runMembers(of: archive)
        return nil
      }
      var contents: [Int: [UInt8]] = [:]
      for (index, one) in archive.members.enumerated() {
        let bytes = UnsafeRawBufferPointer(rebasing: bytes[one.range])
        // Whatever else an archive may hold is none of ours.
        guard SitesFile.mayHaveSites(bytes) else { continue }
        let shown = NameBytes.shown(NameBytes.text(one.nameBytes))
        let name = member.map { "\($0)(\(shown))" } ?? shown
        contents[index] =
          Archive.isArchive(bytes)
          ? try self.contents(ofArchive: bytes, member: name)
          : try change(of: bytes, member: name)?.applied(to: bytes)
      }
      return contents.isEmpty ? nil : try archive.replacing(contents)
    } catch let problem as ArchiveProblem {
      throw refused(
        "'\(name(of: member))' is an archive with a fault at byte \(problem.offset): \(problem.reason)"
      )
    } catch {
      throw error as? Failure ?? refused("'\(name(of: member))' \(error)")
    }
  }

  /// A thin archive only names the files; they are what is changed, and its index stays right.
  private mutating func runMembers(of archive: Archive) {
    let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? ""
    var seen: Set<String> = []
    for member in archive.members {
      let name = NameBytes.text(member.nameBytes)
      guard seen.insert(name).inserted else { continue }
      // Of archives that it knows by their members' places these places would change.
      var file = SitesFile(
        member.nameBytes.first == UInt8(ascii: "/") ? name : folder + name, options,
        checks: checks || member.isNested)
      file.isInThinArchive = true
      file.run(skipping: { !SitesFile.mayHaveSites($0) })
      found += file.found
      let note =
        member.isNested
        ? "in the thin archive '\(display)', which knows members by their places: run 'sites' on '\(file.display)', then make '\(display)' again"
        : "in the thin archive '\(display)'"
      diagnostics += file.diagnostics.map { diagnostic in
        var diagnostic = diagnostic
        diagnostic.notes.append(Diagnostic.Note(note))
        return diagnostic
      }
    }
  }

  // MARK: - Writing

  private mutating func write(
    _ mapping: borrowing Mapping, _ content: (Int32) -> Bool
  ) throws(Failure) {
    // The file, not a link to it, is replaced.
    let name = NameBytes.native(path)
    let real = Disk.resolved(name) ?? name
    let info = mapping.info
    var isTheSame = true
    let done = Disk.replace(real, permissions: UInt16(info.st_mode & 0o7777)) { descriptor in
      // Only root can, and for nobody else is there anything to do.
      _ = fchown(descriptor, info.st_uid, info.st_gid)
      guard content(descriptor) else { return false }
      isTheSame = Stamp(real) == Stamp(info)
      return isTheSame
    }
    guard isTheSame else {
      throw Failure(
        Diagnostic(
          .changedWhileRead, about: display,
          "'\(display)' changed after it was read; it was left alone, run again"))
    }
    guard done else {
      throw Failure(
        Diagnostic(.output, about: display, "cannot write '\(display)': \(Disk.lastError)"))
    }
    if info.st_nlink > 1 {
      diagnostics.append(
        Diagnostic(
          .hardLink, about: display,
          "'\(display)' has its site tables; \(info.st_nlink - 1) other name(s) of the file (hard links) keep it as it was"
        ))
    }
  }
}
