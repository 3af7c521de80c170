import ArgumentParser
import StaticCallCore

/// `sc-rewrite scan UNIT… -o FILE`: the first half of the work, for build engines that spread it.
struct ScanCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "sc-rewrite scan",
    abstract: "Scans units into a file for 'sc-rewrite link'.",
    usage: "sc-rewrite scan <units> ... -o <file> [<options>] [-- <compiler flags> ...]",
    discussion: """
      Parses each UNIT, in all its configurations, and writes what was found to FILE. What does not \
      parse is told by 'link', and only if the unit matters.

      Exit status: 0 done, 2 usage or input/output errors.
      """)

  @Argument(help: "C and Swift files of the tree.", completion: .file())
  var units: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("Where the scan goes.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "Where to say, for Make and Ninja, which files were read.", valueName: "file"))
  var depfile: String?

  @OptionGroup var tree: TreeOptions
  @OptionGroup var source: ParseOptions

  func run(flags: [String]) async -> Int32 {
    var reporter = Reporter(format: .text)
    do {
      try await scan(flags, &reporter)
    } catch {
      reporter.tell((error as? Failure)?.diagnostics ?? [Diagnostic(.output, "\(error)")])
    }
    return reporter.exitStatus
  }

  private func scan(_ flags: [String], _ reporter: inout Reporter) async throws {
    let input = try tree.input()
    let (all, warnings) = try CompileUnits(input: input, extraFlags: flags).units(
      databases: source.compileCommands)
    reporter.tell(warnings, in: input)
    let wanted = try Set(units.map { try name(of: $0, in: input) })
    let chosen = all.filter { wanted.contains($0.path) }
    if let missing = wanted.subtracting(chosen.map(\.path)).sorted().first {
      throw Failure(
        Diagnostic(
          .noInput, "no compile command for '\(input.display(missing))'; is it a unit?"))
    }

    let names = input.names(hidden: FrontEnds.hiddenFolder)
    let frontEnds = try FrontEnds(for: chosen, source, input, names)
    let watched = Set(input.tree.entries.map(\.path))
    let dryRuns = DryRuns(
      files: input.files(), names: names, compiler: frontEnds.compiler,
      callMacros: CallMacros(own: Set(source.callMacros)))
    let readings = await dryRuns.readings(of: chosen, jobs: 1)
    let entries = zip(chosen, readings).map { unit, reading in
      ScanFile.Entry(
        unit: unit, scanned: frontEnds.scan(unit, watching: watched), reading: reading,
        in: input.tree)
    }
    // That is no property of the source: the same scan may succeed a minute later.
    let failures = Set(entries.flatMap(\.scanned.scan.diagnostics)).filter {
      $0.id == .swiftFrontEnd
    }
    guard failures.isEmpty else { throw Failure(Array(failures)) }
    let file = ScanFile(setting: source.setting, entries: entries)
    try replace(output, with: file.encoded(root: input.root))
    if let depfile { try replace(depfile, with: rule(for: entries)) }
  }

  private func name(of unit: String, in input: SourceInput) throws -> String {
    guard let real = Disk.realPath(unit) else {
      throw Failure(Diagnostic(.noInput, "cannot read '\(unit)': \(Disk.lastError)"))
    }
    let name = input.aliases[real] ?? PathText.relative(real, to: input.root) ?? real
    guard input.tree.contains(name) else {
      throw Failure(
        Diagnostic(
          .noInput, "'\(unit)' is not within the tree; say what is with --root and --source"))
    }
    return name
  }

  private func rule(for entries: [ScanFile.Entry]) -> [UInt8] {
    let folder = Disk.currentFolder
    let files = Set(entries.flatMap(\.scanned.files)).map {
      PathText.relative($0, to: folder) ?? $0
    }
    return Array(Depfile.rule(for: output, reading: files.sorted()).utf8)
  }

  private func replace(_ path: String, with bytes: [UInt8]) throws {
    guard Disk.replace(path, with: bytes) else {
      throw Failure(Diagnostic(.output, "cannot write '\(path)': \(Disk.lastError)"))
    }
  }
}
