import CClang
import StaticCallCore

/// Which key each expansion stands for, from the syntax tree: the reference to `__SCK__name` (or
/// `__SCT__name`) that the expansion left there. Macro names given as a key are thereby resolved
/// just as the compiler did. A place in a file that is included twice may stand for several keys.
struct References {
  private let unit: ParsedUnit
  private let record: TopLevel

  init(_ unit: ParsedUnit, _ record: TopLevel) {
    self.unit = unit
    self.record = record
  }

  /// The keys' names for each of `spots` where a reference was found.
  func names(at spots: [ParsedUnit.Spot]) -> [ParsedUnit.Spot: Set<String>] {
    let wanted = Set(spots)
    var found: [ParsedUnit.Spot: Set<String>] = [:]
    guard !wanted.isEmpty else { return found }
    for (symbol, cursor) in record.keySymbols {
      if let spot = unit.spot(of: cursor), wanted.contains(spot),
        let name = KeySymbol.name(of: symbol)
      {
        found[spot, default: []].insert(name)
      }
    }
    // Only declarations that span a wanted place are looked into; a body that came whole out of
    // a macro has no such span, so what is still open then is looked for everywhere.
    let byFile = Dictionary(grouping: spots, by: \.file).mapValues { $0.map(\.offset).sorted() }
    var rest: [CXCursor] = []
    for cursor in record.declarations {
      if spans(cursor, byFile) { read(cursor, wanted, &found) } else { rest.append(cursor) }
    }
    if found.count < wanted.count {
      for cursor in rest { read(cursor, wanted, &found) }
    }
    return found
  }

  private func spans(_ cursor: CXCursor, _ offsets: [ParsedUnit.File: [Int]]) -> Bool {
    guard let extent = unit.extent(of: cursor, through: .expansion),
      let inFile = offsets[extent.file]
    else { return false }
    let next = inFile.partitioningIndex { $0 >= extent.range.lowerBound }
    return next < inFile.endIndex && extent.range.contains(inFile[next])
  }

  private func read(
    _ cursor: CXCursor, _ wanted: Set<ParsedUnit.Spot>,
    _ found: inout [ParsedUnit.Spot: Set<String>]
  ) {
    var names: [ParsedUnit.Spot: Set<String>] = [:]
    let underscore = [UInt8(ascii: "_")]
    unit.clang.visit(cursor, deep: true) { child in
      guard child.kind == CXCursor_DeclRefExpr,
        let symbol = unit.clang.name(of: child, initials: underscore),
        let name = KeySymbol.name(of: symbol), let spot = unit.spot(of: child)
      else { return }
      if wanted.contains(spot) { names[spot, default: []].insert(name) }
    }
    found.merge(names) { $0.union($1) }
  }
}
