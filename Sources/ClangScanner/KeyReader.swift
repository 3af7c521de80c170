import CClang
import StaticCallCore

/// The unit's keys, from the declarations that the macros leave behind: whatever macro of the user's
/// wraps DEFINE_STATIC_CALL, the objects `__SCK__name` and functions `__SCT__name` are there.
struct KeyReader {
  private let unit: ParsedUnit
  private let record: TopLevel
  private var clang: LibClang { unit.clang }

  init(_ unit: ParsedUnit, _ record: TopLevel) {
    self.unit = unit
    self.record = record
  }

  func declarations() -> [KeyDeclaration] {
    var types: [String: [ParsedUnit.Spot: String]] = [:]
    var fallback: [String: String] = [:]
    for (symbol, cursor) in record.keySymbols where cursor.kind == CXCursor_FunctionDecl {
      guard let key = KeySymbol.name(of: symbol), let spot = unit.spot(of: cursor) else { continue }
      let type = spelling(of: clang.c.clang_getCursorType(cursor))
      types[key, default: [:]][spot] = type
      if fallback[key] == nil { fallback[key] = type }
    }
    let defined = Set(
      record.keySymbols.compactMap { symbol, cursor in
        clang.c.clang_isCursorDefinition(cursor) == 0
          ? nil : unit.spot(of: cursor).map { Defined(symbol: symbol, spot: $0) }
      })
    var seen: Set<KeyDeclaration> = []
    return record.keySymbols.compactMap { symbol, cursor in
      guard cursor.kind == CXCursor_VarDecl, let key = KeySymbol.name(of: symbol),
        let spot = unit.spot(of: cursor), let type = types[key]?[spot] ?? fallback[key]
      else { return nil }
      let isDefinition = clang.c.clang_isCursorDefinition(cursor) != 0
      // A DEFINE declares first; an EXPORT repeats the declaration. Neither says anything new.
      if !isDefinition,
        types[key]?[spot] == nil || defined.contains(Defined(symbol: symbol, spot: spot))
      {
        return nil
      }
      let declaration = KeyDeclaration(
        name: key, type: type, place: unit.place(spot),
        initial: isDefinition ? initial(of: cursor) : nil, provider: record.header.provider)
      return seen.insert(declaration).inserted ? declaration : nil
    }
  }

  private struct Defined: Hashable {
    var symbol: String
    var spot: ParsedUnit.Spot
  }

  /// The function that the initializer names.
  private func initial(of definition: CXCursor) -> KeyDeclaration.Initial {
    var target: String?
    clang.visit(definition, deep: true) { cursor in
      guard target == nil, cursor.kind == CXCursor_DeclRefExpr else { return }
      let referenced = clang.c.clang_getCursorReferenced(cursor)
      guard referenced.kind == CXCursor_FunctionDecl else { return }
      target = clang.take(clang.c.clang_getCursorSpelling(referenced))
    }
    switch target {
    case nil, "__static_call_nop": return .null
    case "__static_call_return0": return .returnZero
    case let function?: return .function(function)
    }
  }

  /// The canonical type. A type without a name is spelt with the place of its definition, which
  /// would make the output depend on where the tree lies; the place is dropped.
  private func spelling(of type: CXType) -> String {
    let text = clang.take(clang.c.clang_getTypeSpelling(clang.c.clang_getCanonicalType(type)))
    var result = ""
    var rest = text[...]
    while let mark = rest.firstRange(of: " at ") {
      result += rest[..<mark.lowerBound]
      rest = rest[mark.upperBound...].drop { $0 != ")" }
    }
    // C23 has another name for the same type.
    return (result + rest).replacing("_Bool", with: "bool")
  }
}
