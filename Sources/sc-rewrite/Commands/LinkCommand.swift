import ArgumentParser
import ClangScanner
import StaticCallCore

/// `sc-rewrite link SCAN… --out DIR`: the second half of the work. It is the main job with scans
/// looked up instead of made, so that its result is the same.
struct LinkCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "sc-rewrite link",
    abstract: "Rewrites a tree by what 'sc-rewrite scan' found.",
    usage: "sc-rewrite link <scans> ... --out <dir> [<options>]",
    discussion: """
      Give the scans of all units, in any order: the output is that of a run of sc-rewrite that has \
      the same units. The tree must be as it was scanned.

      Exit status: 0 done, 1 errors in the source or, with --check, stale output, 2 usage or input/output errors.
      """)

  @Argument(help: "What 'sc-rewrite scan' wrote.", completion: .file())
  var scans: [String]

  @OptionGroup var tree: TreeOptions

  @Option(
    name: .customLong("extern"),
    help: ArgumentHelp(
      "A key that another program or library defines. May be repeated.", valueName: "name"))
  var externs: [String] = []

  @OptionGroup(title: "Output") var result: OutputOptions

  func run(flags: [String]) async -> Int32 {
    await Reporter.status(of: result) { reporter in
      guard flags.isEmpty else {
        throw Failure(Diagnostic(.usage, "compiler flags are for 'sc-rewrite scan'"))
      }
      try await link(&reporter)
    }
  }

  private func link(_ reporter: inout Reporter) async throws {
    let input = try tree.input()
    let output = try result.folder(for: input)
    let sink = try result.sink(for: input, output)
    let (setting, found) = try read(input)
    let names = input.names(hidden: "")
    let pipeline = Pipeline(
      tree: input.tree, units: found.keys.sorted(), names: names,
      callMacros: CallMacros(own: Set(setting.callMacros)), externs: Set(externs),
      options: try result.plan(for: input, output),
      coverage: setting.isExhaustive ? .everything : .needed)
    let kept = FrontEnd(
      read: { units, _ in units.map { found[$0]?.reading ?? Reading() } },
      scan: { unit, _, _ in found[unit]?.scanned ?? Scanned(scan: UnitScan(unit: unit.path)) })
    let outcome = await pipeline.run(jobs: 1, frontEnd: kept, files: input.files())
    try reporter.finish(outcome, result, sink, input)
  }

  private func read(
    _ input: SourceInput
  ) throws -> (setting: ScanFile.Setting, scans: [CompileUnit: ScanFile.Entry]) {
    var setting: ScanFile.Setting?
    var found: [CompileUnit: ScanFile.Entry] = [:]
    for path in scans {
      guard let bytes = Disk.read(path) else {
        throw Failure(Diagnostic(.noInput, "cannot read '\(path)': \(Disk.lastError)"))
      }
      let file: ScanFile
      do {
        file = try ScanFile(bytes, root: input.root)
      } catch {
        throw Failure(Diagnostic(.scanFile, "cannot use '\(path)': \(error.reason)"))
      }
      guard setting == nil || setting == file.setting else {
        throw Failure(
          Diagnostic(
            .scanFile,
            "'\(path)' was scanned with other --call-macro or --exhaustive than '\(scans[0])'"))
      }
      setting = file.setting
      for entry in file.entries {
        if let other = found[entry.unit], other != entry {
          throw Failure(
            Diagnostic(
              .scanFile,
              "two scans of '\(input.display(entry.unit.path))' differ; scan it again"))
        }
        found[entry.unit] = entry
      }
    }
    return (setting ?? .init(callMacros: [], isExhaustive: false), found)
  }
}

/// Which tree, where the units do not say it.
struct TreeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder that the output mirrors. Without it: the current one.", valueName: "dir"))
  var root: String = "."

  @Option(
    name: .customLong("source"),
    help: ArgumentHelp(
      "A file or folder of the tree; as PATH of 'sc-rewrite' itself. May be repeated. Without it: the root.",
      valueName: "path"))
  var sources: [String] = []

  func input() throws -> SourceInput {
    try SourceInput(paths: sources.isEmpty ? [root] : sources, root: root)
  }
}
