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
      // A file that is included twice has every expansion twice.
      guard seen.insert(spot).inserted else { continue }
      let place = unit.place(spot)
      let keys = resolved[spot]?.sorted() ?? spelt(callee?.argument, in: spot.file, scan.keys)
      if let kind = expansion.use {
        scan.uses += keys.map { KeyUse(key: $0, kind: kind, place: place) }
      } else if let form = Site.Form(rawValue: expansion.name) {
        sitesByFile[spot.file, default: []].insert(spot.offset)
        // clang counts `#ifdef static_call` as an expansion, without arguments.
        if let callee, callee.end == expansion.end, !callee.hasDirective {
          if keys.isEmpty { scan.leftAlone.append(LeftAlone(place: place, reason: .unresolved)) }
          if keys.count == 1 {
            scan.sites.append(site(.key(keys[0]), form, place, callee, in: spot.file))
          }
          if keys.count > 1, let word = callee.argument?.text {
            scan.sites.append(template(word, form, place, in: spot.file, sequence(spot.file)))
          }
        } else {
          scan.leftAlone.append(LeftAlone(place: place, reason: .directive))
        }
      }
    }
    readOthers(record, sitesByFile, sequence, into: &scan)
  }

  /// The key that an argument spells, where the syntax tree does not show it: not if the word is a
  /// macro, or no key.
  private func spelt(
    _ argument: Token?, in file: ParsedUnit.File, _ keys: [KeyDeclaration]
  ) -> [String] {
    guard let argument, keys.contains(where: { $0.name == argument.text }),
      !unit.expansions(in: file).contains(where: { $0.lowerBound == argument.range.lowerBound })
    else { return [] }
    return [argument.text]
  }

  /// A site in a file that is read several times, with a macro that is another key each time: as in
  /// a macro's body, the symbol is made where it is read.
  private func template(
    _ word: String, _ form: Site.Form, _ place: Place, in file: ParsedUnit.File,
    _ tokens: TokenSequence
  ) -> Site {
    let name = tokens.token(at: place.offset)
    let range = name?.range ?? place.offset..<place.offset
    return Site(
      .macro(word), form: form, place: place, original: Array(unit.contents(of: file)[range]),
      kept: name?.splices ?? [], isCalled: true)
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
    for file in unit.files() {
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
  /// Whether the unit has a macro of one of the names that is not static_call.h's.
  private let definesOwn: Bool

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
    definesOwn = record.expansions.contains { !$0.isOurs && Site.Form(rawValue: $0.name) != nil }
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
    // Without the header the body is not used in this unit, or it is a stranger's.
    guard hasHeader else { return .leftAlone(definesOwn ? .notOurs : .macroBody) }
    guard let callee = tokens.callee(at: offset), callee.end <= body.upperBound,
      let name = tokens.token(at: offset), let macro = tokens.token(at: body.lowerBound)
    else { return .leftAlone(.macroBody) }
    return .inBody(of: macro.text, name: name)
  }
}
