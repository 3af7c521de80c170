import StaticCallCore
import SwiftSyntax

/// The one walk over a file's syntax tree: notes what is declared where, and every use of a name
/// of the API. What the uses mean can be told only afterwards: a name may be declared behind its
/// use.
final class FileWalk: SyntaxVisitor {
  /// A use of a name of the API.
  struct Found {
    var name: APIName
    var reference: DeclReferenceExprSyntax
    var function: Int
    var isCompiled: Known
  }

  /// A declaration for the whole module under a name of the API.
  struct Hiding {
    var name: String
    var token: TokenSyntax
  }

  private(set) var importsModule = false
  private(set) var found: [Found] = []
  private(set) var hiding: [Hiding] = []
  private(set) var names = Names()
  /// Of expressions; of trampolines, where a file was edited in place, the key's.
  private(set) var identifiers: Set<String> = []

  private var conditions = ConditionStack()
  /// What a declaration declares for.
  private var scopes: [Scope] = [.file]
  private var functions: [Int] = [-1]

  private enum Scope {
    case file
    case type(String)
    case block(Range<Int>)
  }

  init() {
    super.init(viewMode: .sourceAccurate)
  }

  // MARK: Files and #if

  override func visit(_ node: ImportDeclSyntax) -> SyntaxVisitorContinueKind {
    let module = node.path.first?.name.name
    if conditions.isCompiled != .never, module.map(APIName.modules.contains) == true {
      importsModule = true
    }
    return .skipChildren
  }

  override func visit(_ node: IfConfigDeclSyntax) -> SyntaxVisitorContinueKind {
    conditions.enter()
    return .visitChildren
  }

  override func visitPost(_ node: IfConfigDeclSyntax) { conditions.leave() }

  override func visit(_ node: IfConfigClauseSyntax) -> SyntaxVisitorContinueKind {
    conditions.enter(node)
    if let elements = node.elements { walk(elements) }
    return .skipChildren
  }

  override func visitPost(_ node: IfConfigClauseSyntax) { conditions.leaveBranch() }

