import CClang
import StaticCallCore

/// Reads one parsed unit: its keys from declarations, its sites from macro expansions and macro
/// bodies, and for every other `static_call` in the text the reason why it is none.
struct UnitReader {
  private let unit: ParsedUnit
  private let record: TopLevel
  private var scan: UnitScan
  private var sequences: [ParsedUnit.File: TokenSequence] = [:]
  /// The offsets that expansions account for.
  private var claimed: [ParsedUnit.File: Set<Int>] = [:]

  /// - Parameter scan: what is known of the unit so far; the reader adds to it.
  init(_ unit: ParsedUnit, adding scan: UnitScan) {
    self.unit = unit
    self.scan = scan
    record = TopLevel(unit)
  }

  mutating func read() -> UnitScan {
    scan.keys = KeyReader(unit, record).declarations()
    if let mismatch = record.header.versionMismatch {
      scan.diagnostics.append(mismatch)
      return scan
    }
    let ours = record.expansions.filter(\.isOurs)
    let keys = References(unit, record).names(at: ours.map(\.spot))
    var seen: Set<ParsedUnit.Spot> = []
    // A file that is included twice has every expansion twice.
    for expansion in ours where seen.insert(expansion.spot).inserted {
      read(expansion, keys: keys[expansion.spot]?.sorted())
    }
    for file in unit.files() where unit.names.contains(unit.name(of: file)) {
      if !record.header.files.contains(file) { readUnclaimed(in: file) }
    }
    return scan
  }

  private mutating func sequence(_ file: ParsedUnit.File) -> TokenSequence {
    if let known = sequences[file] { return known }
    let made = TokenSequence(unit.tokens(of: file))
    sequences[file] = made
    return made
  }

  /// - Parameter keys: what the expansion refers to; nil where the syntax tree does not show it.
  private mutating func read(_ expansion: TopLevel.Expansion, keys: [String]?) {
    let spot = expansion.spot
    let callee = sequence(spot.file).callee(at: spot.offset)
    let keys = keys ?? spelt(callee?.argument, in: spot.file)
    let place = unit.place(spot)
    if let kind = expansion.use {
      scan.uses += keys.map { KeyUse(key: $0, kind: kind, place: place) }
      return
    }
    guard let form = Site.Form(rawValue: expansion.name) else { return }
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
      scan.sites.append(site(inBodyOf: word.text, form, place, callee.name, in: spot.file))
    default: scan.leftAlone.append(LeftAlone(place: place, reason: .unresolved))
    }
  }

  /// The key that an argument spells: not if the word is a macro, or no key.
  private func spelt(_ argument: Token?, in file: ParsedUnit.File) -> [String] {
    guard let argument, scan.keys.contains(where: { $0.name == argument.text }),
      !unit.expansions(in: file).contains(where: { $0.lowerBound == argument.range.lowerBound })
    else { return [] }
    return [argument.text]
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
      .key(key), form: form, place: place, original: Array(text[place.offset..<callee.end]),
      kept: kept, isCalled: callee.isCalled)
  }

  private func site(
    inBodyOf macro: String, _ form: Site.Form, _ place: Place, _ name: Token,
    in file: ParsedUnit.File
  ) -> Site {
    Site(
      .macro(macro), form: form, place: place,
      original: Array(unit.contents(of: file)[name.range]), kept: name.splices, isCalled: true)
  }

  /// The identifiers of that name that no expansion accounts for: a site in a macro's body, or left
  /// alone for a reason.
  private mutating func readUnclaimed(in file: ParsedUnit.File) {
    let known = claimed[file] ?? []
    let found = Occurrences.names(in: unit.contents(of: file)).filter { !known.contains($0) }
    if found.isEmpty { return }
    let tokens = sequence(file)
    var surroundings = Surroundings(unit, record, file, tokens)
    for offset in found where tokens.isWord(at: offset) {
      let location = unit.clang.c.clang_getLocationForOffset(
        unit.handle, file.handle, UInt32(offset))
      guard let place = unit.spot(location).map(unit.place) else { continue }
      switch surroundings.verdict(at: offset) {
      case .includedName: break
      case .leftAlone(let reason): scan.leftAlone.append(LeftAlone(place: place, reason: reason))
      case .inBody(let macro, let name):
        guard let form = Site.Form(rawValue: name.text) else { continue }
        scan.sites.append(site(inBodyOf: macro, form, place, name, in: file))
      }
    }
  }
}
