/// What was found, as tables for people: keys, then sites, then what was left alone and why. The
/// manifest says the same to programs.
public enum Listing {
  /// - Parameter tree: writes places as the user would.
  public static func render(_ program: Program, in tree: SourceTree) -> String {
    let calls = Dictionary(grouping: program.sites.compactMap(\.key), by: { $0 })
    let updates = Dictionary(
      grouping: program.uses.filter { $0.kind == .update }.map(\.key), by: { $0 })
    let keys = program.keys.map { key in
      [
        key.name, key.type, key.initialText ?? "-", key.definition.map(tree.display) ?? "-",
        String(calls[key.name]?.count ?? 0), String(updates[key.name]?.count ?? 0),
      ]
    }
    let sites = program.sites.map { site in
      let form = site.form.rawValue + (site.isCalled ? "" : ", not called")
      return switch site.subject {
      case .key(let name): [tree.display(site.place), name, form, "-"]
      case .macro(let name): [tree.display(site.place), "-", form, name]
      }
    }
    let left = program.leftAlone.map { [tree.display($0.place), $0.reason.rawValue] }
    return [
      TextTable.render(["KEY", "TYPE", "INITIAL", "DEFINED AT", "SITES", "UPDATES"], keys),
      TextTable.render(["SITE", "KEY", "MACRO", "IN BODY OF"], sites),
      TextTable.render(["LEFT ALONE", "REASON"], left),
    ].joined(separator: "\n")
  }
}

extension Program.Key {
  /// The first target in the words of the C source; nil where the key is defined elsewhere.
  var initialText: String? {
    switch initial {
    case .function(let target): target
    case .null: "NULL"
    case .returnZero: "__static_call_return0"
    case nil: nil
    }
  }
}
