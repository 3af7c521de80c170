import SwiftSyntax

/// What gives a name in a pattern its meaning, and where.
enum Binding {
  struct Variable {
    var declaration: VariableDeclSyntax
    /// Where it is there: behind its initial value.
    var start: Int
    /// Whether it is a key that is defined here.
    var isKey: Bool
  }

  /// `let`, `var`.
  case variable(Variable)
  case ranges([Range<Int>])
  /// `guard`: from the condition to the body, and from the end of the statement on.
  case guarded(start: Int, body: Int, end: Int)

  /// Nil where a pattern binds nothing.
  init?(of pattern: IdentifierPatternSyntax) {
    var inner = Syntax(pattern)
    while let node = inner.parent {
      switch node.as(SyntaxEnum.self) {
      case .patternBinding(let binding):
        guard let declaration = node.parent?.parent?.as(VariableDeclSyntax.self) else { return nil }
        let end = binding.initializer?.endPosition ?? binding.pattern.endPosition
        self = .variable(
          Variable(declaration: declaration, start: end.utf8Offset, isKey: binding.definesKey))
        return
      case .conditionElement:
        guard let statement = node.parent?.parent else { return nil }
        self.init(behind: node.offsets.upperBound, conditionOf: statement)
        return
      case .forStmt(let loop):
        let body = loop.body.offsets
        self = .ranges([loop.sequence.offsets.upperBound..<body.upperBound])
        return
      case .switchCaseItem:
        guard let branch = node.parent?.parent?.parent?.as(SwitchCaseSyntax.self) else {
          return nil
        }
        self = .ranges([inner.offsets.upperBound..<branch.offsets.upperBound])
        return
      case .catchItem:
        guard let clause = node.parent?.parent?.as(CatchClauseSyntax.self) else { return nil }
        self = .ranges([inner.offsets.upperBound..<clause.offsets.upperBound])
        return
      case .codeBlockItem, .memberBlockItem: return nil
      default: inner = node
      }
    }
    return nil
  }

  private init?(behind start: Int, conditionOf statement: Syntax) {
    switch statement.as(SyntaxEnum.self) {
    case .ifExpr(let choice): self = .ranges([start..<choice.body.offsets.upperBound])
    case .whileStmt(let loop): self = .ranges([start..<loop.body.offsets.upperBound])
    case .guardStmt(let check):
      self = .guarded(
        start: start, body: check.body.offsets.lowerBound, end: check.offsets.upperBound)
    default: return nil
    }
  }
}

extension PatternBindingSyntax {
  /// Whether its value is that of a DEFINE_….
  fileprivate var definesKey: Bool {
    guard let call = initializer?.value.as(FunctionCallExprSyntax.self),
      let callee = call.calledExpression.plainName(of: APIName.modules)
    else { return false }
    return APIName(rawValue: callee.name)?.isDefinition == true
  }
}

/// A type or an extension of one.
struct TypeDeclaration {
  var name = ""
  var parents: [String] = []

  init(_ node: Syntax?) {
    if let type = node?.asProtocol((any NamedDeclSyntax).self) { name = type.name.name ?? "" }
    if let type = node?.as(ExtensionDeclSyntax.self) { name = type.extendedType.lastName ?? "" }
    let group = node?.asProtocol((any DeclGroupSyntax).self)
    parents = (group?.inheritanceClause?.inheritedTypes ?? []).flatMap(\.type.inheritedNames)
  }
}

extension TypeSyntax {
  /// `C` of `A.B.C<D>`.
  var lastName: String? {
    self.as(IdentifierTypeSyntax.self)?.name.name ?? self.as(MemberTypeSyntax.self)?.name.name
  }

  fileprivate var inheritedNames: [String] {
    if let composition = self.as(CompositionTypeSyntax.self) {
      return composition.elements.flatMap(\.type.inheritedNames)
    }
    if let attributed = self.as(AttributedTypeSyntax.self) {
      return attributed.baseType.inheritedNames
    }
    return lastName.map { [$0] } ?? []
  }
}

extension SyntaxProtocol {
  /// With the blanks and comments around it.
  var offsets: Range<Int> { position.utf8Offset..<endPosition.utf8Offset }

  /// Of a declaration: whether other files of the module cannot see it.
  var isPrivate: Bool {
    guard let modifiers = asProtocol((any WithModifiersSyntax).self)?.modifiers else {
      return false
    }
    return modifiers.contains {
      ($0.name.tokenKind == .keyword(.private) || $0.name.tokenKind == .keyword(.fileprivate))
        && $0.detail == nil
    }
  }
}

extension FunctionParameterSyntax {
  /// Where the parameter is there: the body of its function.
  var functionBody: Range<Int>? {
    let owner = parent?.parent?.parent
    if let subscripting = owner?.as(SubscriptDeclSyntax.self) {
      return subscripting.accessorBlock?.offsets
    }
    let declaration = owner?.parent
    return declaration?.as(FunctionDeclSyntax.self)?.body?.offsets
      ?? declaration?.as(InitializerDeclSyntax.self)?.body?.offsets
  }
}

extension SyntaxProtocol {
  /// Of a parameter or capture: the rest of its closure.
  var closureBody: Range<Int>? {
    var node = parent
    while let inner = node {
      if let closure = inner.as(ClosureExprSyntax.self) {
        return closure.statements.offsets.lowerBound..<closure.offsets.upperBound
      }
      if inner.is(CodeBlockItemSyntax.self) { return nil }
      node = inner.parent
    }
    return nil
  }
}
