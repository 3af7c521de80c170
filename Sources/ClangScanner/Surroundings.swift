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
  private let findExpansions: () -> [Range<Int>]
  /// Not cheap, and seldom needed.
  private lazy var expansions = findExpansions()
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
    self.tokens = tokens
    findExpansions = { unit.expansions(in: file) }
    skipped = unit.skippedRanges(of: file)
    bodies = record.macroBodies.filter { $0.file == file }.map(\.range)
    includes = record.includes.filter { $0.file == file }.map(\.range)
    strangers = Set(
      record.expansions.filter { !$0.isOurs && $0.spot.file == file }.map(\.spot.offset))
    hasHeader = record.header.isPresent
    definesOwn = record.expansions.contains { !$0.isOurs && $0.use == nil }
  }

  mutating func verdict(at offset: Int) -> Verdict {
    if includes.contains(where: { $0.contains(offset) }) { return .includedName }
    if skipped.contains(where: { $0.contains(offset) }) { return .leftAlone(.inactive) }
    if !hasHeader || strangers.contains(offset) { return .leftAlone(.notOurs) }
    if let body = bodies.first(where: { $0.contains(offset) }) {
      return verdict(at: offset, in: body)
    }
    let isArgument = expansions.contains { $0.contains(offset) }
    return .leftAlone(isArgument ? .unexpanded : .notOurs)
  }

  /// In a definition: the name that it defines, a call of its own, or the bare name of the macro.
  private func verdict(at offset: Int, in body: Range<Int>) -> Verdict {
    guard body.lowerBound != offset else { return .leftAlone(.notOurs) }
    // Without the header the body is not used in this unit, or it is a stranger's.
    guard hasHeader else { return .leftAlone(definesOwn ? .notOurs : .macroBody) }
    guard let callee = tokens.callee(at: offset, in: body), callee.end <= body.upperBound,
      let macro = tokens.token(at: body.lowerBound)
    else { return .leftAlone(.macroBody) }
    return .inBody(of: macro.text, callee)
  }
}
