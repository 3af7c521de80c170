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
  private(set) var found: [Found] = []
  private(set) var diagnostics: [Diagnostic] = []

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
    if mapping.bytes.starts(with: [0x42, 0x43, 0xc0, 0xde]) {
      diagnostics.append(
        Diagnostic(
          .lto, about: path,
          "'\(path)' is LLVM bitcode (-flto); run 'sites' on what the linker makes of it with -r"))
      return
    }
    do {
      let outcome = try ObjectPass.run(mapping.bytes, options)
      note(Found(file: path, report: outcome.report), needs: outcome.change != nil)
      guard let change = outcome.change, !checks else { return }
      mapping.apply(change.patches)
      try write(mapping) { descriptor in
        Disk.writeAll(
          UnsafeRawBufferPointer(rebasing: mapping.bytes[..<change.keep]), to: descriptor)
          && Disk.writeAll(change.tail, to: descriptor)
      }
    } catch let error as ObjectError {
      throw Failure(Diagnostic(.object, about: path, "'\(path)' \(error.reason)"))
    } catch let failure as Failure {
      throw failure
    } catch {}
  }

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

  // MARK: - What there is to tell

  private mutating func note(_ new: Found, needs change: Bool) {
    found.append(new)
    let report = new.report
    if checks && change {
      let what =
        report.table == .missing
        ? "has no table of its \(report.sites) sites"
        : "has a site table that is not that of its \(report.sites) sites"
      diagnostics.append(Diagnostic(.siteTable, about: path, "'\(new.name)' \(what)"))
    }
    if report.isLTO && report.sites == 0 {
      diagnostics.append(
        Diagnostic(
          .lto, about: path,
          "'\(new.name)' has intermediate code only (-flto); run 'sites' on what the linker makes of it with -r"
        ))
    }
    if report.isReadOnly && report.sites > 0 {
      diagnostics.append(
        Diagnostic(
          .noInline, about: path,
          "'\(new.name)' has \(report.sites) sites, which stay on the trampoline: there is no inline form for \(report.machine) yet"
        ))
    }
    for other in report.others where other.isSurprise {
      diagnostics.append(warning(of: other, in: new))
    }
  }

  private func warning(of other: ObjectReport.Other, in object: Found) -> Diagnostic {
    let function = other.function.map { "\($0)+0x\(String(other.functionOffset ?? 0, radix: 16))" }
    let place = function ?? "\(other.section)+0x\(String(other.offset, radix: 16))"
    let message = "'\(other.key)' \(other.summary), in \(place)"
    guard let file = other.file, let line = other.line else {
      return Diagnostic(.indirectCall, about: path, "\(object.name): \(message)")
    }
    return Diagnostic(
      .indirectCall,
      at: Place(file: file, offset: 0, line: line, column: max(other.column ?? 1, 1)),
      message, notes: [Diagnostic.Note("in '\(object.name)'")])
  }
}