  // MARK: Uses

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    let written = node.baseName.name
    if let written {
      let prefix = Symbols.trampolinePrefix
      identifiers.insert(
        written.hasPrefix(prefix) ? String(written.dropFirst(prefix.count)) : written)
    }
    if let name = written.flatMap(APIName.init) {
      found.append(
        Found(
          name: name, reference: node, function: functions.last ?? -1,
          isCompiled: conditions.isCompiled))
    }
    return .skipChildren
  }

  override func visit(_ node: TokenSyntax) -> SyntaxVisitorContinueKind { .skipChildren }

  // MARK: Blocks

  /// The lists of an `#if` belong to the block around it.
  private func opensBlock(_ node: CodeBlockItemListSyntax) -> Bool {
    guard let parent = node.parent else { return false }
    return !parent.is(IfConfigClauseSyntax.self) && !parent.is(SourceFileSyntax.self)
  }

  override func visit(_ node: CodeBlockItemListSyntax) -> SyntaxVisitorContinueKind {
    if opensBlock(node) { scopes.append(.block(node.offsets)) }
    return .visitChildren
  }

  override func visitPost(_ node: CodeBlockItemListSyntax) {
    if opensBlock(node) { scopes.removeLast() }
  }

  override func visit(_ node: MemberBlockSyntax) -> SyntaxVisitorContinueKind {
    let type = TypeDeclaration(node.parent)
    scopes.append(.type(type.name))
    names.declare(type: type.name, body: node.offsets, inheriting: type.parents)
    return .visitChildren
  }

  override func visitPost(_ node: MemberBlockSyntax) { scopes.removeLast() }

  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
    functions.append(node.offsets.lowerBound)
    return .visitChildren
  }

  override func visitPost(_ node: ClosureExprSyntax) { functions.removeLast() }

  // MARK: Declarations

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name, node, .function(node))
    functions.append(node.offsets.lowerBound)
    return .visitChildren
  }

  override func visitPost(_ node: FunctionDeclSyntax) { functions.removeLast() }

  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name, node)
  }

  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name, node)
  }

  override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name, node)
  }

  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name, node)
  }

  override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name, node)
  }

  override func visit(_ node: TypeAliasDeclSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name, node)
  }

  override func visit(_ node: AssociatedTypeDeclSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name, node)
  }

  override func visit(_ node: EnumCaseElementSyntax) -> SyntaxVisitorContinueKind {
    declare(node.name, node)
  }

  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    guard let name = node.identifier.name, let binding = Binding(of: node) else {
      return .skipChildren
    }
    switch (binding, scopes.last) {
    case (.variable(let variable), .block(let block)):
      if conditions.isCompiled != .never { names.hide(name, in: block, from: variable.start) }
    case (.variable(let variable), _):
      declare(
        node.identifier, Syntax(variable.declaration), variable.isKey ? .key : .other)
    case (.ranges(let ranges), _):
      for range in ranges { names.hide(name, in: range) }
    case (.guarded(let start, let body, let end), let scope):
      var block = end..<Int.max
      if case .block(let around) = scope { block = end..<around.upperBound }
      names.hide(name, in: start..<body)
      names.hide(name, in: block)
    }
    return .skipChildren
  }

  override func visit(_ node: GenericParameterSyntax) -> SyntaxVisitorContinueKind {
    hide(node.name, in: node.parent?.parent?.parent?.offsets)
  }

  override func visit(_ node: FunctionParameterSyntax) -> SyntaxVisitorContinueKind {
    hide(node.secondName ?? node.firstName, in: node.functionBody)
    return .visitChildren
  }

  override func visit(_ node: ClosureParameterSyntax) -> SyntaxVisitorContinueKind {
    hide(node.secondName ?? node.firstName, in: node.closureBody)
    return .visitChildren
  }

  override func visit(_ node: ClosureShorthandParameterSyntax) -> SyntaxVisitorContinueKind {
    hide(node.name, in: node.closureBody)
  }

  override func visit(_ node: ClosureCaptureSyntax) -> SyntaxVisitorContinueKind {
    hide(node.name, in: node.closureBody)
    return .visitChildren
  }

  override func visit(_ node: CatchClauseSyntax) -> SyntaxVisitorContinueKind {
    if node.catchItems.isEmpty { names.hide("error", in: node.body.offsets) }
    return .visitChildren
  }

  override func visit(_ node: AccessorDeclSyntax) -> SyntaxVisitorContinueKind {
    let body = node.body?.offsets ?? 0..<0
    switch (node.parameters?.name.name, node.accessorSpecifier.tokenKind) {
    case (let name?, _): names.hide(name, in: body)
    case (nil, .keyword(.set)), (nil, .keyword(.willSet)): names.hide("newValue", in: body)
    case (nil, .keyword(.didSet)): names.hide("oldValue", in: body)
    default: break
    }
    functions.append(node.offsets.lowerBound)
    return .visitChildren
  }

  override func visitPost(_ node: AccessorDeclSyntax) { functions.removeLast() }

  // MARK: What they have in common

  @discardableResult
  private func hide(_ name: TokenSyntax?, in range: Range<Int>?) -> SyntaxVisitorContinueKind {
    if let name = name?.name, let range { names.hide(name, in: range) }
    return .visitChildren
  }

  /// A name that counts before its declaration, too.
  @discardableResult
  private func declare(
    _ token: TokenSyntax, _ node: some SyntaxProtocol, _ kind: Names.FileName = .other
  ) -> SyntaxVisitorContinueKind {
    guard conditions.isCompiled != .never, let name = token.name else { return .visitChildren }
    switch scopes.last {
    case .block(let range): names.hide(name, in: range)
    case .type(let type): names.declare(member: name, of: type)
    case .file, nil:
      names.declare(name, kind)
      if APIName(rawValue: name) != nil, !node.isPrivate {
        hiding.append(Hiding(name: name, token: token))
      }
    }
    return .visitChildren
  }
}
