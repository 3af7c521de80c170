import Foundation
import TestSupport

/// The default run finds what `--exhaustive` finds.
public enum TreeProperties {
  static func trial(_ tree: GeneratedTree) async throws -> FuzzTarget.Trial {
    var trial = FuzzTarget.Trial(input: Array(tree.text.utf8))
    switch try await compare(tree) {
    case .skipped: trial.isSkipped = true
    case .same: break
    case .different(let lines):
      let least = await TreeMinimizer.minimize(tree, showing: lines)
      trial.problem = try await report(least)
    }
    return trial
  }

  /// What two runs over a tree show.
  public struct Verdict: Sendable {
    /// None if all is well; nil if a unit does not parse, so that little can be said.
    public var differences: [String]?
    public var units: Int
    /// Units that the default run did without: only these can hide anything.
    public var passedOver: Int
    /// Why the others were parsed.
    public var reasons: [String]
  }

  public static func verdict(on tree: GeneratedTree) async throws -> Verdict {
    let (needed, all) = try await runs(of: tree)
    let differences: [String]? =
      switch TreeComparison.compare(needed, all) {
      case .skipped: nil
      case .same: []
      case .different(let lines): lines
      }
    return Verdict(
      differences: differences, units: all.scans.count,
      passedOver: all.scans.keys.count { needed.scans[$0] == nil },
      reasons: Array(needed.reasons.values))
  }

  public static func differences(in tree: GeneratedTree) async throws -> [String]? {
    try await verdict(on: tree).differences
  }

  /// A tree that can be pasted as a test, and what is wrong with it.
  public static func report(_ tree: GeneratedTree) async throws -> String {
    let lines = try await differences(in: tree) ?? ["a unit does not parse"]
    return "default and --exhaustive differ:\n"
      + (lines + [try await chosen(in: tree)]).map { "  \($0)\n" }.joined() + tree.text
  }

  /// The same difference in as little as shows it.
  public static func minimized(_ tree: GeneratedTree) async throws -> GeneratedTree {
    guard case .different(let lines) = try await compare(tree) else { return tree }
    return await TreeMinimizer.minimize(tree, showing: lines)
  }

  /// The sites that `--exhaustive` finds, as `file:line:column key`.
  public static func sites(in tree: GeneratedTree) async throws -> [String] {
    let (_, all) = try await runs(of: tree)
    return all.outcome.program.sites.map { site in
      "\(site.place.file):\(site.place.line):\(site.place.column) \(site.key ?? "in a macro")"
    }
  }

  /// What says most of a unit that does not parse.
  public static func failures(in tree: GeneratedTree) async throws -> [String] {
    let (_, all) = try await runs(of: tree)
    return all.failed.flatMap { unit in
      (all.scans[unit]?.diagnostics ?? []).map { diagnostic in
        let place = diagnostic.place.map { "\($0.file):\($0.line)" } ?? ""
        return "\(unit.path): \(place): \(diagnostic.message)"
      }
    }
  }

  static func compare(_ tree: GeneratedTree) async throws -> TreeComparison.Result {
    let (needed, all) = try await runs(of: tree)
    return TreeComparison.compare(needed, all)
  }

  private static func chosen(in tree: GeneratedTree) async throws -> String {
    let (needed, all) = try await runs(of: tree)
    let missing = all.scans.keys.filter { needed.scans[$0] == nil }.sorted()
    return "not parsed by default: "
      + missing.map { "\($0.path) \($0.flags.joined(separator: " "))" }.joined(separator: "; ")
  }

  private static func runs(
    of tree: GeneratedTree
  ) async throws -> (needed: TreeRun, all: TreeRun) {
    let scratch = try Scratch()
    let root = scratch.path("t")
    try tree.write(to: root)
    let all = try await TreeRun(tree, at: root, exhaustive: true)
    let needed = try await TreeRun(tree, at: root, exhaustive: false)
    return (needed, all)
  }
}
