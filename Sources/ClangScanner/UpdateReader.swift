import CClang
import StaticCallCore

/// Reads, from the syntax tree, what a unit does with keys besides calling them: updates and
/// queries, whatever macro they come out of, the functions given to keys, trampolines in assembly,
/// and every other reference to a key. One walk over all declarations; but for first targets and
/// assembly at file scope it needs the bodies of functions.
struct UpdateReader {
  private let unit: ParsedUnit
  private let record: TopLevel
  private let targets: TargetReader
  private let assembly: AsmReader
  /// The trampolines' function types.
  private let types: [String: CXType]
  /// Where macros of the API are written, and whether they call.
  private let written: [ParsedUnit.Spot: Bool]
  private var clang: LibClang { unit.clang }

  private struct Facts {
    var uses: Set<KeyUse> = []
    var targets: Set<KeyTarget> = []
    var mentions: Set<KeyMention> = []
    var assemblyUses: Set<AssemblyUse> = []
    /// Assembly statements of the function at hand.
    var statements: [CXCursor] = []
  }

  init(_ unit: ParsedUnit, _ record: TopLevel) {
    self.unit = unit
    self.record = record
    targets = TargetReader(unit)
    assembly = AsmReader(unit)
    types = Dictionary(
      record.keySymbols.compactMap { symbol, cursor in
        guard cursor.kind == CXCursor_FunctionDecl, let key = KeySymbol.name(of: symbol)
        else { return nil }
        return (key, unit.clang.c.clang_getCanonicalType(unit.clang.c.clang_getCursorType(cursor)))
      }, uniquingKeysWith: { first, _ in first })
    written = Dictionary(
      record.expansions.filter(\.isOurs).map { ($0.spot, $0.use == nil) },
      uniquingKeysWith: { $0 || $1 })
  }

  /// Whether the unit's text, or that of a header of the user's, has what only functions' bodies
  /// tell: an update out of a macro, or a key or trampoline by its symbol.
  static func needsBodies(of unit: ParsedUnit, besides header: Header) -> Bool {
    unit.files().contains { entry in
      !header.files.contains(entry.file) && Spellings.needBodies(unit.contents(of: entry.file))
    }
  }

  /// Adds what is found to `scan`, in an order of its own.
  func read(into scan: inout UnitScan) {
    guard record.header.isPresent else { return }
    var facts = Facts()
    for (symbol, cursor) in record.keySymbols where cursor.kind == CXCursor_VarDecl {
      readDefinition(of: symbol, cursor, &facts)
    }
    for declaration in record.declarations where unit.hasBodies || !isBodyless(declaration) {
      facts.statements = []
      walk(declaration, updating: nil, &facts)
      let found = assembly.read(declaration, statements: facts.statements)
      facts.assemblyUses.formUnion(found.uses)
      facts.mentions.formUnion(found.mentions)
    }
    scan.uses += facts.uses.sorted {
      ($0.place, $0.key, $0.kind.rawValue) < ($1.place, $1.key, $1.kind.rawValue)
    }
    scan.targets = facts.targets.sorted()
    scan.mentions = facts.mentions.sorted {
      ($0.key, $0.kind.rawValue) < ($1.key, $1.kind.rawValue)
    }
    scan.assemblyUses = facts.assemblyUses.sorted { ($0.place, $0.key) < ($1.place, $1.key) }
  }

  /// Declarations that refer to nothing without the bodies that were passed over.
  private func isBodyless(_ declaration: CXCursor) -> Bool {
    switch declaration.kind {
    case CXCursor_FunctionDecl, CXCursor_StructDecl, CXCursor_UnionDecl, CXCursor_EnumDecl,
      CXCursor_TypedefDecl:
      true
    default: false
    }
  }

  private func readDefinition(of symbol: String, _ cursor: CXCursor, _ facts: inout Facts) {
    guard clang.c.clang_isCursorDefinition(cursor) != 0, let key = KeySymbol.name(of: symbol),
      let spot = unit.spot(of: cursor),
      let list = clang.children(of: cursor).last(where: { $0.kind == CXCursor_InitListExpr })
    else { return }
    add(list, to: key, .definition, at: spot, &facts)
  }

