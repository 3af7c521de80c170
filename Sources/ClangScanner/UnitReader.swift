import CClang
import StaticCallCore

/// Reads one parsed unit: its keys from declarations, its sites from macro expansions and macro
/// bodies, and for every other `static_call` in the text the reason why it is none.
struct UnitReader {
  private let unit: ParsedUnit
  private let callMacros: CallMacros
  private let watched: Set<String>?
  private let record: TopLevel
  private var scan: UnitScan
  private var sequences: [ParsedUnit.File: TokenSequence] = [:]
  /// Where macros are used, for the files that this was asked of.
  private var expanded: [ParsedUnit.File: Set<Int>] = [:]
  /// The offsets that expansions account for.
  private var claimed: [ParsedUnit.File: Set<Int>] = [:]

  /// - Parameters:
  ///   - scan: what is known of the unit so far; the reader adds to it.
  ///   - watched: the files that can hold static calls; nil for any.
  init(
    _ unit: ParsedUnit, _ callMacros: CallMacros, adding scan: UnitScan, in watched: Set<String>?
  ) {
    self.watched = watched
    self.unit = unit
    self.callMacros = callMacros
    self.scan = scan
    record = TopLevel(unit, callMacros)
  }

  /// Whether an answer would need functions' bodies, and the unit was parsed without. What `read`
  /// returned is then of no use.
  private(set) var needsBodies = false

  mutating func read() -> UnitScan {
    scan.keys = KeyReader(unit, record).declarations()
    if let mismatch = record.header.versionMismatch {
      scan.diagnostics.append(mismatch)
      return scan
    }
    var seen: Set<ParsedUnit.Spot> = []
    // A file that is included twice has every expansion twice.
    let ours = record.expansions.filter { $0.isOurs && seen.insert($0.spot).inserted }
    let keys = self.keys(of: ours)
    if needsBodies { return scan }
    scan.hasBodies = unit.hasBodies
    UpdateReader(unit, record).read(into: &scan)
    for expansion in ours { read(expansion, keys: keys[expansion.spot] ?? []) }
    readUnclaimed()
    return scan
  }

  /// Which keys each expansion stands for. An argument that is no macro is the name itself: the
  /// API pastes it (C11, 6.10.3.3). For others the syntax tree is asked.
  private mutating func keys(
    of expansions: [TopLevel.Expansion]
  ) -> [ParsedUnit.Spot: [String]] {
    var arguments: [ParsedUnit.Spot: Token] = [:]
    // Of an update in a batch, the key is the second argument.
    for expansion in expansions where expansion.name != API.batchUpdate {
      let spot = expansion.spot
      arguments[spot] = sequence(spot.file).firstArgument(at: spot.offset)
    }
    let macros = record.macros(among: Set(arguments.values.map(\.text)), unit.clang)
    let declared = Set(scan.keys.map(\.name))
    var keys: [ParsedUnit.Spot: [String]] = [:]
    for (spot, argument) in arguments where declared.contains(argument.text) {
      if !macros.contains(argument.text) || !isExpanded(argument, in: spot.file) {
        keys[spot] = [argument.text]
      }
    }
    let open = expansions.map(\.spot).filter { keys[$0] == nil }
    if !unit.hasBodies, !open.isEmpty || usesKeysInBodies(expansions) {
      needsBodies = true
      return [:]
    }
    return keys.merging(References(unit, record).names(at: open).mapValues { $0.sorted() }) { $1 }
  }

  /// Whether functions have to be looked into for what they do with keys besides calling them.
  /// With the kernel's header that is nobody's condition: its own build checks updates, and no
  /// trampoline or table is made from them.
  private func usesKeysInBodies(_ expansions: [TopLevel.Expansion]) -> Bool {
    guard record.header.provider == .generated else { return false }
    return expansions.contains { $0.use == .update }
      || UpdateReader.needsBodies(of: unit, besides: record.header)
  }

  private mutating func isExpanded(_ argument: Token, in file: ParsedUnit.File) -> Bool {
    let known = expanded[file] ?? Set(unit.expansions(in: file).map(\.lowerBound))
    expanded[file] = known
    return known.contains(argument.range.lowerBound)
  }

  private mutating func sequence(_ file: ParsedUnit.File) -> TokenSequence {
    if let known = sequences[file] { return known }
    let made = TokenSequence(unit.tokens(of: file))
    sequences[file] = made
    return made
  }

