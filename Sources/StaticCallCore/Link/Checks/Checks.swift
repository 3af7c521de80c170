/// Checks that need the whole program. Each is a pure function from what was merged to findings,
/// in the file of its subject.
enum Checks {
  /// What is looked at.
  struct Subject {
    var program: Program
    var scans: [UnitScan]
    /// All of them, in the order of the scans.
    var declarations: [KeyDeclaration]
    var externs: Set<String>
  }

  /// All of them but for the one that has to know every text of the tree, which has the last word
  /// (`Program.markUnused`).
  static let all: [@Sendable (Subject) -> [Diagnostic]] = [
    { declarations(of: $0.program.keys, $0.declarations, in: $0.program, externs: $0.externs) },
    { conflicts($0.program.sites, $0.scans) },
    { targets($0.scans, $0.program.keys) },
    { conditionals($0.program.sites, $0.program.keys, $0.declarations) },
    { swift($0.program, $0.scans) },
  ]

  /// One place, two keys: a header that reads differently in two units. Each unit that reads
  /// another key there is named, the first of several that read the same one.
  static func conflicts(_ sites: [Site], _ scans: [UnitScan]) -> [Diagnostic] {
    zip(sites, sites.dropFirst()).filter { $0.place == $1.place }.map { first, second in
      let notes = [first, second].compactMap { site -> Diagnostic.Note? in
        let units = scans.filter { $0.sites.contains(site) }.map(\.unit)
        return units.min().map { unit in
          .init(
            at: Place(file: unit, offset: 0, line: 1, column: 1),
            "read as '\(site.subject.text)' by this unit")
        }
      }
      return Diagnostic(
        .conflictingEdits, at: second.place,
        "this static call is '\(first.subject.text)' where the file is read once and '\(second.subject.text)' where it is read again; name the key itself here",
        notes: notes)
    }
  }

  /// static_call_cond() throws the result away, because nothing may have been called. The kernel
  /// documents it for void functions alone; yet Linux has such calls of others (kvm's
  /// sync_pir_to_irr), and they do what they say, so this is no error.
  static func conditionals(
    _ sites: [Site], _ keys: [Program.Key], _ declarations: [KeyDeclaration]
  ) -> [Diagnostic] {
    let results = Dictionary(
      declarations.compactMap { key in key.returned.map { (key.name, $0) } },
      uniquingKeysWith: { first, _ in first })
    let places = Dictionary(
      keys.map { ($0.name, $0.home) }, uniquingKeysWith: { first, _ in first })
    return sites.compactMap { site in
      guard site.form == .conditional, let key = site.key, let result = results[key],
        result.kind != .none, let home = places[key]
      else { return nil }
      return Diagnostic(
        .condType, at: site.place,
        "static_call_cond drops what static call '\(key)' returns, '\(result.type)'; it is meant for functions that return nothing",
        notes: home.map { [.init(at: $0, "the key's type comes from here")] } ?? [])
    }
  }
}

extension Program.Key {
  /// Where to look the key's type up.
  var home: Place? { definition ?? declarations.first }
}
