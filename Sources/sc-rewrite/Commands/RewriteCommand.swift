import ArgumentParser
import StaticCallCore

/// `sc-rewrite PATH… --out DIR`: the main job.
struct RewriteCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "sc-rewrite",
    abstract: "Turns static_call(name)(args) into direct, patchable calls.",
    usage: "sc-rewrite <paths> ... --out <dir> [<options>] [-- <compiler flags> ...]",
    discussion: """
      Reads the C and Swift files under PATH, and writes DIR: a mirror of the tree in which each \
      static_call(name) is __SCT__name, the trampolines and the key table that this needs, and \
      static_calls.diff for review. Build DIR as you build the tree, with the files listed in \
      static_calls.mk in addition; for Swift, what it compiles with is in static_call_swift.

      'sc-rewrite scan' and 'sc-rewrite link' do the same in two steps, for build engines. 'sc-rewrite sites' \
      makes the tables of call sites in compiled objects, and 'sc-rewrite cc' runs a compiler and does so \
      with what it wrote; 'sc-rewrite toolset' makes the same of 'swift build'. See their --help. A tree of \
      one of these names is ./scan, ./link, ./sites, ./cc or ./toolset.

      Exit status: 0 done, 1 errors in the source or, with --check, stale output, 2 usage or input/output errors.
      """,
    version: SCRewrite.version)

  @OptionGroup var source: InputOptions
  @OptionGroup var parsing: ParseOptions
  @OptionGroup(title: "Output") var result: OutputOptions

  /// - Parameter flags: what stood behind `--`: compiler flags for every unit.
  /// - Returns: the exit status.
  func run(flags: [String]) async -> Int32 {
    await Reporter.status(of: result) { reporter in try await rewrite(flags, &reporter) }
  }

  private func rewrite(_ flags: [String], _ reporter: inout Reporter) async throws {
    let input = try SourceInput(paths: source.paths, root: source.root)
    let output = try result.folder(for: input)
    let sink = try result.sink(for: input, output)
    let memory = RunMemory(
      folder: CacheFolder(chosen: source.cache, isOff: source.noCache), input: input,
      output: output, databases: parsing.compileCommands, flags: flags,
      libclang: parsing.libclang)
    // Other formats tell of the program, which is not kept.
    let mayEndAtOnce = result.onlyWrites && result.format == .text
    if mayEndAtOnce, let kept = memory.current {
      reporter.tell(kept.diagnostics, in: input)
      return
    }
    let compileUnits = CompileUnits(input: input, extraFlags: flags)
    let (units, warnings) = try compileUnits.units(databases: parsing.compileCommands)
    reporter.tell(warnings, in: input)
    guard source.jobs > 0 else { throw Failure(Diagnostic(.usage, "-j takes a number above 0")) }

    let names = input.names(hidden: FrontEnds.hiddenFolder)
    let frontEnds = try FrontEnds(for: units, parsing, input, names)
    let scans = memory.scans(
      setting: "\(frontEnds.version) \(parsing.exhaustive) \(parsing.callMacros)", names: names)
    let pipeline = Pipeline(
      tree: input.tree, units: units, names: names,
      callMacros: CallMacros(own: Set(parsing.callMacros)), externs: Set(source.externs),
      options: try result.plan(for: input, output),
      coverage: parsing.exhaustive ? .everything : .needed)
    let progress = ProgressLine(
      isWanted: result.format == .text && !source.verbose, isVerbose: source.verbose)
    let scan: FrontEnd.Scanner = { unit, watched, reading in
      scans.scan(unit, watched, reading) { frontEnds.scan($0, watching: $1) }
    }
    let notes = memory.notes(words: parsing.callMacros.sorted())
    let files = input.files(notes)
    let dryRuns = DryRuns(
      files: files, names: names, compiler: frontEnds.compiler,
      callMacros: pipeline.callMacros)
    let frontEnd = FrontEnd(
      read: dryRuns.readings,
      scan: parsing.compileCommands.isEmpty ? OtherNames(in: input.tree).forgiving(scan) : scan,
      report: progress.report)
    var outcome = await pipeline.run(jobs: source.jobs, frontEnd: frontEnd, files: files)
    progress.clear(total: units.count)
    notes.save()
    if result.mirrors, let output {
      let check = IncludeCheck(of: outcome, input: input, names: names, output: output)
      outcome.diagnostics += check.diagnostics()
    }
    try reporter.finish(outcome, result, sink, input)
    if mayEndAtOnce, reporter.exitStatus == 0 {
      let read = scans.files.union(outcome.elsewhere.map(names.absolute))
      // The built-in header is part of this program.
      let elsewhere = read.filter { !names.isHidden($0) }
        .union(compileUnits.consulted.files.withLock { $0 })
      memory.keep(elsewhere, diagnostics: warnings + result.shown(outcome.diagnostics))
    }
  }
}

/// Diagnostics on their way to the user.
struct Failure: Error {
  var diagnostics: [Diagnostic]

  init(_ diagnostics: Diagnostic...) {
    self.diagnostics = diagnostics
  }

  init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }
}
