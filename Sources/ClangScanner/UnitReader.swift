import CClang
import StaticCallCore

/// Reads one parsed unit: its keys from declarations, its sites from macro expansions and macro
/// bodies, and for every other `static_call` in the text the reason why it is none.
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
          scan.sites += keys.map { site(.key($0), form, place, callee, in: spot.file) }
        }
      }
    }
    readOthers(record, sitesByFile, sequence, into: &scan)
  }

  private func site(
    _ subject: Site.Subject, _ form: Site.Form, _ place: Place, _ callee: TokenSequence.Callee,
    in file: ParsedUnit.File
  ) -> Site {
    let text = unit.contents(of: file)
    var kept: [UInt8] = []
    for (before, after) in zip(callee.tokens, callee.tokens.dropFirst()) {
      kept += before.splices + text[before.range.upperBound..<after.range.lowerBound]
    }
    if kept.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { kept = [] }
    return Site(
      subject, form: form, place: place, original: Array(text[place.offset..<callee.end]),
      kept: kept, isCalled: callee.isCalled)
  }

  /// Every remaining identifier of that name in the tree's files: a site in a macro's body, or left
  /// alone for a reason.
  private func readOthers(
    _ record: TopLevel, _ sites: [ParsedUnit.File: Set<Int>],
    _ sequence: (ParsedUnit.File) -> TokenSequence, into scan: inout UnitScan
  ) {
    for (file, isSystem) in unit.files() where !isSystem {
      guard unit.names.contains(unit.name(of: file)), !record.header.files.contains(file)
      else { continue }
      let offsets = Occurrences.names(in: unit.contents(of: file))
        .filter { !(sites[file]?.contains($0) ?? false) && sequence(file).isWord(at: $0) }
      guard !offsets.isEmpty else { continue }
      let surroundings = Surroundings(unit, record, file, sequence(file))
      for offset in offsets {
        let location = clang.c.clang_getLocationForOffset(unit.handle, file.handle, UInt32(offset))
        guard let place = unit.spot(location).map(unit.place) else { continue }
        switch surroundings.verdict(at: offset) {
        case .includedName: break
        case .leftAlone(let reason): scan.leftAlone.append(LeftAlone(place: place, reason: reason))
        case .inBody(let macro, let name):
          guard let form = Site.Form(rawValue: name.text) else { continue }
          scan.sites.append(
            Site(
              .macro(macro), form: form, place: place,
              original: Array(unit.contents(of: file)[name.range]), kept: name.splices,
              isCalled: true))
        }
      }
    }
  }
}

/// What tells, in one file, what an identifier is that no expansion accounts for.
private struct Surroundings {
  enum Verdict {
    case includedName
    case inBody(of: String, name: Token)
    case leftAlone(LeftAlone.Reason)
  }

  private let unit: ParsedUnit
  private let file: ParsedUnit.File
  private let tokens: TokenSequence
  private let skipped: [Range<Int>]
  private let bodies: [Range<Int>]
  private let includes: [Range<Int>]
  private let strangers: Set<Int>
  private let hasHeader: Bool

  init(
    _ unit: ParsedUnit, _ record: TopLevel, _ file: ParsedUnit.File, _ tokens: TokenSequence
  ) {
    self.unit = unit
    self.file = file
    self.tokens = tokens
    skipped = unit.skippedRanges(of: file)
    bodies = record.macroBodies.filter { $0.file == file }.map(\.range)
    includes = record.includes.filter { $0.file == file }.map(\.range)
    strangers = Set(
      record.expansions.filter { !$0.isOurs && $0.spot.file == file }.map(\.spot.offset))
    hasHeader = record.header.isPresent
  }

  func verdict(at offset: Int) -> Verdict {
    if includes.contains(where: { $0.contains(offset) }) { return .includedName }
    if skipped.contains(where: { $0.contains(offset) }) { return .leftAlone(.inactive) }
    if !hasHeader || strangers.contains(offset) { return .leftAlone(.notOurs) }
    if let body = bodies.first(where: { $0.contains(offset) }) {
      return verdict(at: offset, in: body)
    }
    let isArgument = unit.expansions(in: file).contains { $0.contains(offset) }
    return .leftAlone(isArgument ? .unexpanded : .notOurs)
  }

  /// In a definition: the name that it defines, a call of its own, or the bare name of the macro.
  private func verdict(at offset: Int, in body: Range<Int>) -> Verdict {
    guard body.lowerBound != offset else { return .leftAlone(.notOurs) }
    guard let callee = tokens.callee(at: offset), callee.end <= body.upperBound,
      let name = tokens.token(at: offset), let macro = tokens.token(at: body.lowerBound)
    else { return .leftAlone(.macroBody) }
    return .inBody(of: macro.text, name: name)
  }
}
