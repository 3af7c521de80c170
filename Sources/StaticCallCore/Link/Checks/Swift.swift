/// What Swift and C files say of each other. Within a file, and of types, the Swift compiler
/// checks all that it would in a call without sc-rewrite; here is what it cannot see, or sees too
/// late.
extension Checks {
  static func swift(_ program: Program, _ scans: [UnitScan]) -> [Diagnostic] {
    guard program.hasSwift else { return [] }
    // What did not parse may declare anything.
    if scans.contains(where: { $0.diagnostics.contains { $0.severity == .error } }) { return [] }
    let keys = Dictionary(
      program.keys.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let sites = program.sites.filter { SourceKind.isSwift($0.place.file) }
    let uses = program.uses.filter {
      SourceKind.isSwift($0.place.file) && keys[$0.key] != nil
    }
    let places = sites.compactMap { site in site.key.map { ($0, site.place) } }
    return unusable(places + uses.map { ($0.key, $0.place) }, keys) + optionals(sites, keys)
      + program.keys.compactMap(untold) + zeros(program.keys) + hidden(scans)
  }

  /// Keys that Swift calls, updates or queries, and cannot import: once each. That one is unknown
  /// is said of calls alone: of others the compiler says it.
  private static func unusable(
    _ places: [(key: String, place: Place)], _ keys: [String: Program.Key]
  ) -> [Diagnostic] {
    var reported: Set<String> = []
    return places.compactMap { name, place in
      guard !reported.contains(name) else { return nil }
      guard let key = keys[name] else {
        reported.insert(name)
        return Diagnostic(
          .unknownKey, at: place, "no file of the tree declares static call '\(name)'")
      }
      guard key.language == .c, let found = problem(of: key, at: place) else { return nil }
      reported.insert(name)
      return found
    }
  }

  private static func problem(of key: Program.Key, at place: Place) -> Diagnostic? {
    let notes =
      (key.header ?? key.home).map { [Diagnostic.Note(at: $0, "it is declared here")] } ?? []
    if key.provider != .generated {
      return Diagnostic(
        .swiftHeader, at: place,
        "static call '\(key.name)' is the Linux kernel's, which Swift cannot import", notes: notes)
    }
    if key.header == nil {
      return Diagnostic(
        .swiftHeader, at: place,
        "Swift uses '\(key.name)', so a C header has to declare it: DECLARE_STATIC_CALL(\(key.name), …)",
        notes: notes)
    }
    if let part = key.foreignPart {
      return Diagnostic(
        .swiftType, at: place,
        "Swift cannot import static call '\(key.name)': its type '\(key.type)' has \(part)",
        notes: notes)
    }
    return nil
  }

  /// A rewritten call is a plain one whatever was written, so the compiler would not complain any
  /// more.
  private static func optionals(
    _ sites: [Site], _ keys: [String: Program.Key]
  ) -> [Diagnostic] {
    sites.compactMap { site in
      guard let name = site.key, let key = keys[name], site.form != .conditional,
        site.isOptional != key.mayBeEmpty
      else { return nil }
      let message =
        key.mayBeEmpty
        ? "static call '\(name)' may have no target: write static_call(\(name))?(…) or static_call_cond(\(name))(…)"
        : "static call '\(name)' always has a target: remove the '?'"
      return Diagnostic(
        .swiftType, at: site.place, message,
        notes: key.definition.map { [.init(at: $0, "it is defined here")] } ?? [])
    }
  }

  /// A key that Swift defines with a type that only C knows.
  private static func untold(_ key: Program.Key) -> Diagnostic? {
    guard key.language == .swift, key.prototype == nil, key.header == nil else { return nil }
    return Diagnostic(
      .swiftHeader, at: key.definition,
      "the type of static call '\(key.name)' is not one that sc-rewrite can write in C, or its function is in another file; declare the key in a C header: DECLARE_STATIC_CALL(\(key.name), …)"
    )
  }

  private static func zeros(_ keys: [Program.Key]) -> [Diagnostic] {
    keys.compactMap { key in
      guard key.language == .swift, key.initial == .returnZero, let result = key.returned,
        result.kind != .integer, result.kind != .none
      else { return nil }
      return Diagnostic(
        .ret0Type, at: key.definition,
        "static call '\(key.name)' returns '\(result.type)', which __static_call_return0 does not make 0"
      )
    }
  }

  /// A name of the API that another file of the module takes: which files are a module's, only the
  /// build knows, so those of a folder and below it count as one.
  private static func hidden(_ scans: [UnitScan]) -> [Diagnostic] {
    let users = scans.filter(\.importsModule)
    return scans.flatMap { scan in
      scan.hiding.compactMap { hiding -> Diagnostic? in
        let folder = PathText.folder(of: scan.unit)
        let site = users.lazy
          .filter { $0.unit != scan.unit && (folder.isEmpty || PathText.isWithin($0.unit, folder)) }
          .flatMap(\.sites).first { $0.form.rawValue == hiding.name }
        guard let site else { return nil }
        return Diagnostic(
          .swiftName, at: hiding.place,
          "this hides StaticCall's '\(hiding.name)' from all files of its module; rename it, or make it fileprivate",
          notes: [.init(at: site.place, "this call would be of it")])
      }
    }
  }
}

extension Program.Key {
  /// Whether the key may hold no function, as Swift sees it: what is defined without one.
  var mayBeEmpty: Bool { initial == .null }

  /// Where a C header declares it, or defines it.
  var header: Place? {
    (declarations + (definition.map { [$0] } ?? [])).first { SourceKind.isHeader($0.file) }
  }

  /// What of a C type Swift has no counterpart for, by its canonical spelling.
  var foreignPart: String? {
    let parts = [
      ("...", "variable arguments"), ("_Complex", "complex numbers"),
      ("long double", "long double"),
      ("__int128", "128-bit integers"), ("_Float", "a special floating-point type"),
      ("__fp16", "a special floating-point type"), ("_Atomic", "atomic types"),
      ("vector_size", "vectors"), ("ext_vector", "vectors"), ("_BitInt", "_BitInt"),
    ]
    if type.hasSuffix("()") { return "no prototype" }
    return parts.first { type.contains($0.0) }?.1
  }
}
