import CClang
import StaticCallCore

/// The unit's keys, from the declarations that the macros leave behind: whatever macro of the
/// user's wraps DEFINE_STATIC_CALL, the objects `__SCK__name` and functions `__SCT__name` are
/// there.
struct KeyReader {
  private let unit: ParsedUnit
  private let record: TopLevel
  private let types: FunctionTypes
  private var clang: LibClang { unit.clang }

  init(_ unit: ParsedUnit, _ record: TopLevel) {
    self.unit = unit
    self.record = record
    types = FunctionTypes(unit)
  }

  func declarations() -> [KeyDeclaration] {
    var signatures: [String: [ParsedUnit.Spot: Signature]] = [:]
    var fallback: [String: Signature] = [:]
    for (symbol, cursor) in record.keySymbols where cursor.kind == CXCursor_FunctionDecl {
      guard let key = KeySymbol.name(of: symbol), let spot = unit.spot(of: cursor) else { continue }
      let type = clang.c.clang_getCursorType(cursor)
      let signature = Signature(
        type: types.spelling(of: type), returned: types.returned(by: type),
        availability: clang.availability(of: cursor))
      signatures[key, default: [:]][spot] = signature
      if fallback[key] == nil { fallback[key] = signature }
    }
    let defined = Set(
      record.keySymbols.compactMap { symbol, cursor in
        clang.c.clang_isCursorDefinition(cursor) == 0
          ? nil : unit.spot(of: cursor).map { Defined(symbol: symbol, spot: $0) }
      })
    var seen: Set<KeyDeclaration> = []
    return record.keySymbols.compactMap { symbol, cursor in
      guard cursor.kind == CXCursor_VarDecl, let key = KeySymbol.name(of: symbol),
        let spot = unit.spot(of: cursor), let signature = signatures[key]?[spot] ?? fallback[key]
      else { return nil }
      let isDefinition = clang.c.clang_isCursorDefinition(cursor) != 0
      // A DEFINE declares first; an EXPORT repeats the declaration. Neither says anything new.
      if !isDefinition,
        signatures[key]?[spot] == nil || defined.contains(Defined(symbol: symbol, spot: spot))
      {
        return nil
      }
      var declaration = KeyDeclaration(
        name: key, type: signature.type, place: unit.place(spot),
        initial: isDefinition ? initial(of: cursor) : nil, provider: record.header.provider,
        returned: signature.returned)
      // In front of DECLARE_STATIC_CALL() an attribute is the key's, behind it the trampoline's.
      declaration.availability = signature.availability ?? clang.availability(of: cursor)
      return seen.insert(declaration).inserted ? declaration : nil
    }
  }

  private struct Signature {
    var type: String
    var returned: ReturnedValue
    var availability: KeyDeclaration.Availability?
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
}
