import CClang
import StaticCallCore

/// What tells, in one file, what an identifier is that no expansion accounts for.
struct Surroundings {
  enum Verdict {
    case includedName
    case inBody(of: String, TokenSequence.Callee)
    case leftAlone(LeftAlone.Reason)
  }

  private let tokens: TokenSequence
  private let text: UnsafeBufferPointer<UInt8>
  private let findExpansions: () -> [Range<Int>]
  /// Not cheap, and seldom needed.
  private lazy var expansions = findExpansions()
  private let skipped: DisjointRanges
  private let bodies: DisjointRanges
  private let includes: DisjointRanges
  private let strangers: Set<Int>
  private let hasHeader: Bool
  init(
    _ unit: ParsedUnit, _ record: TopLevel, _ file: ParsedUnit.File, _ tokens: TokenSequence
  ) {
    self.tokens = tokens
    text = unit.contents(of: file)
    findExpansions = { unit.expansions(in: file) }
    skipped = DisjointRanges(unit.skippedRanges(of: file))
    bodies = DisjointRanges(record.macroBodies.filter { $0.file == file }.map(\.range))
    includes = DisjointRanges(record.includes.filter { $0.file == file }.map(\.range))
    strangers = Set(
      record.expansions.filter { !$0.isOurs && $0.spot.file == file }.map(\.spot.offset))
    hasHeader = record.header.isPresent
  }

  /// Those of some places where the unit gives a name up, which may then come to mean anything.
  func undefinitions(among offsets: [Int]) -> Set<String> {
    let active = offsets.filter { skipped.range(of: $0) == nil }
    return Set(active.filter(tokens.isUndefined).compactMap { tokens.token(at: $0)?.text })
  }

  /// - Parameter redefined: the names that do not mean static_call.h's macros throughout the unit.
  ///   What such a name in a body means, only each use of that body decides.
  mutating func verdict(at offset: Int, redefined: Set<String>) -> Verdict {
    if includes.range(of: offset) != nil { return .includedName }
    if skipped.range(of: offset) != nil { return .leftAlone(.inactive) }
    if strangers.contains(offset) { return .leftAlone(.notOurs) }
    if let body = bodies.range(of: offset) {
      return verdict(at: offset, in: body, redefined)
    }
    let isArgument = expansions.contains { $0.contains(offset) }
    return .leftAlone(isArgument ? .unexpanded : .notOurs)
  }

  /// In a definition: the name that it defines, a call of its own, or the bare name of the macro.
  private func verdict(at offset: Int, in body: Range<Int>, _ redefined: Set<String>) -> Verdict {
    guard body.lowerBound != offset, let name = tokens.token(at: offset),
      let macro = tokens.token(at: body.lowerBound), !redefined.contains(name.text),
      !tokens.isPasted(at: offset),
      !tokens.parameters(ofMacroAt: body.lowerBound, in: text).contains(name.text)
    else { return .leftAlone(.notOurs) }
    // Without the header nothing in this unit can be a call: it says neither yes nor no.
    guard hasHeader, let callee = tokens.callee(at: offset, in: body), callee.end <= body.upperBound
    else { return .leftAlone(.macroBody) }
    return .inBody(of: macro.text, callee)
  }
}
