import CClang
import StaticCallCore

/// Questions about C's function types in one unit, for that unit's target.
struct FunctionTypes {
  private let clang: LibClang
  /// The width of a general register.
  private let registerBits: Int

  init(_ unit: ParsedUnit) {
    clang = unit.clang
    registerBits = FunctionTypes.registerBits(of: unit)
  }

  /// That of a pointer, but for ABIs with short pointers on CPUs with wide registers (x32, n32).
  private static func registerBits(of unit: ParsedUnit) -> Int {
    let c = unit.clang.c
    guard let target = c.clang_getTranslationUnitTargetInfo(unit.handle) else { return 64 }
    defer { c.clang_TargetInfo_dispose(target) }
    let cpu = unit.clang.take(c.clang_TargetInfo_getTriple(target)).prefix { $0 != "-" }
    return cpu.contains("64") ? 64 : Int(c.clang_TargetInfo_getPointerWidth(target))
  }

  /// The canonical type. A type without a name is spelt with the place of its definition, which
  /// would make the output depend on where the tree lies; the place is dropped.
  func spelling(of type: CXType) -> String {
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

  /// The function type that a function or a pointer to functions has; nil for anything else.
  func function(of type: CXType) -> CXType? {
    let plain = clang.c.clang_getCanonicalType(type)
    if isFunction(plain) { return plain }
    guard plain.kind == CXType_Pointer else { return nil }
    let pointee = clang.c.clang_getCanonicalType(clang.c.clang_getPointeeType(plain))
    return isFunction(pointee) ? pointee : nil
  }

  private func isFunction(_ type: CXType) -> Bool {
    type.kind == CXType_FunctionProto || type.kind == CXType_FunctionNoProto
  }

  /// Whether a function of one type may be called as one of the other: C11, 6.7.6.3p15, compatible
  /// types. Attributes such as noreturn, which are no part of C's types, do not count.
  func compatible(_ left: CXType, _ right: CXType) -> Bool {
    let c = clang.c
    guard same(c.clang_getResultType(left), c.clang_getResultType(right)),
      c.clang_getFunctionTypeCallingConv(left) == c.clang_getFunctionTypeCallingConv(right)
    else { return false }
    if left.kind != CXType_FunctionProto || right.kind != CXType_FunctionProto { return true }
    let count = c.clang_getNumArgTypes(left)
    guard count == c.clang_getNumArgTypes(right),
      c.clang_isFunctionTypeVariadic(left) == c.clang_isFunctionTypeVariadic(right)
    else { return false }
    return (0..<UInt32(max(0, count))).allSatisfy {
      same(c.clang_getArgType(left, $0), c.clang_getArgType(right, $0))
    }
  }

  /// Equal, or an enumeration and its integer type (6.7.2.2p4), or pointers to compatible
  /// functions.
  private func same(_ left: CXType, _ right: CXType) -> Bool {
    let (first, second) = (integer(left), integer(right))
    if clang.c.clang_equalTypes(first, second) != 0 { return true }
    guard let one = function(of: first), let other = function(of: second) else { return false }
    return compatible(one, other)
  }

  private func integer(_ type: CXType) -> CXType {
    let plain = clang.c.clang_getCanonicalType(type)
    guard plain.kind == CXType_Enum else { return plain }
    return clang.c.clang_getCanonicalType(
      clang.c.clang_getEnumDeclIntegerType(clang.c.clang_getTypeDeclaration(plain)))
  }

  /// What a call of a function of this type gives.
  func returned(by function: CXType) -> ReturnedValue {
    let result = clang.c.clang_getCanonicalType(clang.c.clang_getResultType(function))
    let bytes = clang.c.clang_Type_getSizeOf(result)
    return ReturnedValue(
      type: spelling(of: result), kind: kind(of: result), bits: bytes > 0 ? Int(bytes) * 8 : 0,
      registerBits: registerBits)
  }

  private func kind(of type: CXType) -> ReturnedValue.Kind {
    switch type.kind {
    case CXType_Void: .none
    case CXType_Pointer, CXType_BlockPointer, CXType_Enum: .integer
    // libclang numbers them without gaps; float and its like come after.
    case _ where (CXType_Bool.rawValue...CXType_Int128.rawValue).contains(type.kind.rawValue):
      FunctionTypes.floating.contains(type.kind.rawValue) ? .floating : .integer
    case _ where FunctionTypes.floating.contains(type.kind.rawValue): .floating
    case CXType_Complex: .complex
    case CXType_Vector, CXType_ExtVector: .vector
    case CXType_Record: .aggregate
    default: .other
    }
  }

  private static let floating = Set(
    [
      CXType_Half, CXType_Float16, CXType_BFloat16, CXType_Float, CXType_Double,
      CXType_LongDouble, CXType_Float128, CXType_Ibm128,
    ].map(\.rawValue))
}
