import StaticCallCore
import SwiftSyntax

/// A name of the API where it is used, `static_call` or `StaticCall.static_call`, and what it is
/// given.
struct Callee {
  /// How it says whose name it is.
  enum Qualifier {
    case none
    /// `StaticCall::static_call`
    case selector(String)
    /// `StaticCall.static_call`, unless a variable or type has that name.
    case base(String)
    /// A member of something, or part of a key path.
    case other
  }

  /// A key by its name.
  struct Key {
    var name: String
    /// `StaticCallKeys`, where that stands before the name.
    var module: String?
    var needsBase: Bool
    var offset: Int
  }

  /// The name and what says whose it is.
  let expression: ExprSyntax
  let qualifier: Qualifier
  let hasGenericArguments: Bool
  /// What calls it, `static_call(k)`; nil if nothing does.
  let call: FunctionCallExprSyntax?

  var offset: Int { expression.positionAfterSkippingLeadingTrivia.utf8Offset }

  init(_ reference: DeclReferenceExprSyntax) {
    var named = ExprSyntax(reference)
    if let access = reference.parent?.as(MemberAccessExprSyntax.self),
      access.declName.id == reference.id
    {
      named = ExprSyntax(access)
      let base = access.base?.as(DeclReferenceExprSyntax.self)
      qualifier = base?.moduleSelector == nil ? base?.name.map(Qualifier.base) ?? .other : .other
    } else if reference.parent?.is(KeyPathPropertyComponentSyntax.self) == true {
      qualifier = .other
    } else {
      qualifier = reference.moduleSelector?.moduleName.name.map(Qualifier.selector) ?? .none
    }
    expression = named
    var called = named
    if let special = named.parent?.as(GenericSpecializationExprSyntax.self) {
      called = ExprSyntax(special)
    }
    hasGenericArguments = called.id != named.id
    let parent = called.parent?.as(FunctionCallExprSyntax.self)
    call = parent?.calledExpression.id == called.id ? parent : nil
  }

  /// The first argument, if it is a key by its name.
  var key: Key? {
    guard let argument = call?.arguments.first, argument.label == nil,
      let (name, module) = argument.expression.plainName(of: [APIName.keyModule]),
      name.utf8.allSatisfy(Self.isOfIdentifier)
    else { return nil }
    return Key(
      name: name, module: module,
      needsBase: argument.expression.is(MemberAccessExprSyntax.self),
      offset: argument.expression.positionAfterSkippingLeadingTrivia.utf8Offset)
  }

  /// Between backticks Swift allows names that C does not have.
  private static func isOfIdentifier(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  /// Any of these may be a key that is called here.
  var namesInArguments: [String] {
    let tokens = call?.arguments.tokens(viewMode: .sourceAccurate).compactMap(\.name) ?? []
    return Set(tokens).sorted()
  }

  /// What is wrong with `static_call(k)` itself; nil if nothing is.
  func problem(_ form: Site.Form) -> String? {
    let word = form.rawValue
    if hasGenericArguments {
      return "\(word) is direct without generic arguments only; write \(word)(key)(…)"
    }
    guard let call else {
      return "\(word) is not called here, and only a call can be direct; write \(word)(key)(…)"
    }
    if call.trailingClosure != nil {
      return "the closure is an argument of \(word) itself here; write \(word)(key)(…) { … }"
    }
    if let label = call.arguments.first?.label {
      return "\(word) has no label '\(label.text):'; write \(word)(key)(…)"
    }
    return nil
  }
}
