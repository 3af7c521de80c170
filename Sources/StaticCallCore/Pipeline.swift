/// READ FIRST. The whole tool as a list of stages, memory in, memory out:
///
///     select  which units can matter, from files' bytes        [CompileUnit] -> [CompileUnit]
///     scan    a front end reads one translation unit           CompileUnit   -> UnitScan
///     link    all scans become one program, and are checked    [UnitScan]    -> Program
///     plan    edits of files, trampolines of keys              Program       -> Plan
///     emit    one emitter a file of the output                 Plan          -> [OutputFile]
///
/// `select` and `scan` take turns, because only a parse shows what a unit reads.
///
/// The command line (Sources/sc-rewrite) finds the input, passes the scanner and a reader in, and
/// writes what comes out. Nothing here touches the disk or the terminal.
public struct Pipeline: Sendable {
  /// A front end: turns one unit into what was found in it. Must be pure but for reading sources.
  /// The second argument are the files that can hold static calls, and whose skipped branches are
  /// asked for; nil for any.
  public typealias Scanner = @Sendable (CompileUnit, Set<String>?) -> Scanned
  /// The bytes of a file of the tree; nil if it cannot be read any more.
  public typealias Reader = @Sendable (String) -> [UInt8]?

  public struct Outcome: Sendable {
    /// Empty if a diagnostic is an error.
    public var files: [OutputFile]
    public var diagnostics: [Diagnostic]
    public var program: Program
    /// The files that have something to rewrite.
    public var edited: [Plan.EditedFile] = []
    /// Files outside the tree that may be included, whether a unit that reads them was parsed or not.
    public var elsewhere: [String] = []
  }

  /// Which units are parsed.
  public enum Coverage: Sendable {
    /// As few as give the same result as all.
    case needed
    case everything
  }

  /// What happens while units are scanned, for people.
  public enum Event: Sendable {
    case chosen(CompileUnit, reason: String)
    case scanned(done: Int, of: Int)
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
  /// - Parameter jobs: how many units are scanned at the same time. It changes no output.
  public func run(
    jobs: Int, scan: @escaping Scanner, read: @escaping Reader,
    report: @escaping @Sendable (Event) -> Void = { _ in }
  ) async -> Outcome {
    let (scans, texts, elsewhere) = await scans(
      jobs: jobs, with: scan, read: read, report: report)
    var outcome = finish(link(scans, texts: texts, read: read), read: read)
    outcome.elsewhere = elsewhere
    return outcome
  }

  /// The stages behind the scan.
  func finish(_ program: Program, read: Reader) -> Outcome {
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

  /// Selection and scanning in turns.
  ///
  /// - Returns: the scans, the files of the tree that may hold static calls, and files outside it that
  ///   were looked at.
  private func scans(
    jobs: Int, with scan: @escaping Scanner, read: @escaping Reader,
    report: @escaping @Sendable (Event) -> Void
  ) async -> (scans: [UnitScan], texts: [String], elsewhere: [String]) {
    let all = tree.entries.filter(\.isFile).map(\.path)
    let inside = units.indices.filter {
      tree.contains(units[$0].path) && !SourceKind.isSwift(units[$0].path)
    }
    let parse: Parser = { choices, watched, done in
      await Pipeline.scan(
        choices, of: units, jobs: jobs, done: done, with: { scan($0, watched) }, report: report)
    }
    var scanned = await parse(swiftChoices(read), nil, 0)
    if coverage == .everything {
      let choices = inside.map { Selection.Choice(unit: $0, reason: "--exhaustive") }
      scanned.merge(await parse(choices, nil, scanned.count)) { $1 }
      await readFromOutside(
        all, &scanned, inside: inside, after: nil, with: parse, read: read)
      return (scanned.sorted { $0.key < $1.key }.map(\.value.scan), all, [])
    }
    let survey = await Survey(
      of: tree, units: inside.map { units[$0] }, names: names, callMacros: callMacros.own,
      read: read)
    var selection = Selection(of: units, eligible: inside, survey: survey)
    while true {
      let choices = selection.next(after: scanned, externs: externs)
      if choices.isEmpty { break }
      scanned.merge(await parse(choices, selection.watched, scanned.count)) { $1 }
    }
    await readFromOutside(
      survey.candidates, &scanned, inside: inside, after: (survey, selection), with: parse,
      read: read)
    let scans = scanned.sorted { $0.key < $1.key }.map(\.value.scan)
    return (
      scans, all.filter { survey.facts[$0]?.words.isEmpty != true },
      survey.facts.keys.filter { !tree.contains($0) }
    )
  }

  /// A Swift file stands for itself, so its own bytes say whether it can matter.
  private func swiftChoices(_ read: Reader) -> [Selection.Choice] {
    units.indices.compactMap { index in
      let path = units[index].path
      guard SourceKind.isSwift(path), let text = read(path) else { return nil }
      let mayHaveSome = text.withUnsafeBufferPointer { text in
        API.swiftNeedles.contains { $0.isIn(text) }
      }
      return mayHaveSome ? .init(unit: index, reason: "it may have a static call") : nil
    }
  }

  /// At most `jobs` units in flight.
  private static func scan(
    _ choices: [Selection.Choice], of units: [CompileUnit], jobs: Int, done: Int,
    with scanner: @escaping @Sendable (CompileUnit) -> Scanned,
    report: @escaping @Sendable (Event) -> Void
  ) async -> [Int: Scanned] {
    for choice in choices { report(.chosen(units[choice.unit], reason: choice.reason)) }
    return await withTaskGroup(of: (Int, Scanned).self) { group in
      var results: [Int: Scanned] = [:]
      var rest = choices[...]
      func start() {
        guard let unit = rest.popFirst()?.unit else { return }
        group.addTask { (unit, scanner(units[unit])) }
      }
      for _ in 0..<max(1, jobs) { start() }
      for await (index, result) in group {
        results[index] = result
        report(.scanned(done: done + results.count, of: done + choices.count))
        start()
      }
      return results
    }
  }

  /// Merges the scans and adds what no unit saw: files of the tree that nothing includes.
  ///
  /// - Parameter texts: the files of the tree that may hold static calls.
  func link(_ scans: [UnitScan], texts: [String], read: Reader) -> Program {
    var program = Program(linking: scans, in: tree, externs: externs)
    let seen = Set(program.inclusions)
    for path in texts where SourceKind.isC(path) && !seen.contains(path) {
      guard let text = read(path) else { continue }
      program.leftAlone += Occurrences.calls(in: text, of: path, macros: callMacros)
        .map { LeftAlone(place: $0, reason: .notIncluded) }
    }
    program.leftAlone.sort { $0.place < $1.place }
    // A Swift file that was not scanned has none of the words.
    let isWhole =
      scans.count { !SourceKind.isSwift($0.unit) } == units.count { !SourceKind.isSwift($0.path) }
      && scans.allSatisfy(\.hasBodies)
    program.markUnused(in: tree, texts: texts, externs: externs, isWhole: isWhole, read: read)
    return program
  }

  func plan(_ program: Program, read: Reader) -> Result<Plan, PlanFailure> {
    let files = Set(program.sites.map(\.place.file))
    let texts = Dictionary(uniqueKeysWithValues: files.map { ($0, read($0) ?? []) })
    return Plan.make(for: program, in: tree, texts: texts, options: options)
  }
}
