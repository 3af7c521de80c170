import StaticCallCore

/// Files that have several names, by links. Without a database nobody says by which of them such a
/// file is compiled, and beside each there may be other headers: so a name that does not parse is
/// none that is compiled, as long as another one does.
struct OtherNames: Sendable {
  private let names: [String: [String]]

  init(in tree: SourceTree) {
    let units = tree.links.filter { SourceKind.isUnit($0.key) }
    names = Dictionary(grouping: units.keys.sorted()) { units[$0] ?? $0 }
      .reduce(into: [:]) { result, entry in
        let all = [entry.key] + entry.value
        for name in all { result[name] = all.filter { $0 != name && SourceKind.isUnit($0) } }
      }
  }

  func forgiving(_ scan: @escaping FrontEnd.Scanner) -> FrontEnd.Scanner {
    { unit, watched, reading in
      let scanned = scan(unit, watched, reading)
      guard !scanned.scan.diagnostics.isEmpty, let others = names[unit.path] else { return scanned }
      let isParsed = others.contains { name in
        var other = unit
        other.path = name
        return scan(other, watched, nil).scan.diagnostics.isEmpty
      }
      return isParsed ? Scanned(scan: UnitScan(unit: unit.path), files: scanned.files) : scanned
    }
  }
}
