import Foundation

@testable import StaticCallCore

/// What the default run and `--exhaustive` may differ in, and nothing else:
///
/// - Which units were parsed, and so the depfile, which tells what was read.
/// - Errors within a unit. A unit that does not parse gives nothing, and the default run may not
///   have parsed it, or not its functions' bodies, where the error is. Then only what the default
///   run says of units is held against what the exhaustive run says of them.
/// - Keys that are never called. The default run passes functions' bodies over and counts a key as
///   called if any text spells a call of it (`Checks.unspelt`, `isWhole`): so it may know of fewer
///   such keys, never of others. Of a key that it does not know to be uncalled it may say that it
///   is never updated, which the exhaustive run does not say of an uncalled one besides; whether a
///   key is marked as never updated is the same in both.
enum TreeComparison {
  enum Result {
    /// A unit has errors, so that little can be compared.
    case skipped
    case same
    case different([String])
  }

  static func compare(_ needed: TreeRun, _ all: TreeRun) -> Result {
    if !all.failed.isEmpty || !needed.failed.isEmpty {
      let lines = failures(needed, all)
      return lines.isEmpty ? .skipped : .different(lines)
    }
    let (left, right) = (needed.outcome, all.outcome)
    var lines = difference("site", left.program.sites, right.program.sites) {
      "\(text($0.place)) \($0.macro) \($0.subject)"
    }
    lines += difference("key", unmarked(left.program.keys), unmarked(right.program.keys)) {
      let places = ($0.definition.map { [$0] } ?? []) + $0.declarations
      return "\($0.name): \($0.type), \($0.initial as Any), \(places.map(text))"
    }
    lines += difference("use", left.program.uses, right.program.uses) {
      "\(text($0.place)) \($0.kind.rawValue)(\($0.key))"
    }
    lines += difference(
      "use in assembly", left.program.assemblyUses, right.program.assemblyUses
    ) { "\(text($0.place)) \($0.key)" }
    lines += difference("left alone", left.program.leftAlone, right.program.leftAlone) {
      "\(text($0.place)) \($0.reason.rawValue)"
    }
    lines += marks(left.program, right.program)
    let uncalled = Set(right.program.keys.filter(\.isNeverCalled).map(\.name))
    lines += difference(
      "diagnostic", told(left.diagnostics, uncalled), told(right.diagnostics, uncalled), text)
    // Follows from the above, but for what that does not compare.
    if lines.isEmpty {
      lines = difference("file", files(left), files(right)) { "\($0.path): \($0.text)" }
    }
    return lines.isEmpty ? .same : .different(lines)
  }

  /// What kind of difference a line tells of.
  static func kind(of line: String) -> String {
    line.split(separator: " ").prefix(4).filter { !$0.contains("/") && !$0.contains(".") }
      .joined(separator: " ")
  }

  private static func difference<T: Hashable>(
    _ what: String, _ left: [T], _ right: [T], _ text: (T) -> String
  ) -> [String] {
    let (needed, all) = (Set(left), Set(right))
    guard needed != all else {
      return left == right ? [] : ["\(what)s in another order"]
    }
    return left.filter { !all.contains($0) }.map { "only by default: \(what) \(text($0))" }
      + right.filter { !needed.contains($0) }.map { "only if exhaustive: \(what) \(text($0))" }
  }

  /// What is said of units must be said by the exhaustive run, too.
  private static func failures(_ needed: TreeRun, _ all: TreeRun) -> [String] {
    needed.scans.sorted { $0.key < $1.key }.flatMap { unit, scan -> [String] in
      guard let other = all.scans[unit] else {
        return ["only by default: unit \(unit.path) \(unit.flags)"]
      }
      let known = Set(other.diagnostics)
      return scan.diagnostics.filter { !known.contains($0) }
        .map { "only by default: in unit \(unit.path): \(text($0))" }
    }
  }

  private static func unmarked(_ keys: [Program.Key]) -> [Program.Key] {
    keys.map { key in
      var key = key
      key.isNeverCalled = false
      key.isNeverUpdated = false
      return key
    }
  }

  private static func marks(_ needed: Program, _ all: Program) -> [String] {
    func names(_ program: Program, where mark: (Program.Key) -> Bool) -> Set<String> {
      Set(program.keys.filter(mark).map(\.name))
    }
    let uncalled = names(needed, where: \.isNeverCalled)
      .subtracting(names(all, where: \.isNeverCalled))
    let constant = names(needed, where: \.isNeverUpdated)
      .symmetricDifference(names(all, where: \.isNeverUpdated))
    return uncalled.sorted().map { "only by default: never called: \($0)" }
      + constant.sorted().map { "in one run only: never updated: \($0)" }
  }

  /// Without what is said of keys that the exhaustive run knows to be uncalled.
  private static func told(
    _ diagnostics: [Diagnostic], _ uncalled: Set<String>
  ) -> [Diagnostic] {
    diagnostics.filter { diagnostic in
      guard [.neverCalled, .neverUpdated].contains(diagnostic.id) else { return true }
      return !uncalled.contains { diagnostic.message.hasPrefix("static call '\($0)' ") }
    }
  }

  private struct File: Hashable {
    var path: String
    var text: String
  }

  private static func files(_ outcome: Pipeline.Outcome) -> [File] {
    let edited = Dictionary(uniqueKeysWithValues: outcome.edited.map { ($0.path, $0) })
    return outcome.files.compactMap { file in
      if file.path == OutputName.depfile { return nil }
      let text =
        switch file.content {
        case .bytes(let bytes): unmarked(String(decoding: bytes, as: UTF8.self), of: file.path)
        case .mirror(let path, let edits, let line):
          "mirror of \(path) \(line ?? "")\n"
            + String(
              decoding: edits.flatMap { edits in
                edited[path].map { edits.apply(to: $0.text) }
              } ?? [], as: UTF8.self)
        case .link(let text): "-> \(text)"
        case .folder: "folder"
        }
      return File(path: file.path, text: "\(file.permissions) \(text)")
    }
  }

  /// The manifest has the marks, which were compared already.
  private static func unmarked(_ text: String, of path: String) -> String {
    guard path == OutputName.manifest else { return text }
    return text.split(separator: "\n").filter { !$0.contains("never_called") }
      .map { $0.hasSuffix(",") ? $0.dropLast() : $0 }.joined(separator: "\n")
  }

  private static func text(_ place: Place) -> String {
    "\(place.file):\(place.line):\(place.column)"
  }

  private static func text(_ diagnostic: Diagnostic) -> String {
    let notes = diagnostic.notes.map { "; \($0.place.map(text) ?? ""): \($0.message)" }.joined()
    let place = diagnostic.place.map(text) ?? ""
    return "\(place): \(diagnostic.id.rawValue): \(diagnostic.message)\(notes)"
  }
}
