/// READ FIRST. The whole tool as a list of stages, memory in, memory out:
///
///     read    a dry run of each unit's preprocessor            CompileUnit   -> Reading
///     select  as few units as show all that these read         [Reading]     -> [CompileUnit]
///     scan    a front end parses one translation unit          CompileUnit   -> UnitScan
///     link    all scans become one program, and are checked    [UnitScan]    -> Program
///     plan    edits of files, trampolines of keys              Program       -> Plan
///     emit    one emitter a file of the output                 Plan          -> [OutputFile]
///
/// The command line (Sources/sc-rewrite) finds the input, passes the front end and the files in,
/// and writes what comes out. Nothing here touches the disk or the terminal.
public struct Pipeline: Sendable {
  public struct Outcome: Sendable {
    /// Empty if a diagnostic is an error.
    public var files: [OutputFile]
    public var diagnostics: [Diagnostic]
    public var program: Program
    /// The files that have something to rewrite.
    public var edited: [Plan.EditedFile] = []
    /// Files outside the tree that units read, whether they were parsed or not.
    public var elsewhere: [String] = []
  }

  public var tree: SourceTree
  public var units: [CompileUnit]
  public var names: FileNames
  public var callMacros: CallMacros
  public var externs: Set<String>
  public var options: PlanOptions
  public var coverage: Coverage

  public init(
    tree: SourceTree, units: [CompileUnit], names: FileNames, callMacros: CallMacros = .standard,
    externs: Set<String>, options: PlanOptions, coverage: Coverage = .needed
  ) {
    self.tree = tree
    self.units = units
    self.names = names
    self.callMacros = callMacros
    self.externs = externs
    self.options = options
    self.coverage = coverage
  }

  /// Runs every stage.
  ///
  /// - Parameter jobs: how many units are read and scanned at the same time. It changes no output.
  public func run(jobs: Int, frontEnd: FrontEnd, files: SourceFiles) async -> Outcome {
    let index = await TreeIndex(of: tree, callMacros: callMacros, files: files, jobs: jobs)
    var scanning = Scanning(units, in: tree, index, coverage, jobs: jobs, frontEnd)
    let scans = await scanning.scans(swift: swiftUnits(index, files.read))
    let program = link(
      scans, texts: index.files, alsoRead: scanning.readInside, read: files.read)
    var outcome = finish(program, read: files.read)
    outcome.elsewhere = scanning.elsewhere
    return outcome
  }

  /// The stages behind the scan.
  func finish(_ program: Program, read: (String) -> [UInt8]?) -> Outcome {
    if program.diagnostics.contains(where: { $0.severity == .error }) {
      return Outcome(files: [], diagnostics: program.diagnostics, program: program)
    }
    switch plan(program, read: read) {
    case .failure(let failure):
      return Outcome(
        files: [], diagnostics: program.diagnostics + failure.diagnostics, program: program)
    case .success(let plan):
      let files = Emitters.files(of: plan)
      let clashes = options.mirrors ? Emitters.clashes(in: files, of: tree) : []
      return Outcome(
        files: clashes.isEmpty ? files : [], diagnostics: program.diagnostics + clashes,
        program: program, edited: plan.edited)
    }
  }

  /// A Swift file stands for itself, so its own bytes say whether it can matter.
  private func swiftUnits(_ index: TreeIndex, _ read: (String) -> [UInt8]?) -> [Int] {
    units.indices.filter { unit in
      let path = units[unit].path
      guard SourceKind.isSwift(path), let text = read(path) else { return false }
      return text.withUnsafeBufferPointer { text in
        API.swiftNeedles.contains { $0.isIn(text) }
      }
    }
  }

  /// Merges the scans and adds what no unit saw: files of the tree that nothing includes.
  ///
  /// - Parameters:
  ///   - texts: the files of the tree that may hold static calls.
  ///   - more: files of the tree that units read which were not parsed.
  ///   - read: the bytes of a file of the tree.
  func link(
    _ scans: [UnitScan], texts: [String], alsoRead more: some Sequence<String> = [],
    read: (String) -> [UInt8]?
  ) -> Program {
    var program = Program(linking: scans, in: tree, externs: externs)
    program.inclusions = Set(program.inclusions).union(more).sorted()
    program.addUnread(texts, callMacros: callMacros, read: read)
    // A Swift file that was not scanned has none of the words.
    let isWhole =
      scans.count { !SourceKind.isSwift($0.unit) } == units.count { !SourceKind.isSwift($0.path) }
      && scans.allSatisfy(\.hasBodies)
    program.markUnused(in: tree, texts: texts, externs: externs, isWhole: isWhole, read: read)
    return program
  }

  func plan(_ program: Program, read: (String) -> [UInt8]?) -> Result<Plan, PlanFailure> {
    let files = Set(program.sites.map(\.place.file))
    let texts = Dictionary(uniqueKeysWithValues: files.map { ($0, read($0) ?? []) })
    return Plan.make(for: program, in: tree, texts: texts, options: options)
  }
}
