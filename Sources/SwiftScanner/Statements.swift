import SwiftSyntax

extension FunctionCallExprSyntax {
  /// Whether it is a statement whose value nobody can use. Where that cannot be told from the file
  /// alone, it is not: a closure's only expression is its result, and a result builder sees every
  /// expression.
  var isPlainStatement: Bool {
    var expression = ExprSyntax(self)
    while let outer = expression.effectMarker { expression = outer }
    return expression.parent?.as(CodeBlockItemSyntax.self)?.isPlainStatement ?? false
  }
}

extension ExprSyntax {
  /// `try`, `await` or `unsafe` before it.
  fileprivate var effectMarker: ExprSyntax? {
    guard let parent else { return nil }
    if let marked = parent.as(TryExprSyntax.self) {
      return marked.questionOrExclamationMark == nil ? ExprSyntax(marked) : nil
    }
    if let marked = parent.as(AwaitExprSyntax.self) { return ExprSyntax(marked) }
    return parent.as(UnsafeExprSyntax.self).map(ExprSyntax.init)
  }
}

extension CodeBlockItemSyntax {
  fileprivate var isPlainStatement: Bool {
    guard let list = parent?.as(CodeBlockItemListSyntax.self), let owner = list.parent else {
      return false
    }
    switch owner.as(SyntaxEnum.self) {
    case .sourceFile: return true
    case .closureExpr: return list.endsInReturn
    // A getter without the word.
    case .accessorBlock: return list.endsInReturn
    case .switchCase: return owner.enclosingItem?.isPlainStatement ?? false
    case .ifConfigClause: return owner.enclosingItem?.isPlainStatement ?? false
    case .codeBlock: return owner.isBodyOfStatements(list)
    default: return false
    }
  }
}

extension Syntax {
  /// - Parameter list: the block's statements.
  fileprivate func isBodyOfStatements(_ list: CodeBlockItemListSyntax) -> Bool {
    guard let owner = parent else { return false }
    switch owner.as(SyntaxEnum.self) {
    case .functionDecl(let function): return function.returnsNothing || list.endsInReturn
    case .initializerDecl, .deinitializerDecl: return true
    case .accessorDecl(let accessor):
      let gives: [Keyword] = [.get, ._read, .unsafeAddress]
      return list.endsInReturn
        || !gives.contains { accessor.accessorSpecifier.tokenKind == .keyword($0) }
    // No value comes of these, and no builder takes them.
    case .whileStmt, .repeatStmt, .deferStmt, .guardStmt: return true
    case .ifExpr, .doStmt, .catchClause, .forStmt:
      return owner.enclosingItem?.isPlainStatement ?? false
    default: return false
    }
  }

  /// The item of a list that this statement, or the one that it is part of, is. Nil if it is used
  /// as a value.
  fileprivate var enclosingItem: CodeBlockItemSyntax? {
    var node = self
    while let outer = node.parent {
      switch outer.as(SyntaxEnum.self) {
      case .codeBlockItem(let item): return item
      case .switchCaseList, .switchExpr, .ifExpr, .expressionStmt, .catchClauseList, .doStmt,
        .ifConfigClauseList, .ifConfigDecl, .labeledStmt:
        node = outer
      default: return nil
      }
    }
    return nil
  }
}

extension FunctionDeclSyntax {
  var returnsNothing: Bool {
    guard let type = signature.returnClause?.type else { return true }
    return type.trimmedDescription == "Void" || type.trimmedDescription == "()"
  }
}

extension CodeBlockItemListSyntax {
  /// With a `return` that is no part of an expression, no result is implicit, and no builder is at
  /// work.
  fileprivate var endsInReturn: Bool { last?.item.is(ReturnStmtSyntax.self) ?? false }
}