  private func add(
    _ expression: CXCursor, to key: String, _ origin: KeyTarget.Origin,
    at spot: ParsedUnit.Spot, _ facts: inout Facts
  ) {
    guard let type = types[key] else { return }
    for found in targets.targets(of: expression, for: type) {
      facts.targets.insert(
        KeyTarget(
          key: key, origin: origin, value: found.value, isCast: found.isCast,
          place: unit.place(spot)))
    }
  }

  /// - Parameter key: the key of the update or query within which this is: its own references to
  ///   that key are part of it.
  private func walk(_ cursor: CXCursor, updating key: String?, _ facts: inout Facts) {
    clang.descend(cursor) { child, parent in
      switch child.kind {
      case CXCursor_StmtExpr:
        guard let call = update(in: child), let inner = self.key(of: call), inner != key
        else { return true }
        walk(child, updating: inner, &facts)
        add(call, inner, &facts)
        return false
      case CXCursor_CallExpr:
        guard Self.kind(ofCall: name(of: child)) != nil, let inner = self.key(of: child),
          inner != key
        else { return true }
        walk(child, updating: inner, &facts)
        add(child, inner, &facts)
        return false
      case CXCursor_GCCAsmStmt:
        facts.statements.append(child)
        return true
      case CXCursor_DeclRefExpr:
        note(child, parent, updating: key, &facts)
        return false
      default: return true
      }
    }
  }

  private func name(of cursor: CXCursor) -> String {
    clang.name(of: cursor, initials: [UInt8(ascii: "_")]) ?? ""
  }

  private static func kind(ofCall name: String) -> KeyUse.Kind? {
    switch name {
    case "__static_call_update", "__static_call_batch_update": .update
    case "__static_call_query": .query
    default: nil
    }
  }

  /// The call of __static_call_update() or of its like for batches that is a statement of a
  /// statement expression, as the update macros have it.
  private func update(in expression: CXCursor) -> CXCursor? {
    clang.children(of: expression).lazy.flatMap(clang.children)
      .first { $0.kind == CXCursor_CallExpr && Self.kind(ofCall: name(of: $0)) == .update }
  }

  /// The key whose object is the call's first argument; nil if a variable holds it.
  private func key(of call: CXCursor) -> String? {
    guard let first = clang.arguments(of: call).first else { return nil }
    var key: String?
    clang.descend(first) { child, _ in
      if key == nil, child.kind == CXCursor_DeclRefExpr {
        key = KeySymbol.name(of: name(of: child))
      }
      return key == nil
    }
    return key
  }

  private func add(_ call: CXCursor, _ key: String, _ facts: inout Facts) {
    guard let kind = Self.kind(ofCall: name(of: call)), let spot = unit.spot(of: call) else {
      return
    }
    facts.uses.insert(KeyUse(key: key, kind: kind, place: unit.place(spot)))
    let arguments = clang.arguments(of: call)
    if kind == .update, arguments.count > 1, let target = arguments.last {
      add(target, to: key, .update, at: spot, &facts)
    }
  }

  /// A reference to some symbol: is it a key's, and what may be done with it?
  private func note(
    _ cursor: CXCursor, _ parent: CXCursor, updating key: String?, _ facts: inout Facts
  ) {
    let symbol = name(of: cursor)
    guard let name = KeySymbol.name(of: symbol), name != key, let spot = unit.spot(of: cursor)
    else { return }
    let isTrampoline = symbol.hasPrefix(Symbols.trampolinePrefix)
    if isTrampoline, parent.kind == CXCursor_GCCAsmStmt {
      facts.assemblyUses.insert(AssemblyUse(key: name, place: unit.place(spot)))
      return
    }
    // Of the header's own macros, a call reads the key; the others are uses, and listed as such.
    let call = written[spot]
    if call == false { return }
    let reads = isTrampoline || call == true || parent.kind == CXCursor_MemberRefExpr
    facts.mentions.insert(KeyMention(key: name, kind: reads ? .target : .key))
  }
}
