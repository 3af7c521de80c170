import CClang
import StaticCallCore

/// Reads one parsed unit: its keys from declarations, its sites from macro expansions, and for
/// every other `static_call` in the text the reason why it is none.
struct UnitReader {
  private let unit: ParsedUnit
  private var clang: LibClang { unit.clang }

  init(_ unit: ParsedUnit) {
    self.unit = unit
  }

  func fill(_ scan: inout UnitScan) {
    let record = TopLevel(unit)
    scan.keys = KeyReader(unit, record).declarations()
    if let mismatch = record.header.versionMismatch {
      scan.diagnostics.append(mismatch)
      return
    }
    let resolved = References(unit, record).names(at: record.expansions.map(\.spot))
    var sitesByFile: [ParsedUnit.File: Set<Int>] = [:]
    var sequences: [ParsedUnit.File: TokenSequence] = [:]
    func sequence(_ file: ParsedUnit.File) -> TokenSequence {
      if let known = sequences[file] { return known }
      let made = TokenSequence(unit.tokens(of: file))
      sequences[file] = made
      return made
    }

    var seen: Set<ParsedUnit.Spot> = []
    for expansion in record.expansions where expansion.isOurs {
      let spot = expansion.spot
      let callee = sequence(spot.file).callee(at: spot.offset)
      let keys = resolved[spot]?.sorted() ?? callee?.argument.map { [$0] } ?? []
      // A file that is included twice has every expansion twice.
      guard !keys.isEmpty, seen.insert(spot).inserted else { continue }
      let place = unit.place(spot)
      if let kind = expansion.use {
        scan.uses += keys.map { KeyUse(key: $0, kind: kind, place: place) }
      } else if let form = Site.Form(rawValue: expansion.name), let callee {
        sitesByFile[spot.file, default: []].insert(spot.offset)
        if callee.hasDirective {
          scan.leftAlone.append(LeftAlone(place: place, reason: .directive))
        } else {
          scan.sites += keys.map { site($0, form, place, callee, in: spot.file) }
        }
      }
    }
    scan.leftAlone += leftAlone(record, sitesByFile, sequence)
  }

  private func site(
    _ key: String, _ form: Site.Form, _ place: Place, _ callee: TokenSequence.Callee,
    in file: ParsedUnit.File
  ) -> Site {
    let text = unit.contents(of: file)
    var kept: [UInt8] = []
    for (before, after) in zip(callee.tokens, callee.tokens.dropFirst()) {
      kept += before.splices + text[before.range.upperBound..<after.range.lowerBound]
    }
    if kept.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { kept = [] }
    return Site(
      key: key, form: form, place: place, original: Array(text[place.offset..<callee.end]),
      kept: kept, isCalled: callee.isCalled)
  }

  /// Every remaining identifier of that name in the tree's files, with the reason.
  private func leftAlone(
    _ record: TopLevel, _ sites: [ParsedUnit.File: Set<Int>],
    _ sequence: (ParsedUnit.File) -> TokenSequence
  ) -> [LeftAlone] {
    unit.files().filter { !$0.isSystem }.flatMap { file, _ -> [LeftAlone] in
      guard unit.names.contains(unit.name(of: file)), !record.header.files.contains(file)
      else { return [] }
      let offsets = Occurrences.names(in: unit.contents(of: file))
        .filter { !(sites[file]?.contains($0) ?? false) && sequence(file).isWord(at: $0) }
      guard !offsets.isEmpty else { return [] }
      let surroundings = Surroundings(unit, record, file)
      return offsets.compactMap { offset in
        let location = clang.c.clang_getLocationForOffset(unit.handle, file.handle, UInt32(offset))
        guard let spot = unit.spot(location), let reason = surroundings.reason(at: offset)
        else { return nil }
        return LeftAlone(place: unit.place(spot), reason: reason)
      }
    }
  }
}

/// What tells, in one file, why an identifier is no site.
private struct Surroundings {
  private let unit: ParsedUnit
  private let file: ParsedUnit.File
  private let skipped: [Range<Int>]
  private let bodies: [Range<Int>]
  private let includes: [Range<Int>]
  private let strangers: Set<Int>
  private let hasHeader: Bool

  init(_ unit: ParsedUnit, _ record: TopLevel, _ file: ParsedUnit.File) {
    self.unit = unit
    self.file = file
    skipped = unit.skippedRanges(of: file)
    bodies = record.macroBodies.filter { $0.file == file }.map(\.range)
    includes = record.includes.filter { $0.file == file }.map(\.range)
    strangers = Set(
      record.expansions.filter { !$0.isOurs && $0.spot.file == file }.map(\.spot.offset))
    hasHeader = record.header.isPresent
  }

  /// Nil for the name of an included file.
  func reason(at offset: Int) -> LeftAlone.Reason? {
    if includes.contains(where: { $0.contains(offset) }) { return nil }
    if skipped.contains(where: { $0.contains(offset) }) { return .inactive }
    if !hasHeader || strangers.contains(offset) { return .notOurs }
    if let body = bodies.first(where: { $0.contains(offset) }) {
      return body.lowerBound == offset ? .notOurs : .macroBody  // it defines that name, or uses it
    }
    return unit.expansions(in: file).contains { $0.contains(offset) } ? .unexpanded : .notOurs
  }
}
