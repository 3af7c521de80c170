/// Keys that nothing calls or that nothing updates, in all that was read.
extension Program {
  /// Marks such keys and adds what is to be said of them. With errors nothing is said: a unit that
  /// did not parse may call anything.
  ///
  /// - Parameters:
  ///   - isWhole: whether every unit was scanned, and functions' bodies with it.
  ///   - texts: the files of the tree that may spell a key.
  ///   - read: the bytes of a file of the tree.
  mutating func markUnused(
    in tree: SourceTree, texts: [String], externs: Set<String>, isWhole: Bool,
    read: (String) -> [UInt8]?
  ) {
    guard !diagnostics.contains(where: { $0.severity == .error }) else { return }
    let unused = Checks.unused(self, in: tree, externs: externs, isWhole: isWhole)
    let uncalled = Checks.unspelt(
      unused.uncalled, in: self, texts, isWhole: isWhole, read: read)
    for index in keys.indices {
      keys[index].isNeverCalled = uncalled.contains(keys[index].name)
      keys[index].isNeverUpdated = unused.constant.contains(keys[index].name)
    }
    diagnostics = Program.sorted(diagnostics + Checks.remarks(on: self))
  }
}

extension Checks {
  /// The names of keys without calls and without updates. A key counts as used wherever that
  /// cannot be ruled out: if it is exported or `extern`, if a file outside the tree declares it,
  /// if its address or its trampoline's is taken.
  static func unused(
    _ program: Program, in tree: SourceTree, externs: Set<String>, isWhole: Bool
  ) -> (uncalled: Set<String>, constant: Set<String>) {
    let own = program.keys.filter { key in
      guard let definition = key.definition, !externs.contains(key.name) else { return false }
      return ([definition] + key.declarations).allSatisfy { tree.contains($0.file) }
    }
    let handedOn = Set(program.mentions.filter { $0.kind == .key }.map(\.key))
    let updated = Set(program.uses.filter { $0.kind == .update }.map(\.key)).union(handedOn)
    // Updates in functions that were passed over are not known.
    let constant = own.filter {
      $0.export != .full && !updated.contains($0.name) && (isWhole || $0.provider == .generated)
    }

    let called = Set(program.sites.compactMap(\.key) + program.mentions.map(\.key))
      .union(program.assemblyUses.map(\.key))
    let uncalled = own.filter { $0.export == nil && !called.contains($0.name) }
    return (Set(uncalled.map(\.name)), Set(constant.map(\.name)))
  }

  /// Those of some keys that no text of the tree spells in a call: in another configuration, in a
  /// unit that was not chosen, in a function that was passed over, in a macro that nobody used so
  /// far.
  ///
  /// A call whose argument is no key (`static_call(prefix_##name)`) may be of any. If all was
  /// parsed, the syntax tree showed what became of those; what the preprocessor skipped stays
  /// open.
  static func unspelt(
    _ keys: Set<String>, in program: Program, _ texts: [String], isWhole: Bool,
    read: (String) -> [UInt8]?
  ) -> Set<String> {
    if !isWhole, program.hasBodiesOutside { return [] }
    let unread = program.leftAlone.filter { $0.reason.mayBeACall }.map(\.place)
    let open = Dictionary(grouping: unread, by: \.file).mapValues { Set($0.map(\.offset)) }
    let known = Set(program.keys.map(\.name))
    var rest = keys
    for path in texts where !rest.isEmpty && !Spellings.isHeader(path) {
      guard let text = read(path) else { continue }
      for spelling in Spellings.find(in: text) {
        if let key = spelling.key, known.contains(key) {
          rest.remove(key)
        } else if !isWhole || open[path, default: []].contains(spelling.offset) {
          return []
        }
      }
    }
    return rest
  }

  /// What is said of the keys that are marked. Of one that nothing calls, the missing update is
  /// not worth a second line.
  static func remarks(on program: Program) -> [Diagnostic] {
    program.keys.compactMap { key in
      if key.isNeverCalled {
        let update = program.uses.first { $0.key == key.name && $0.kind == .update }
        return Diagnostic(
          .neverCalled, at: key.definition,
          "static call '\(key.name)' is defined but never called; if another program calls it, say EXPORT_STATIC_CALL",
          notes: update.map { [.init(at: $0.place, "it is updated here")] } ?? [])
      }
      if key.isNeverUpdated {
        let site = program.sites.first { $0.key == key.name }
        return Diagnostic(
          .neverUpdated, at: key.definition,
          "static call '\(key.name)' is never updated; a plain call of its target would do",
          notes: site.map { [.init(at: $0.place, "it is called here")] } ?? [])
      }
      return nil
    }
  }
}

extension LeftAlone.Reason {
  /// Whether code that was not understood, or not compiled this time, stands there.
  fileprivate var mayBeACall: Bool {
    switch self {
    case .inactive, .unexpanded, .unresolved, .notIncluded, .otherLanguage: true
    case .macroBody, .notOurs, .directive, .outside, .position: false
    }
  }
}
