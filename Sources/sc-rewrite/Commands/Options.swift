import ArgumentParser
import FoundationEssentials
import StaticCallCore
import StaticCallRuntime

/// What is read.
struct InputOptions: ParsableArguments {
  @Argument(help: "Files and folders to rewrite.", completion: .file())
  var paths: [String]

  @Option(
    help: ArgumentHelp(
      "The folder that the output mirrors. Without it: PATH, or what several PATHs have in common.",
      valueName: "dir"))
  var root: String?

  @Option(
    name: .customLong("extern"),
    help: ArgumentHelp(
      "A key that another program or library defines. May be repeated.", valueName: "name"))
  var externs: [String] = []

  @Option(
    name: [.customShort("j"), .customLong("jobs")],
    help: ArgumentHelp("Units to parse at the same time.", valueName: "n"))
  var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

  @Flag(name: .shortAndLong, help: "Say why each unit is parsed.")
  var verbose = false

  @Option(
    help: ArgumentHelp(
      "Where results are kept between runs. Without it: sc-rewrite in $XDG_CACHE_HOME or ~/.cache.",
      valueName: "dir"))
  var cache: String?

  @Flag(name: .customLong("no-cache"), help: "Keep nothing between runs, and use nothing kept.")
  var noCache = false
}

/// How units are parsed.
struct ParseOptions: ParsableArguments {
  @Option(
    name: [.customShort("p"), .customLong("compile-commands")],
    help: ArgumentHelp(
      "compile_commands.json, or its folder: the flags of each unit. Several are configurations of one tree: both branches of an #if get rewritten. Without it every .c file is parsed with FLAGS.",
      valueName: "path"))
  var compileCommands: [String] = []

  @Option(
    name: .customLong("call-macro"),
    help: ArgumentHelp(
      "Another macro of static_call's shape, NAME(key)(arguments). May be repeated.",
      valueName: "name"))
  var callMacros: [String] = []

  @Flag(
    help:
      "Parse every unit, and all of it, instead of those alone that can matter. Finds the same, slowly."
  )
  var exhaustive = false

  @Option(help: ArgumentHelp("The libclang to load.", valueName: "path"))
  var libclang: String?

  @Option(
    name: .customLong("swift-timeout"),
    help: ArgumentHelp("How long reading a Swift file may take.", valueName: "seconds"))
  var swiftTimeout: Int = 60

  func validate() throws {
    guard (1...86_400).contains(swiftTimeout) else {
      throw ValidationError("--swift-timeout takes a number of seconds, from 1 to 86400.")
    }
  }

  /// What scans that are linked must have in common.
  var setting: ScanFile.Setting {
    ScanFile.Setting(callMacros: callMacros, isExhaustive: exhaustive)
  }
}

/// What comes out, and where.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.long, .short],
    help: ArgumentHelp(
      "Where the output goes. Not needed with --in-place, --diff and --list.", valueName: "dir"))
  var out: String?

  @Flag(
    name: .customLong("in-place"),
    help:
      "Edit the files of PATH themselves. DIR, if given, holds what is to be compiled besides, and no mirror."
  )
  var inPlace = false

  @Flag(
    help:
      "Write nothing; exit with 1 and show the difference if DIR is not up to date or, with --in-place, PATH has something to rewrite."
  )
  var check = false

  @Flag(help: "Write nothing; print what would change in the source, as a diff.")
  var diff = false

  @Flag(help: "Write nothing; print the keys, the sites, and what is left alone and why.")
  var list = false

  @Option(
    help: ArgumentHelp(
      "How errors and warnings are printed: text (on stderr), json or sarif (one document on stdout). With --list, json prints the manifest.",
      valueName: "format"))
  var format: OutputFormat = .text

  @Flag(help: "Show remarks, too: keys that are never updated.")
  var hints = false

  @Option(
    name: .customLong("arch"),
    help: ArgumentHelp(
      "An architecture to generate trampolines for: \(Architecture.all.map(\.name).joined(separator: ", ")). May be repeated. Without it: all.",
      valueName: "name"))
  var architectures: [String] = []

  @Flag(
    name: .customLong("no-line-directives"),
    help: "Do not begin mirrored C files with a #line that names the original.")
  var noLineDirectives = false

  @Flag(
    name: .customLong("no-runtime"),
    help: "Do not copy the runtime's sources into the output: use those that are installed.")
  var noRuntime = false

  func validate() throws {
    let chosen = [("--check", check), ("--diff", diff), ("--list", list)].filter(\.1).map(\.0)
    if chosen.count > 1 {
      throw ValidationError("\(chosen.joined(separator: " and ")) do not go together; choose one.")
    }
    if inPlace, list {
      throw ValidationError("--in-place and --list do not go together; choose one.")
    }
    if diff, format != .text {
      throw ValidationError(
        "--diff prints a diff, and --format \(format.rawValue) another document; choose one.")
    }
    if list, format == .sarif {
      throw ValidationError("--list has no form in SARIF; choose --format text or json.")
    }
    if out == nil, !inPlace, !diff, !list {
      let what = check ? "the folder to check" : "where the output goes"
      throw ValidationError(
        "Missing --out <dir>: \(what). Only --in-place, --diff and --list do without it."
      )
    }
  }

  func plan(for input: SourceInput, _ output: OutputFolder?) throws -> PlanOptions {
    let known = Architecture.all.map(\.name)
    if let unknown = architectures.first(where: { !known.contains($0) }) {
      throw Failure(
        Diagnostic(
          .usage, "unknown architecture '\(unknown)'; there are \(known.joined(separator: ", "))"))
    }
    return PlanOptions(
      architectures: architectures.isEmpty ? known : architectures,
      lineDirectives: !noLineDirectives,
      runtime: noRuntime ? [] : RuntimeSources.files, swiftModules: RuntimeSources.swift,
      installedRuntime: RuntimeSources.files.map(\.name),
      displayOutput: out.map(PathText.normalized) ?? "",
      treeFromOutput: output.map { PathText.way(from: $0.location, to: input.root) },
      version: SCRewrite.version,
      // A diff shows the edits wherever they go.
      mirrors: !inPlace || diff)
  }

  /// Made before anything is parsed: a folder that may not be written is told at once.
  func folder(for input: SourceInput) throws -> OutputFolder? {
    try out.map { try OutputFolder(path: $0, keepingOutOf: input) }
  }

  /// Remarks are shown on request.
  func shown(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    diagnostics.filter { hints || $0.severity != .remark }
  }

  /// Whether the main job is done: the output folder, and nothing else, becomes what the source
  /// gives.
  var onlyWrites: Bool { out != nil && !inPlace && !check && !diff && !list }

  /// Whether the output folder becomes, or is compared with, a mirror of the tree.
  var mirrors: Bool { out != nil && !inPlace && !diff && !list }

  /// Made before anything is parsed: files that change from then on are not edited in place.
  func sink(for input: SourceInput, _ output: OutputFolder?) throws -> any Sink {
    if list { return ListSink(format: format) }
    if diff { return DiffSink() }
    let showsDifferences = format == .text
    let checkSink = output.map { CheckSink(output: $0, showsDifferences: showsDifferences) }
    if inPlace {
      return check
        ? InPlaceCheckSink(output: checkSink, showsDifferences: showsDifferences)
        : InPlaceSink(files: InPlaceFiles(input), output: output)
    }
    guard let output, let checkSink else {
      throw Failure(Diagnostic(.usage, "--out is missing"))
    }
    return check ? checkSink : WriteSink(output: output)
  }
}
