extension Pipeline {
  /// Scans chosen units: the files whose skipped branches matter, and how many were scanned before.
  typealias Parser = @Sendable ([Selection.Choice], Set<String>?, Int) async -> [Int: Scanned]

  /// Parses units that are not the tree's (generated C, say) where they alone may read a file of the
  /// tree that may hold static calls. Most databases have many that do not matter: so they are not
  /// even looked at while nothing is left to read.
  ///
  /// - Parameters:
  ///   - candidates: files that may hold static calls.
  ///   - inside: the units that are the tree's.
  ///   - earlier: what was found out about these, if anything.
  func readFromOutside(
    _ candidates: [String], _ scanned: inout [Int: Scanned], inside: [Int],
    after earlier: (survey: Survey, selection: Selection)?, with parse: Parser,
    read: @escaping Reader
  ) async {
    let outside = Array(Set(units.indices).subtracting(inside))
    guard !outside.isEmpty else { return }
    let seen = Set(scanned.values.flatMap(\.scan.inclusions))
    let unread = candidates.filter { tree.contains($0) && !seen.contains($0) }
    if unread.isEmpty { return }
    let survey =
      if let earlier {
        await earlier.survey.adding(
          outside.map { units[$0] }, to: units, of: tree, names: names)
      } else {
        await Survey(
          of: tree, units: units, names: names, callMacros: callMacros.own, read: read)
      }
    let wanted = unread.filter { survey.facts[$0]?.words.isEmpty == false }
    var selection = Selection(
      of: units, eligible: outside, survey: survey, after: earlier?.selection)
    while true {
      let choices = selection.next(after: scanned, toRead: wanted)
      if choices.isEmpty { return }
      scanned.merge(await parse(choices, Set(wanted), scanned.count)) { $1 }
    }
  }
}