  /// - Parameter keys: what the expansion refers to; empty if that cannot be told.
  private mutating func read(_ expansion: TopLevel.Expansion, keys: [String]) {
    let spot = expansion.spot
    let callee = sequence(spot.file).callee(at: spot.offset)
    let place = unit.place(spot)
    if let kind = expansion.use {
      scan.uses += keys.map { KeyUse(key: $0, kind: kind, place: place) }
      return
    }
    guard let form = callMacros.form(of: expansion.name) else { return }
    claimed[spot.file, default: []].insert(spot.offset)
    // clang counts `#ifdef static_call` as an expansion, without arguments.
    guard let callee, callee.end == expansion.end, !callee.hasDirective else {
      scan.leftAlone.append(LeftAlone(place: place, reason: .directive))
      return
    }
    switch (keys.count, callee.argument) {
    case (1, _): scan.sites.append(site(of: keys[0], form, place, callee, in: spot.file))
    // Read several times, another key each time: the symbol is made where it is read.
    case (2..., let word?):
      var site = site(inBodyOf: word.text, form, place, callee, in: spot.file)
      site.argument = word.text
      scan.sites.append(site)
    default: scan.leftAlone.append(LeftAlone(place: place, reason: .unresolved))
    }
  }

  private func site(
    of key: String, _ form: Site.Form, _ place: Place, _ callee: TokenSequence.Callee,
    in file: ParsedUnit.File
  ) -> Site {
    let text = unit.contents(of: file)
    var kept: [UInt8] = []
    for (before, after) in zip(callee.tokens, callee.tokens.dropFirst()) {
      kept += before.splices + text[before.range.upperBound..<after.range.lowerBound]
    }
    if kept.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { kept = [] }
    return Site(
      .key(key), form: form, macro: callee.name.text, argument: callee.argument?.text,
      place: place,
      original: Array(text[place.offset..<callee.end]),
      kept: kept, isCalled: callee.isCalled)
  }

  /// Where the argument list follows, the macro's name alone is replaced. Where it does not,
  /// whoever uses the body may want the pointer's type or size, and the callee as a whole becomes
  /// a pointer.
  private func site(
    inBodyOf macro: String, _ form: Site.Form, _ place: Place, _ callee: TokenSequence.Callee,
    in file: ParsedUnit.File
  ) -> Site {
    let text = unit.contents(of: file)
    let name = callee.name
    let behind = name.range.upperBound..<(callee.isCalled ? name.range.upperBound : callee.end)
    return Site(
      .macro(macro), form: form, macro: name.text, place: place,
      original: Array(text[name.range.lowerBound..<behind.upperBound]),
      kept: name.splices + text[behind], isCalled: callee.isCalled)
  }

  /// The identifiers of that name that no expansion accounts for: a site in a macro's body, or
  /// left alone for a reason.
  private mutating func readUnclaimed() {
    var files: [(file: ParsedUnit.File, offsets: [Int], surroundings: Surroundings)] = []
    var redefined = record.redefined
    for entry in unit.files() where !record.header.files.contains(entry.file) {
      let isInTree = unit.names.contains(entry.local)
      if isInTree, watched?.contains(entry.local) == false { continue }
      let file = entry.file
      let known = claimed[file] ?? []
      let found = Occurrences.names(in: unit.contents(of: file), of: callMacros)
        .filter { !known.contains($0) }
      if found.isEmpty { continue }
      let tokens = sequence(file)
      let surroundings = Surroundings(unit, record, file, tokens)
      redefined.formUnion(surroundings.undefinitions(among: found))
      files.append((file, found.filter(tokens.isWord), surroundings))
    }
    redefined.subtract(callMacros.own)
    for (file, offsets, surroundings) in files {
      read(offsets, in: file, surroundings, redefined: redefined)
    }
  }

  private mutating func read(
    _ offsets: [Int], in file: ParsedUnit.File, _ surroundings: Surroundings,
    redefined: Set<String>
  ) {
    var surroundings = surroundings
    let isInTree = unit.names.contains(unit.name(of: file))
    for offset in offsets {
      let location = unit.clang.c.clang_getLocationForOffset(
        unit.handle, file.handle, UInt32(offset))
      guard let place = unit.spot(location).map(unit.place) else { continue }
      switch surroundings.verdict(at: offset, redefined: redefined) {
      case .includedName: break
      case .leftAlone(let reason):
        // Outside of the tree only calls are worth a word.
        if isInTree { scan.leftAlone.append(LeftAlone(place: place, reason: reason)) }
      case .inBody(let macro, let callee):
        guard let form = callMacros.form(of: callee.name.text) else { continue }
        scan.sites.append(site(inBodyOf: macro, form, place, callee, in: file))
      }
    }
  }
}
