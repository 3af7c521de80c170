/// What is to be made of a program: the edits of each file and the trampolines of each key.
/// Pure: the same program and texts give the same plan.
public struct Plan: Sendable {
  public let program: Program
  public let tree: SourceTree
  public let options: PlanOptions
  /// The edited files' bytes and edits, by path.
  public let edited: [EditedFile]
  /// Keys whose trampolines are generated, by name.
  public var stubs: [Program.Key] { program.keys.filter(\.needsStub) }
  /// Those of them that the runtime knows of.
  public var rows: [Program.Key] { program.keys.filter { $0.provider == .generated } }

  public struct EditedFile: Sendable {
    public var path: String
    public var text: [UInt8]
    public var edits: EditList
  }

  /// - Parameter texts: the bytes of every file that has a site, by path.
  /// - Returns: the plan, or why there is none.
  public static func make(
    for program: Program, in tree: SourceTree, texts: [String: [UInt8]], options: PlanOptions
  ) -> Result<Plan, PlanFailure> {
    let byFile = Dictionary(grouping: program.sites, by: \.place.file)
    var edited: [EditedFile] = []
    var problems: [Diagnostic] = []
    for (path, sites) in byFile.sorted(by: { $0.key < $1.key }) {
      let text = texts[path] ?? []
      do {
        let edits = try EditList(sites.map(\.edit), for: text)
        edited.append(EditedFile(path: path, text: text, edits: edits))
      } catch {
        problems.append(Plan.describe(error, sites: sites))
      }
    }
    guard problems.isEmpty else { return .failure(PlanFailure(diagnostics: problems)) }
    return .success(Plan(program: program, tree: tree, options: options, edited: edited))
  }

  private static func describe(_ problem: EditList.Problem, sites: [Site]) -> Diagnostic {
    func place(of edit: Edit) -> Place? {
      sites.first { $0.place.offset == edit.range.lowerBound }?.place
    }
    switch problem {
    case .overlap(let first, let second):
      return Diagnostic(
        .conflictingEdits, at: place(of: second),
        "two units want to rewrite this place differently",
        notes: [.init(at: place(of: first), "the other edit starts here")])
    case .mismatch(let edit):
      return Diagnostic(
        .changedWhileRead, at: place(of: edit), "the file changed while it was read; run again")
    }
  }
}

/// What the user may choose about the output.
public struct PlanOptions: Sendable {
  /// Names of the architectures that trampolines are generated for.
  public var architectures: [String]
  /// Whether mirrored C files begin with a `#line` that names the user's file.
  public var lineDirectives: Bool
  /// The runtime's files to put beside the output; empty if the user takes them from elsewhere.
  public var runtime: [(name: String, bytes: [UInt8])]
  /// The modules that Swift files import, by path.
  public var swiftModules: [(name: String, bytes: [UInt8])]
  /// The names of the runtime's files where they are installed.
  public var installedRuntime: [String]
  /// The output folder as the user wrote it: the depfile's target starts with it.
  public var displayOutput: String
  /// The way from the output folder to the tree's root.
  public var treeFromOutput: String?
  public var version: String
  /// Whether the output holds the tree again. If not, the tree itself is edited, and the output
  /// tells of it as it is then: so a second run, with nothing left to edit, gives the same bytes.
  public var mirrors: Bool

  public init(
    architectures: [String], lineDirectives: Bool,
    runtime: [(name: String, bytes: [UInt8])],
    swiftModules: [(name: String, bytes: [UInt8])] = [], installedRuntime: [String],
    displayOutput: String,
    treeFromOutput: String? = nil, version: String, mirrors: Bool = true
  ) {
    self.architectures = architectures
    self.lineDirectives = lineDirectives
    self.runtime = runtime
    self.swiftModules = swiftModules
    self.installedRuntime = installedRuntime
    self.displayOutput = displayOutput
    self.treeFromOutput = treeFromOutput
    self.version = version
    self.mirrors = mirrors
  }
}

public struct PlanFailure: Error {
  public var diagnostics: [Diagnostic]
}

extension Site {
  /// The callee becomes the trampoline; comments, newlines and splices between its tokens stay
  /// behind it, so that lines keep their numbers. A site that is not called keeps its type, a
  /// pointer to function, also under sizeof and typeof.
  ///
  /// In a macro's body only the macro's name changes: STATIC_CALL_TRAMP(name) makes the symbol of
  /// whatever the argument becomes, through parameters, `##` and further macros, just as
  /// static_call(name) did. Where the body has no argument list, its users decide what becomes of
  /// the pointer. Those that call it call directly: compilers see through `(&f)(n)`, at -O0 too.
  var edit: Edit {
    let replacement =
      switch subject {
      case .macro where isCalled: Array(Symbols.trampolineMacro.utf8) + kept
      case .macro: Array("(&\(Symbols.trampolineMacro)".utf8) + kept + Array(")".utf8)
      case .key(let key) where isCalled:
        Array(Symbols.trampoline(key).utf8) + (isKeptInArguments ? [UInt8(ascii: "(")] : []) + kept
      case .key(let key): Array("(&\(Symbols.trampoline(key)))".utf8) + kept
      }
    return Edit(at: place.offset, original: original, replacement: replacement)
  }
}
