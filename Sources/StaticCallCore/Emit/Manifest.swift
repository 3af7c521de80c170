/// The manifest: what was found and what became of it, for reviewers and for other tools.
enum Manifest {
  @Sendable static func emit(_ plan: Plan) -> [OutputFile] {
    [OutputFile(path: OutputName.manifest, content: .bytes(JSONText.encode(Document(plan))))]
  }

  private struct Document: Encodable {
    var version = 1
    var generator: String
    var architectures: [String]
    var keys: [KeyRow]
    var sites: [SiteRow]
    var uses: [UseRow]
    var asmUses: [AsmRow]
    var leftAlone: [LeftRow]
    var edited: [String]

    init(_ plan: Plan) {
      generator = "sc-rewrite \(plan.options.version)"
      architectures = plan.options.architectures
      keys = plan.program.keys.map(KeyRow.init)
      sites = plan.program.sites.map(SiteRow.init)
      uses = plan.program.uses.map {
        UseRow(at: $0.place.text, key: $0.key, macro: $0.kind.rawValue)
      }
      asmUses = plan.program.assemblyUses.map { AsmRow(at: $0.place.text, key: $0.key) }
      leftAlone = plan.program.leftAlone.map {
        LeftRow(at: $0.place.text, reason: $0.reason.rawValue)
      }
      edited = plan.edited.map(\.path)
    }
  }

  private struct KeyRow: Encodable {
    var name: String
    var signature: String
    var initial: String?
    var definedAt: String?
    var declaredAt: [String]
    var export: String?
    var trampoline: String
    /// Only where true.
    var neverCalled: Bool?
    var neverUpdated: Bool?

    init(_ key: Program.Key) {
      name = key.name
      signature = key.type
      initial = key.initialText
      definedAt = key.definition?.text
      declaredAt = key.declarations.map(\.text)
      export = key.export?.rawValue
      trampoline = key.provider.rawValue
      neverCalled = key.isNeverCalled ? true : nil
      neverUpdated = key.isNeverUpdated ? true : nil
    }
  }

  private struct SiteRow: Encodable {
    var at: String
    var key: String?
    var inBodyOf: String?
    var macro: String
    var called: Bool

    init(_ site: Site) {
      at = site.place.text
      switch site.subject {
      case .key(let name): key = name
      case .macro(let name): inBodyOf = name
      }
      macro = site.macro
      called = site.isCalled
    }
  }

  private struct UseRow: Encodable {
    var at: String
    var key: String
    var macro: String
  }

  private struct AsmRow: Encodable {
    var at: String
    var key: String
  }

  private struct LeftRow: Encodable {
    var at: String
    var reason: String
  }
}

extension Place {
  /// `file:line:col`, relative to the tree.
  fileprivate var text: String { "\(file):\(line):\(column)" }
}
