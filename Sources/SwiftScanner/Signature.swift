import StaticCallCore
import SwiftSyntax

/// A function's type as C has it, from its declaration or its type in Swift.
struct Signature {
  /// Nil where the syntax does not tell.
  let result: CType?
  let parameters: [CType]?

  /// Of a `@c` function.
  init(_ signature: FunctionSignatureSyntax) {
    result = Self.result(signature.returnClause)
    let parameters = signature.parameterClause.parameters
    self.parameters =
      signature.effectSpecifiers == nil && parameters.allSatisfy { $0.ellipsis == nil }
      ? Self.all(parameters.map(\.type)) : nil
  }

  /// Nil where C has no such thing: `throws`, `async`.
  init?(_ function: FunctionTypeSyntax) {
    guard function.effectSpecifiers == nil else { return nil }
    result = Self.result(function.returnClause)
    parameters =
      function.parameters.allSatisfy { $0.ellipsis == nil && $0.inoutKeyword == nil }
      ? Self.all(function.parameters.map(\.type)) : nil
  }

  /// `(@convention(c) (Int32) -> Void).self`
  init?(metatype: ExprSyntax) {
    guard let access = metatype.as(MemberAccessExprSyntax.self),
      access.declName.baseName.tokenKind == .keyword(.self),
      let tuple = access.base?.as(TupleExprSyntax.self), tuple.elements.count == 1,
      let type = tuple.elements.first?.expression.as(TypeExprSyntax.self)?.type,
      let function = type.as(AttributedTypeSyntax.self)?.baseType.as(FunctionTypeSyntax.self)
    else { return nil }
    self.init(function)
  }

  private static func result(_ clause: ReturnClauseSyntax?) -> CType? {
    clause.map { CType($0.type) } ?? .void
  }

  private static func all(_ types: [TypeSyntax]) -> [CType]? {
    let known = types.compactMap(CType.init)
    return known.count == types.count ? known : nil
  }

  /// As clang spells it; empty if it is not known.
  var type: String { text(.canonical) ?? "" }

  var prototype: String? { text(.prototype) }

  private func text(_ style: CType.Style) -> String? {
    guard let result, let parameters else { return nil }
    return CType.function(result, parameters, style)
  }

  /// What a call gives; nil if that is not known.
  var returned: ReturnedValue? {
    guard let result else { return nil }
    let (kind, bits): (ReturnedValue.Kind, Int) =
      switch result {
      case .void: (.none, 0)
      case .number(let number): (number.isFloating ? .floating : .integer, number.bits)
      case .pointer, .function: (.integer, 64)
      }
    return ReturnedValue(type: result.text(.canonical), kind: kind, bits: bits, registerBits: 64)
  }
}
