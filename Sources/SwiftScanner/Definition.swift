import StaticCallCore
import SwiftSyntax

/// A `let name = DEFINE_STATIC_CALL(.name, target)` at file scope.
struct Definition {
  private(set) var key: KeyDeclaration?
  private(set) var problem: Diagnostic?

  private let kind: APIName
  private let callee: Callee
  private let file: SourceText
  private var word: String { kind.rawValue }
  private var form: String {
    "let name = \(word)(.name, \(kind == .define ? "function" : "type.self"))"
  }

  private var misplaced: String { "\(word) has to stand at file scope; write \(form)" }

  /// - Parameter names: what the file declares for all of it.
  init(
    _ kind: APIName, _ callee: Callee, _ names: [String: [Names.FileName]], _ file: SourceText
  ) {
    self.kind = kind
    self.callee = callee
    self.file = file
    guard let call = callee.call, let name = keyName(call) else {
      if callee.call == nil { fail(.swiftName, at: callee.expression, misplaced) }
      return
    }
    let second = call.arguments.dropFirst().first?.expression
    switch kind {
    case .defineNull: declare(name, .null, second.flatMap(Signature.init(metatype:)))
    case .defineReturnZero: declare(name, .returnZero, second.flatMap(Signature.init(metatype:)))
    default: readTarget(second, of: name, names, call)
    }
  }

  /// The key's name, if all that names it agrees.
  private mutating func keyName(_ call: FunctionCallExprSyntax) -> String? {
    guard let binding = call.fileBinding else {
      return fail(.swiftName, at: callee.expression, misplaced)
    }
    guard let declaration = binding.parent?.parent?.as(VariableDeclSyntax.self),
      declaration.bindingSpecifier.tokenKind == .keyword(.let)
    else {
      return fail(.swiftName, at: callee.expression, "a key is a constant; write \(form)")
    }
    guard let first = call.arguments.first, first.label == nil,
      let member = first.expression.as(MemberAccessExprSyntax.self), member.base == nil,
      let name = member.declName.name
    else {
      return fail(
        .swiftName, at: call.arguments.first.map(Syntax.init) ?? Syntax(call),
        "\(word) needs the key's name behind a dot; write \(form)")
    }
    guard binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.name == name else {
      return fail(
        .swiftName, at: first,
        "the constant has to have its key's name; write let \(name) = \(word)(.\(name), …)")
    }
    return name
  }

  private mutating func readTarget(
    _ expression: ExprSyntax?, of key: String, _ names: [String: [Names.FileName]],
    _ call: FunctionCallExprSyntax
  ) {
    guard let reference = expression?.as(DeclReferenceExprSyntax.self),
      reference.moduleSelector == nil, let function = reference.baseName.name
    else {
      declare(key, .null, nil)
      fail(
        .swiftName, at: expression.map(Syntax.init) ?? Syntax(call),
        "a static call's default needs a name; write it as a @c function")
      return
    }
    switch Target(function, names[function]) {
    case .elsewhere: declare(key, .function(function), nil)
    case .here(let symbol, let signature): declare(key, .function(symbol), signature)
    case .notForC:
      declare(key, .function(function), nil)
      fail(.swiftType, at: reference, "'\(function)' needs @c to be a static call's default")
    }
  }

  private mutating func declare(
    _ name: String, _ initial: KeyDeclaration.Initial, _ signature: Signature?
  ) {
    var declared = KeyDeclaration(
      name: name, type: signature?.type ?? "", place: file.place(of: callee.expression),
      initial: initial, provider: .generated, returned: signature?.returned)
    declared.language = .swift
    declared.prototype = signature?.prototype
    key = declared
  }

  @discardableResult
  private mutating func fail(
    _ id: DiagnosticID, at node: some SyntaxProtocol, _ message: String
  ) -> String? {
    problem = Diagnostic(id, at: file.place(of: node), message)
    return nil
  }
}

/// The function that a key is defined with.
private enum Target {
  /// Declared in this file, for C to call.
  case here(symbol: String, Signature)
  case notForC
  /// A C function, or one of another file.
  case elsewhere

  /// - Parameter declared: what the file declares under the name.
  init(_ name: String, _ declared: [Names.FileName]?) {
    guard let declared else {
      self = .elsewhere
      return
    }
    for case .function(let function) in declared {
      guard let symbol = function.symbol else { continue }
      self = .here(symbol: symbol, Signature(function.signature))
      return
    }
    self = .notForC
  }
}

extension FunctionDeclSyntax {
  /// What C calls it, by `@c`, `@c(name)` or `@_cdecl("name")`.
  fileprivate var symbol: String? {
    for case .attribute(let attribute) in attributes {
      switch attribute.attributeName.trimmedDescription {
      case "c", "_cdecl":
        guard let arguments = attribute.arguments else { return name.name }
        return arguments.trimmedDescription.filter { $0 != "\"" && $0 != "`" }
      default: continue
      }
    }
    return nil
  }
}

extension FunctionCallExprSyntax {
  /// The binding at file scope whose value this is.
  fileprivate var fileBinding: PatternBindingSyntax? {
    guard let binding = parent?.parent?.as(PatternBindingSyntax.self),
      binding.initializer?.value.id == ExprSyntax(self).id,
      let item = binding.parent?.parent?.parent?.as(CodeBlockItemSyntax.self)
    else { return nil }
    var list = item.parent
    while let clause = list?.parent?.as(IfConfigClauseSyntax.self) {
      // Clause, clauses, #if, item, list.
      list = clause.parent?.parent?.parent?.parent
    }
    return list?.parent?.is(SourceFileSyntax.self) == true ? binding : nil
  }
}
