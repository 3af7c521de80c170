import StaticCallCore
import SwiftSyntax

/// The functions of the module StaticCall that a scan looks for.
enum APIName: String, CaseIterable {
  case call = "static_call"
  case conditional = "static_call_cond"
  case update = "static_call_update"
  case query = "static_call_query"
  case define = "DEFINE_STATIC_CALL"
  case defineNull = "DEFINE_STATIC_CALL_NULL"
  case defineReturnZero = "DEFINE_STATIC_CALL_RET0"

  /// Nil if it is no call.
  var form: Site.Form? {
    switch self {
    case .call: .call
    case .conditional: .conditional
    case .update, .query, .define, .defineNull, .defineReturnZero: nil
    }
  }

  var isDefinition: Bool {
    switch self {
    case .define, .defineNull, .defineReturnZero: true
    case .call, .conditional, .update, .query: false
    }
  }

  /// The module that has these, and the one that sc-rewrite generates and that passes them on.
  static let modules: Set<String> = ["StaticCall", keyModule]
  static let keyModule = "StaticCallKeys"
}

extension TokenSyntax {
  /// An identifier without backticks; nil for a keyword, `$0`, an operator.
  var name: String? {
    guard case .identifier(let text) = tokenKind else { return nil }
    return text.hasPrefix("`") ? String(text.dropFirst().dropLast()) : text
  }
}

extension DeclReferenceExprSyntax {
  /// What it names, if no labels follow.
  var name: String? { argumentNames == nil ? baseName.name : nil }
}

extension ExprSyntax {
  /// A name by itself or in one of `modules`, and that module.
  func plainName(of modules: Set<String>) -> (name: String, module: String?)? {
    if let reference = self.as(DeclReferenceExprSyntax.self), let name = reference.name {
      guard let selector = reference.moduleSelector else { return (name, nil) }
      return selector.moduleName.name.flatMap { modules.contains($0) ? (name, $0) : nil }
    }
    guard let access = self.as(MemberAccessExprSyntax.self), let name = access.declName.name,
      let base = access.base?.as(DeclReferenceExprSyntax.self), base.moduleSelector == nil,
      let module = base.name, modules.contains(module)
    else { return nil }
    return (name, module)
  }

  /// The expression with the parentheses that stand around it alone.
  var withParentheses: ExprSyntax {
    var outer = self
    while let element = outer.parent?.as(LabeledExprSyntax.self), element.label == nil,
      let list = element.parent?.as(LabeledExprListSyntax.self), list.count == 1,
      let tuple = list.parent?.as(TupleExprSyntax.self)
    {
      outer = ExprSyntax(tuple)
    }
    return outer
  }
}
