import ArgumentParser
import ClangScanner
import FoundationEssentials
import StaticCallCore
import StaticCallRuntime

/// `sc-rewrite PATH… --out DIR`: the main job.
struct RewriteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sc-rewrite",
    abstract: "Turns static_call(name)(args) into direct, patchable calls.",
    usage: "sc-rewrite <paths> ... --out <dir> [<options>] [-- <compiler flags> ...]",
    discussion: """
      Reads the C files under PATH, and writes DIR: a mirror of the tree in which each \
      static_call(name) is __SCT__name, the trampolines and the key table that this needs, and \
      static_calls.diff for review. Build DIR as you build the tree, with the files listed in \
      static_calls.mk in addition.

      Exit status: 0 done, 1 errors in the source or, with --check, stale output, 2 usage or input/output errors.
      """,
    version: SCRewrite.version)

  @Argument(help: "Files and folders to rewrite.", completion: .file())
  var paths: [String]

  @Option(name: [.long, .short], help: ArgumentHelp("Where the output goes.", valueName: "dir"))
  var out: String

  @Option(
    name: [.customShort("p"), .customLong("compile-commands")],
    help: ArgumentHelp(
      "compile_commands.json, or its folder: the flags of each unit. Several are configurations of one tree: both branches of an #if get rewritten. Without it every .c file is parsed with FLAGS.",
      valueName: "path"))
  var compileCommands: [String] = []

  @Option(
    help: ArgumentHelp(
      "The folder that the output mirrors. Without it: PATH, or what several PATHs have in common.",
      valueName: "dir"))
  var root: String?

  @Option(
    name: .customLong("arch"),
    help: ArgumentHelp(
      "An architecture to generate trampolines for: \(Architecture.all.map(\.name).joined(separator: ", ")). May be repeated. Without it: all.",
      valueName: "name"))
  var architectures: [String] = []

  @Option(
    name: .customLong("extern"),
    help: ArgumentHelp(
      "A key that another program or library defines. May be repeated.", valueName: "name"))
  var externs: [String] = []

  @Option(
    name: .customLong("call-macro"),
    help: ArgumentHelp(
      "Another macro of static_call's shape, NAME(key)(arguments). May be repeated.",
      valueName: "name"))
  var callMacros: [String] = []

  @Flag(
    name: .customLong("no-line-directives"),
    help: "Do not begin mirrored C files with a #line that names the original.")
  var noLineDirectives = false

  @Flag(
    name: .customLong("no-runtime"),
    help: "Do not copy the runtime's sources into the output: use those that are installed.")
  var noRuntime = false

  @Flag(help: "Show remarks, too: keys that are never updated.")
  var hints = false

  @Flag(help: "Write nothing; exit with 1 and show the difference if DIR is not up to date.")
  var check = false

  @Flag(help: "Write nothing; print what would change in the source, as a diff.")
  var diff = false

  @Option(
    name: [.customShort("j"), .customLong("jobs")],
    help: ArgumentHelp("Units to parse at the same time.", valueName: "n"))
  var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

  @Flag(
    help:
      "Parse every unit, and all of it, instead of those alone that can matter. Finds the same, slowly."
  )
  var exhaustive = false

  @Flag(name: .shortAndLong, help: "Say why each unit is parsed.")
  var verbose = false

  @Option(
    help: ArgumentHelp(
      "Where results are kept between runs. Without it: sc-rewrite in $XDG_CACHE_HOME or ~/.cache.",
      valueName: "dir"))
  var cache: String?

  @Flag(name: .customLong("no-cache"), help: "Keep nothing between runs, and use nothing kept.")
  var noCache = false

  @Option(help: ArgumentHelp("The libclang to load.", valueName: "path"))
  var libclang: String?

  /// - Parameter flags: what stood behind `--`: compiler flags for every unit.
  /// - Returns: the exit status.
  func run(flags: [String]) async -> Int32 {
    do {
      return try await rewrite(flags)
    } catch {
      let diagnostics = (error as? Failure)?.diagnostics ?? [Diagnostic(.output, "\(error)")]
      DiagnosticPrinter(tree: nil).print(diagnostics)
      return diagnostics.map(\.id.exitStatus).max() ?? 2
    }
  }

  private func rewrite(_ flags: [String]) async throws -> Int32 {
    let input = try SourceInput(paths: paths, root: root)
    let output = try OutputFolder(path: out, keepingOutOf: input)
    let tree = input.tree
    let printer = DiagnosticPrinter(tree: input)
    let memory = RunMemory(
      folder: CacheFolder(chosen: cache, isOff: noCache), input: input,
      output: output, databases: compileCommands, flags: flags, libclang: libclang)
    if !check, !diff, let kept = memory.current {
      printer.print(kept.diagnostics)
      return 0
    }
    let compileUnits = CompileUnits(input: input, extraFlags: flags)
    let (units, warnings) = try compileUnits.units(databases: compileCommands)
    printer.print(warnings)

    let header = try HeaderFolder()
    defer { header.remove() }
    let names = FileNames(
      root: input.root, folder: Disk.currentFolder, aliases: input.aliases,
      contains: tree.contains, hidden: header.path)
    let scanner = try makeScanner(names)
    let pipeline = Pipeline(
      tree: tree, units: units, names: names, callMacros: CallMacros(own: Set(callMacros)),
      externs: Set(externs), options: try planOptions(),
      coverage: exhaustive ? .everything : .needed)
    let scans = memory.scans(setting: "\(scanner.version) \(exhaustive) \(callMacros)")
    let outcome = await pipeline.run(
      jobs: jobs, scan: { scans.scan($0, $1, with: scanner.scan) }, read: input.read,
      report: explain)
    scans.save(units)
    printer.print(outcome.diagnostics.filter { hints || $0.severity != .remark })
    let status = outcome.diagnostics.map(\.id.exitStatus).max() ?? 0
    guard status == 0 else { return status }
    if diff { printDiff(of: outcome) }
    if check { return try self.check(outcome, against: output, input, printer) }
    if diff { return 0 }
    try output.write(outcome.files, reading: input)
    let elsewhere = scans.files.union(compileUnits.responses.files.withLock { $0 })
    memory.keep(elsewhere, diagnostics: warnings + outcome.diagnostics)
    return 0
  }

  private func printDiff(of outcome: Pipeline.Outcome) {
    for file in outcome.files where file.path == Emitters.diffName {
      if case .bytes(let bytes) = file.content { _ = Disk.writeAll(bytes, to: 1) }
    }
  }

  /// Says what in the output folder is not what the source gives, and shows it.
  private func check(
    _ outcome: Pipeline.Outcome, against output: OutputFolder, _ input: SourceInput,
    _ printer: DiagnosticPrinter
  ) throws -> Int32 {
    let differences = try output.differences(from: outcome.files, reading: input)
    for difference in differences {
      let name = PathText.normalized("\(out)/\(difference.name)")
      let state =
        difference.old == nil
        ? "is missing" : difference.new == nil ? "is left over" : "is not up to date"
      printer.print([Diagnostic(.stale, "'\(name)' \(state); run sc-rewrite again")])
      let (old, new) = (difference.old ?? [], difference.new ?? [])
      if let edits = try? EditList(LineDiff.edits(from: old, to: new), for: old) {
        _ = Disk.writeAll(UnifiedDiff.render(path: name, text: old, edits: edits), to: 1)
      }
    }
    return differences.isEmpty ? 0 : DiagnosticID.stale.exitStatus
  }

  /// `--verbose`: why a unit is parsed.
  private var explain: @Sendable (Pipeline.Event) -> Void {
    guard verbose else { return { _ in } }
    return { event in
      guard case .chosen(let unit, let reason) = event else { return }
      print("parsing \(unit.path): \(reason)", to: .error)
    }
  }

  private func makeScanner(_ names: FileNames) throws -> ClangScanner {
    do {
      return try ClangScanner(
        library: libclang, names: names, callMacros: CallMacros(own: Set(callMacros)),
        bodies: exhaustive ? .always : .whenNeeded)
    } catch {
      throw Failure(
        Diagnostic(
          .libclang,
          "cannot load '\(error.path)': \(error.reason); install libclang-dev or name one with --libclang"
        ))
    }
  }

  private func planOptions() throws -> PlanOptions {
    guard jobs > 0 else { throw Failure(Diagnostic(.usage, "-j takes a number above 0")) }
    let chosen = try architectures.map { name in
      guard let architecture = Architecture.named(name) else {
        let known = Architecture.all.map(\.name).joined(separator: ", ")
        throw Failure(Diagnostic(.usage, "unknown architecture '\(name)'; there are \(known)"))
      }
      return architecture
    }
    return PlanOptions(
      architectures: chosen.isEmpty ? Architecture.all : chosen,
      lineDirectives: !noLineDirectives,
      runtime: noRuntime ? [] : RuntimeSources.files,
      installedRuntime: RuntimeSources.files.map(\.name),
      displayOutput: PathText.normalized(out), version: SCRewrite.version)
  }
}

/// Diagnostics on their way to the user.
struct Failure: Error {
  var diagnostics: [Diagnostic]

  init(_ diagnostics: Diagnostic...) {
    self.diagnostics = diagnostics
  }
}

/// A folder with the built-in static_call.h, for sources whose flags do not lead to one.
struct HeaderFolder {
  let path: String

  init() throws {
    let template = FileManager.default.temporaryDirectory.appending(path: "sc-rewrite-XXXXXX").path
    guard let made = Disk.makeTemporaryFolder(template) else {
      throw Failure(Diagnostic(.output, "cannot make a temporary folder: \(Disk.lastError)"))
    }
    path = Disk.realPath(made) ?? made
    let header = RuntimeSources.header
    guard Disk.write(header.bytes, to: "\(path)/\(header.name)") else {
      throw Failure(Diagnostic(.output, "cannot write '\(path)': \(Disk.lastError)"))
    }
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }
}
