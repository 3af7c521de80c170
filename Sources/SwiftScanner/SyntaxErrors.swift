import StaticCallCore
import SwiftDiagnostics
import SwiftParserDiagnostics
import SwiftSyntax

/// SwiftSyntax's errors as the tool's own.
enum SyntaxErrors {
  /// In order. What the compiler does not parse has none.
  static func all(in tree: SourceFileSyntax, of file: SourceText) -> [StaticCallCore.Diagnostic] {
    guard tree.hasError else { return [] }
    let unparsed = UnparsedBranches(tree).ranges
    return ParseDiagnosticsGenerator.diagnostics(for: tree).compactMap { found in
      guard found.diagMessage.severity == .error,
        !unparsed.contains(where: { $0.contains(found.position) })
      else { return nil }
      return StaticCallCore.Diagnostic(
        .parse, at: file.place(of: found.position), found.message,
        notes: found.notes.map { .init(at: file.place(of: $0.position), $0.message) })
    }
  }
}

/// The branches of `#if` that no compiler of ours parses: those of a condition on the compiler or its language that
/// may be false, and those that are never compiled.
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
