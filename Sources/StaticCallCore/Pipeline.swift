/// READ FIRST. The whole tool as a list of stages, memory in, memory out:
///
///     scan    a front end reads one translation unit           CompileUnit -> UnitScan
///     link    all scans become one program, and are checked    [UnitScan]  -> Program
///     plan    edits of files, trampolines of keys              Program     -> Plan
///     emit    one emitter a file of the output                 Plan        -> [OutputFile]
///
/// The command line (Sources/sc-rewrite) finds the input, passes the scanner and a reader in, and
/// writes what comes out. Nothing here touches the disk or the terminal.
public struct Pipeline: Sendable {
  /// A front end: turns one unit into what was found in it. Must be pure but for reading sources.
  public typealias Scanner = @Sendable (CompileUnit) -> UnitScan
  /// The bytes of a file of the tree; nil if it cannot be read any more.
  public typealias Reader = (String) -> [UInt8]?

  public struct Outcome: Sendable {
    /// Empty if a diagnostic is an error.
    public var files: [OutputFile]
    public var diagnostics: [Diagnostic]
    public var program: Program
  }

  public var tree: SourceTree
  public var units: [CompileUnit]
  public var externs: Set<String>
  public var options: PlanOptions

  public init(
    tree: SourceTree, units: [CompileUnit], externs: Set<String>, options: PlanOptions
  ) {
    self.tree = tree
    self.units = units
    self.externs = externs
    self.options = options
  }

  /// Runs every stage.
  ///
  /// - Parameter jobs: how many units are scanned at the same time. It changes no output.
  public func run(jobs: Int, scan: @escaping Scanner, read: Reader) async -> Outcome {
    let scans = await Pipeline.scan(units, jobs: jobs, with: scan)
    let program = link(scans, read: read)
    if program.diagnostics.contains(where: { $0.severity == .error }) {
      return Outcome(files: [], diagnostics: program.diagnostics, program: program)
    }
    switch plan(program, read: read) {
    case .failure(let failure):
      return Outcome(
        files: [], diagnostics: program.diagnostics + failure.diagnostics, program: program)
    case .success(let plan):
      let files = Emitters.all.flatMap { $0(plan) }.sorted { $0.path < $1.path }
      let clashes = Emitters.clashes(in: files, of: tree)
      return Outcome(
        files: clashes.isEmpty ? files : [], diagnostics: program.diagnostics + clashes,
        program: program)
    }
  }

  /// At most `jobs` units in flight; results in the order of `units`.
  static func scan(
    _ units: [CompileUnit], jobs: Int, with scanner: @escaping Scanner
  ) async -> [UnitScan] {
    await withTaskGroup(of: (Int, UnitScan).self) { group in
      var results = [UnitScan?](repeating: nil, count: units.count)
      var next = 0
      func start() {
        guard next < units.count else { return }
        let (index, unit) = (next, units[next])
        next += 1
        group.addTask { (index, scanner(unit)) }
      }
      for _ in 0..<max(1, jobs) { start() }
      for await (index, result) in group {
        results[index] = result
        start()
      }
      return results.compactMap { $0 }
    }
  }

  /// Merges the scans and adds what no unit saw: files of the tree that nothing includes.
  func link(_ scans: [UnitScan], read: Reader) -> Program {
    var program = Program(linking: scans, in: tree, externs: externs)
    let seen = Set(program.inclusions)
    for entry in tree.entries where SourceKind.isC(entry.path) && !seen.contains(entry.path) {
      guard case .file = entry.kind, let text = read(entry.path) else { continue }
      program.leftAlone += Occurrences.calls(in: text, of: entry.path)
        .map { LeftAlone(place: $0, reason: .notIncluded) }
    }
    program.leftAlone.sort { $0.place < $1.place }
    return program
  }

  func plan(_ program: Program, read: Reader) -> Result<Plan, PlanFailure> {
    let files = Set(program.sites.map(\.place.file))
    let texts = Dictionary(uniqueKeysWithValues: files.map { ($0, read($0) ?? []) })
    return Plan.make(for: program, in: tree, texts: texts, options: options)
  }
}
