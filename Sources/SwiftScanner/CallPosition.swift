import StaticCallCore
import SwiftSyntax

/// Whether a direct call can stand where `static_call(k)` does.
enum CallPosition {
  /// - Parameters:
  ///   - last: the callee's last token: `)`, or `?` behind it.
  ///   - arguments: the parenthesis that must stand on the callee's line, if there is one.
  case direct(last: TokenSyntax, arguments: TokenSyntax?)
  case refused(String)

  init(_ callee: Callee, _ form: Site.Form, _ key: String) {
    let words = Words(form: form.rawValue, key: key)
    guard let inner = callee.call, let last = inner.rightParen, inner.arguments.count == 1 else {
      self = .refused(words.notCalled)
      return
    }
    let outer = ExprSyntax(inner).withParentheses
    let isBare = outer.id == inner.id
    if let call = outer.call {
      self = .direct(last: last, arguments: isBare ? call.leftParen : nil)
    } else if let chain = outer.parent?.as(OptionalChainingExprSyntax.self) {
      guard form == .call, isBare, let call = ExprSyntax(chain).call else {
        self = .refused(form == .call ? words.used : words.notOptional)
        return
      }
      guard call.isPlainStatement else {
        self = .refused(words.used)
        return
      }
      guard call.arguments.allSatisfy(\.expression.isWithoutEffect) else {
        self = .refused(words.evaluated)
        return
      }
      self = .direct(last: chain.questionMark, arguments: call.leftParen)
    } else if outer.parent?.is(ForceUnwrapExprSyntax.self) == true {
      self = .refused(words.forced)
    } else {
      self = .refused(words.notCalled)
    }
  }

  /// What there is to say.
  private struct Words {
    let form: String
    let key: String

    var notCalled: String {
      "\(form)(\(key)) is not called here, and only a call can be direct; write \(form)(\(key))(…), "
        + "or static_call_query(\(key)) to keep the target"
    }

    var forced: String {
      "'!' asks for the target itself, and only a call can be direct; write static_call(\(key))?(…) "
        + "as a statement, or static_call_cond(\(key))(…)"
    }

    var used: String {
      "a direct call cannot tell whether there was a target, as this one does; write static_call(\(key))?(…) "
        + "as a statement of a function, or static_call_cond(\(key))(…)"
    }

    var evaluated: String {
      "a direct call evaluates its arguments even if there is no target, and this one does not; "
        + "write static_call_cond(\(key))(…), or make the arguments constants before"
    }

    var notOptional: String {
      "what static_call_cond returns is not optional; write static_call_cond(\(key))(…)"
    }
  }
}

extension ExprSyntax {
  /// What calls it.
  fileprivate var call: FunctionCallExprSyntax? {
    guard let call = parent?.as(FunctionCallExprSyntax.self), call.calledExpression.id == id else {
      return nil
    }
    return call
  }

  /// Whether nobody can tell if it was evaluated. A name alone counts as plain, whatever it may be
  /// the name of; members are often computed, and `&` ends in a store.
  fileprivate var isWithoutEffect: Bool {
    switch self.as(ExprSyntaxEnum.self) {
    case .integerLiteralExpr, .floatLiteralExpr, .booleanLiteralExpr, .nilLiteralExpr,
      .declReferenceExpr, .closureExpr, .typeExpr, .discardAssignmentExpr:
      true
    case .stringLiteralExpr(let text): text.segments.allSatisfy { $0.is(StringSegmentSyntax.self) }
    // `.none` and its like: with something in front it may be a computed property.
    case .memberAccessExpr(let access): access.base == nil
    case .tupleExpr(let tuple): tuple.elements.allSatisfy(\.expression.isWithoutEffect)
    case .arrayExpr(let array): array.elements.allSatisfy(\.expression.isWithoutEffect)
    case .prefixOperatorExpr(let negative):
      negative.operator.text == "-" && negative.expression.is(IntegerLiteralExprSyntax.self)
        || negative.operator.text == "-" && negative.expression.is(FloatLiteralExprSyntax.self)
    default: false
    }
  }
}
