import CClang
import StaticCallCore

/// The functions that an expression may give to a key.
struct TargetReader {
  private let clang: LibClang
  private let types: FunctionTypes

  struct Found {
    var value: KeyTarget.Value
    var isCast: Bool
  }

  init(_ unit: ParsedUnit) {
    clang = unit.clang
    types = FunctionTypes(unit)
  }

  /// - Parameter key: the key's function type.
  /// - Returns: each function or function pointer once, `__static_call_nop` excepted: that is
  ///   NULL.
  func targets(of expression: CXCursor, for key: CXType) -> [Found] {
    var found: [Found] = []
    collect(expression, isCast: false, key, &found)
    return found
  }

  private func collect(
    _ cursor: CXCursor, isCast: Bool, _ key: CXType, _ found: inout [Found]
  ) {
    var inner = clang.children(of: cursor).filter { clang.isExpression($0) }
    switch cursor.kind {
    case CXCursor_CStyleCastExpr:
      for child in inner.suffix(1) { collect(child, isCast: true, key, &found) }
      return
    // Implicit conversions, `?:` without its middle, __builtin_choose_expr: some value of theirs.
    case CXCursor_ParenExpr, CXCursor_UnexposedExpr, CXCursor_InitListExpr: break
    case CXCursor_ConditionalOperator: inner.removeFirst(min(1, inner.count))
    case CXCursor_UnaryOperator where isTransparent(cursor, inner): break
    default:
      // What a local variable starts with says more than its type: the kernel's macro has one.
      if let initializer = initializer(of: cursor) {
        collect(initializer, isCast: isCast, key, &found)
      } else {
        add(cursor, isCast: isCast, key, &found)
      }
      return
    }
    for child in inner { collect(child, isCast: isCast, key, &found) }
  }

  /// `&f`, `*f` and __extension__ of what may be a function; not `*table` of pointers to pointers.
  private func isTransparent(_ cursor: CXCursor, _ inner: [CXCursor]) -> Bool {
    guard let child = inner.first else { return false }
    let type = clang.c.clang_getCursorType(cursor)
    let operand = clang.c.clang_getCursorType(child)
    if types.function(of: type) != nil { return types.function(of: operand) != nil }
    let plain = clang.c.clang_getCanonicalType(type)
    return plain.kind == CXType_Pointer
      && clang.c.clang_equalTypes(plain, clang.c.clang_getCanonicalType(operand)) != 0
  }

  /// The kernel's update macro puts its argument into a variable `__F` first.
  private func initializer(of cursor: CXCursor) -> CXCursor? {
    guard cursor.kind == CXCursor_DeclRefExpr,
      clang.name(of: cursor, initials: [UInt8(ascii: "_")]) == "__F"
    else { return nil }
    let variable = clang.c.clang_getCursorReferenced(cursor)
    guard variable.kind == CXCursor_VarDecl else { return nil }
    return clang.children(of: variable).last { clang.isExpression($0) }
  }

  private func add(
    _ cursor: CXCursor, isCast: Bool, _ key: CXType, _ found: inout [Found]
  ) {
    guard let type = types.function(of: clang.c.clang_getCursorType(cursor)) else { return }
    let name = clang.take(clang.c.clang_getCursorSpelling(cursor))
    if name == "__static_call_nop" { return }
    let value: KeyTarget.Value =
      name == "__static_call_return0"
      ? .returnZero
      : .function(
        name: name, type: types.spelling(of: type), fits: types.compatible(type, key))
    if !found.contains(where: { $0.value == value }) {
      found.append(Found(value: value, isCast: isCast))
    }
  }
}

extension LibClang {
  fileprivate func isExpression(_ cursor: CXCursor) -> Bool {
    (CXCursor_FirstExpr.rawValue...CXCursor_LastExpr.rawValue).contains(cursor.kind.rawValue)
  }
}
