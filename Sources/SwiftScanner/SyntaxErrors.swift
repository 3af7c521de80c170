import StaticCallCore
import SwiftDiagnostics
import SwiftParserDiagnostics
import SwiftSyntax

/// SwiftSyntax's errors as the tool's own.
enum SyntaxErrors {
  /// Enough to see what is wrong. To find all of a file that is no Swift would take minutes.
  private static let most = 100

  /// In order. What the compiler does not parse has none.
  static func all(in tree: SourceFileSyntax, of file: SourceText) -> [StaticCallCore.Diagnostic] {
    guard tree.hasError else { return [] }
    if let rest = overflow(in: tree) {
      return [
        StaticCallCore.Diagnostic(
          .parse, at: file.place(of: rest), "brackets are nested too deeply for the Swift compiler")
      ]
    }
    let unparsed = UnparsedBranches(tree).ranges
    var found: [StaticCallCore.Diagnostic] = []
    for part in parts(of: tree) where part.hasError && found.count < most {
      for error in ParseDiagnosticsGenerator.diagnostics(for: part)
      where error.diagMessage.severity == .error
        && !unparsed.contains(where: { $0.contains(error.position) })
      {
        found.append(
          StaticCallCore.Diagnostic(
            .parse, at: file.place(of: error.position), error.message,
            notes: error.notes.map { .init(at: file.place(of: $0.position), $0.message) }))
      }
    }
    return Array(found.prefix(most))
  }

  /// The statements and declarations of a file, and what stands around them.
  private static func parts(of tree: SourceFileSyntax) -> [Syntax] {
    tree.children(viewMode: .all).flatMap { child in
      child.is(CodeBlockItemListSyntax.self) ? Array(child.children(viewMode: .all)) : [child]
    }
  }
}

extension SyntaxErrors {
  /// What the parser did not read any more, because too many brackets were open.
  private static func overflow(in tree: SourceFileSyntax) -> Syntax? {
    guard tree.hasMaximumNestingLevelOverflow else { return nil }
    var node = Syntax(tree)
    while let inner = node.children(viewMode: .all).first(where: \.hasMaximumNestingLevelOverflow) {
      node = inner
    }
    return node
  }
}

/// The branches of `#if` that no compiler of ours parses: those of a condition on the compiler or
/// its language that may be false, and those that are never compiled.
private final class UnparsedBranches: SyntaxVisitor {
  private(set) var ranges: [ClosedRange<AbsolutePosition>] = []
  private var conditions = ConditionStack()

  init(_ tree: SourceFileSyntax) {
    super.init(viewMode: .all)
    walk(tree)
  }

  override func visit(_ node: IfConfigDeclSyntax) -> SyntaxVisitorContinueKind {
    conditions.enter()
    return .visitChildren
  }

  override func visitPost(_ node: IfConfigDeclSyntax) { conditions.leave() }

  override func visit(_ node: IfConfigClauseSyntax) -> SyntaxVisitorContinueKind {
    conditions.enter(node)
    if conditions.isCompiled == .never || conditions.mayBeUnparsed {
      ranges.append(node.position...node.endPosition)
    }
    return .visitChildren
  }

  override func visitPost(_ node: IfConfigClauseSyntax) { conditions.leaveBranch() }
}
