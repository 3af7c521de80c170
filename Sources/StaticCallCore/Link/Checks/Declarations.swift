/// How a key is declared and defined: once, somewhere, with one type.
extension Checks {
  static func declarations(
    of keys: [Program.Key], _ declarations: [KeyDeclaration], in program: Program,
    externs: Set<String>
  ) -> [Diagnostic] {
    let byName = Dictionary(grouping: declarations, by: \.name)
    return keys.flatMap { key -> [Diagnostic] in
      let all = (byName[key.name] ?? []).sorted { ($0.place, $0.type) < ($1.place, $1.type) }
      return duplicates(of: key, all) + types(of: key, all)
    } + undefined(keys, in: program, externs: externs) + undeclared(keys, in: program)
  }

  private static func duplicates(of key: Program.Key, _ all: [KeyDeclaration]) -> [Diagnostic] {
    let places = Set(all.filter { $0.initial != nil }.map(\.place)).sorted()
    guard let first = places.first else { return [] }
    return places.dropFirst().map { place in
      Diagnostic(
        .duplicateKey, at: place, "static call '\(key.name)' is defined twice",
        notes: [.init(at: first, "the other definition is here")])
    }
  }

  private static func types(of key: Program.Key, _ all: [KeyDeclaration]) -> [Diagnostic] {
    // A Swift definition is held against C's type by the Swift compiler, which knows both.
    let all = all.filter { $0.language == .c }
    guard let authority = all.first(where: { $0.initial != nil }) ?? all.first else { return [] }
    var reported: Set<Place> = []
    return all.compactMap { other in
      guard !compatible(other.type, authority.type), reported.insert(other.place).inserted
      else { return nil }
      return Diagnostic(
        .keyType, at: other.place,
        "static call '\(key.name)' is declared as '\(other.type)', but it is '\(authority.type)' elsewhere",
        notes: [.init(at: authority.place, "the other type comes from here")])
    }
  }

  /// C11, 6.7.6.3p15: a function type without a prototype goes with any parameters (of promoted
  /// types, which is left to the compiler) if the results agree.
  private static func compatible(_ left: String, _ right: String) -> Bool {
    if left == right { return true }
    let (shorter, longer) = left.count < right.count ? (left, right) : (right, left)
    return shorter.hasSuffix("()") && longer.hasPrefix(shorter.dropLast(1))
  }

  /// A key that only functions declare, at block scope, has no type here and so no row in the
  /// table.
  private static func undeclared(_ keys: [Program.Key], in program: Program) -> [Diagnostic] {
    let known = Set(keys.map(\.name))
    var reported: Set<String> = []
    return program.sites.compactMap { site in
      guard let key = site.key, !known.contains(key), !SourceKind.isSwift(site.place.file),
        reported.insert(key).inserted
      else { return nil }
      return Diagnostic(
        .undefinedKey, at: site.place,
        "static call '\(key)' is declared only within a function, and no file of the tree defines it; declare it at file scope"
      )
    }
  }

  /// A missing key would otherwise be a jump through NULL at run time: trampolines refer to their
  /// keys weakly, because a tree may build several programs that each have some of the keys.
  private static func undefined(
    _ keys: [Program.Key], in program: Program, externs: Set<String>
  ) -> [Diagnostic] {
    let missing = keys.filter {
      $0.definition == nil && $0.provider == .generated && !externs.contains($0.name)
    }
    return missing.compactMap { key in
      let site = program.sites.first { $0.key == key.name && $0.form != .module }?.place
      let use = program.uses.first { $0.key == key.name && $0.kind == .update }?.place
      let branch = program.assemblyUses.first { $0.key == key.name }?.place
      guard let place = site ?? use ?? branch else { return nil }
      let declared = key.declarations.first.map {
        Diagnostic.Note(
          at: $0,
          "it is declared here; if another program or library defines it, pass --extern \(key.name)"
        )
      }
      return Diagnostic(
        .undefinedKey, at: place,
        "static call '\(key.name)' is declared but no file of the tree defines it",
        notes: declared.map { [$0] } ?? [])
    }
  }
}
