/// All units of a run merged: every key and every site once, in a fixed order.
public struct Program: Sendable {
  /// A key with all that the units said of it.
  public struct Key: Sendable, Hashable {
    public enum Export: String, Sendable {
      /// Others may call and update.
      case full = "call-and-update"
      /// Others may call only.
      case trampoline = "call-only"
    }

    public var name: String
    /// The canonical C type; empty where no C file tells and Swift cannot.
    public var type: String
    public var provider: KeyDeclaration.Provider
    /// The language of the definition.
    public var language: KeyDeclaration.Language
    /// See `KeyDeclaration.prototype`.
    public var prototype: String?
    /// What a call returns; nil where nothing tells.
    public var returned: ReturnedValue?
    public var availability: KeyDeclaration.Availability?
    /// Nil where another program or library defines the key.
    public var definition: Place?
    public var initial: KeyDeclaration.Initial?
    public var declarations: [Place]
    public var export: Export?
    /// In all that was read; see `Checks.unused`.
    public var isNeverCalled = false
    public var isNeverUpdated = false

    /// Whether sc-rewrite generates the trampoline.
    public var needsStub: Bool { provider != .kernel }
  }

  /// By name.
  public var keys: [Key] = []
  /// By place, as are the following.
  public var sites: [Site] = []
  public var uses: [KeyUse] = []
  public var assemblyUses: [AssemblyUse] = []
  /// By key.
  public var mentions: [KeyMention] = []
  public var leftAlone: [LeftAlone] = []
  /// Whether a macro's body outside of the tree calls, which may be any key.
  var hasBodiesOutside = false
  /// Every file that was read, system headers excepted, sorted.
  public var inclusions: [String] = []
  /// Whether Swift files can see the names of static calls.
  public var hasSwift = false
  /// The identifiers in these files.
  var swiftNames: Set<String> = []
  public var diagnostics: [Diagnostic] = []

  /// Merges `scans`. The result does not depend on their order.
  ///
  /// - Parameter externs: keys that another program or library is said to define.
  public init(linking scans: [UnitScan], in tree: SourceTree, externs: Set<String> = []) {
    let declarations = scans.flatMap(\.keys)
    let exports = Dictionary(grouping: scans.flatMap(\.uses), by: \.key)
    keys = Dictionary(grouping: declarations, by: \.name)
      .map { name, all in Key(name: name, declarations: all, uses: exports[name] ?? []) }
      .sorted { $0.name < $1.name }

    // A place that is somebody else's static_call in one unit is not ours to edit in any.
    let vetoed = Set(
      scans.flatMap(\.leftAlone).filter { $0.reason == .notOurs }.map(\.place))
    let known = Set(keys.map(\.name))
    let (allSites, uncompiled) = Program.compiled(
      Set(scans.flatMap(\.sites)).filter { !vetoed.contains($0.place) }, known)
    let merged = Program.merge(allSites.filter { tree.contains($0.place.file) })
    sites = merged.sites
    uses = Set(scans.flatMap(\.uses)).sorted { ($0.place, $0.key) < ($1.place, $1.key) }
    assemblyUses = Set(scans.flatMap(\.assemblyUses))
      .sorted { ($0.place, $0.key) < ($1.place, $1.key) }
    let outside = allSites.filter { !tree.contains($0.place.file) }
    hasBodiesOutside = outside.contains { $0.key == nil }
    mentions = Set(
      scans.flatMap(\.mentions)
        + (outside.compactMap(\.key) + merged.keys).map { KeyMention(key: $0, kind: .target) }
    )
    .sorted { ($0.key, $0.kind.rawValue) < ($1.key, $1.kind.rawValue) }
    inclusions = Set(scans.flatMap(\.inclusions)).sorted()
    hasSwift = scans.contains(where: \.importsModule)
    swiftNames = Set(scans.flatMap(\.names))
    leftAlone = Program.merge(
      scans.flatMap(\.leftAlone) + uncompiled, sites: allSites, tree: tree)

    let subject = Checks.Subject(
      program: self, scans: scans, declarations: declarations, externs: externs)
    diagnostics = Program.sorted(
      scans.flatMap(\.diagnostics) + Checks.all.flatMap { $0(subject) })
  }

  /// One reason a place: what some unit rewrites is not left alone, and of several reasons the one
  /// that says most is kept.
  private static func merge(
    _ all: [LeftAlone], sites: Set<Site>, tree: SourceTree
  ) -> [LeftAlone] {
    let rewritten = Set(sites.map(\.place))
    let outside = sites.filter { !tree.contains($0.place.file) }
      .map { LeftAlone(place: $0.place, reason: .outside) }
    let inside = all.filter { tree.contains($0.place.file) && !rewritten.contains($0.place) }
    let telling = Dictionary(grouping: inside, by: \.place)
      .compactMap { _, reasons in reasons.min { $0.reason.rank < $1.reason.rank } }
    return (telling + Set(outside)).sorted { $0.place < $1.place }
  }

  static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return diagnostics.filter { seen.insert($0).inserted }.sorted {
      switch ($0.place, $1.place) {
      case (let left?, let right?):
        (left, $0.id.rawValue, $0.message) < (right, $1.id.rawValue, $1.message)
      case (nil, nil): ($0.id.rawValue, $0.message) < ($1.id.rawValue, $1.message)
      case (let left, _): left == nil
      }
    }
  }
}

extension Program.Key {
  /// `declarations` are all of one name and at least one.
  fileprivate init(name: String, declarations all: [KeyDeclaration], uses: [KeyUse]) {
    // A header may declare it with one type here and another there; which unit came first says
    // nothing.
    let ordered = all.sorted { ($0.place, $0.type) < ($1.place, $1.type) }
    let definition = ordered.first { $0.initial != nil }
    let authority = definition ?? ordered[0]
    // What Swift says of types is less than what C says.
    let typed = ([authority] + ordered).filter { !$0.type.isEmpty }
    let type = typed.first { $0.language == .c } ?? typed.first
    let exported = uses.compactMap { use -> Export? in
      switch use.kind {
      case .export: .full
      case .exportTrampoline: .trampoline
      case .update, .query: nil
      }
    }
    self.init(
      name: name, type: type?.type ?? "", provider: authority.provider,
      language: authority.language, prototype: authority.prototype,
      returned: type?.returned ?? ordered.lazy.compactMap(\.returned).first,
      availability: ordered.lazy.compactMap(\.availability).first,
      definition: definition?.place, initial: definition?.initial,
      declarations: Set(ordered.filter { $0.initial == nil }.map(\.place)).sorted(),
      export: exported.contains(.full) ? .full : exported.first)
  }
}

extension LeftAlone.Reason {
  /// Lower says more about the place.
  fileprivate var rank: Int {
    switch self {
    case .directive, .unresolved, .position: 0
    case .macroBody: 1
    case .notOurs: 2
    case .unexpanded: 3
    case .inactive: 4
    case .outside: 5
    case .notIncluded, .otherLanguage: 6
    }
  }
}
