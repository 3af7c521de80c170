import ArgumentParser
import ClangScanner
import StaticCallCore

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

  @OptionGroup var source: InputOptions
  @OptionGroup(title: "Output") var result: OutputOptions

  /// - Parameter flags: what stood behind `--`: compiler flags for every unit.
  /// - Returns: the exit status.
  func run(flags: [String]) async -> Int32 {
    var reporter = Reporter(format: result.format)
    do {
      try await rewrite(flags, &reporter)
    } catch {
      reporter.tell((error as? Failure)?.diagnostics ?? [Diagnostic(.output, "\(error)")])
    }
    reporter.finish(hasOutput: result.list && reporter.exitStatus == 0)
    return reporter.exitStatus
  }

  private func rewrite(_ flags: [String], _ reporter: inout Reporter) async throws {
    let input = try SourceInput(paths: source.paths, root: source.root)
    let sink = try result.sink(for: input)
    let (units, warnings) = try CompileUnits(input: input, extraFlags: flags).units(
      databases: source.compileCommands)
    reporter.tell(warnings, in: input)
    guard source.jobs > 0 else { throw Failure(Diagnostic(.usage, "-j takes a number above 0")) }

    let header = try HeaderFolder()
    defer { header.remove() }
    let names = FileNames(
      root: input.root, folder: Disk.currentFolder, aliases: input.aliases,
      contains: input.tree.contains, hidden: header.path)
    let scanner = try makeScanner(names)
    let pipeline = Pipeline(
      tree: input.tree, units: units, names: names, externs: Set(source.externs),
      options: try result.plan(), coverage: source.exhaustive ? .everything : .needed)
    // Lines of --verbose in between would break the progress up, and show as much.
    let progress = ProgressLine(isWanted: result.format == .text && !source.verbose)
    let outcome = await pipeline.run(
      jobs: source.jobs, scan: scanner.scan, read: input.read,
      report: { event in
        if case .scanned(let done, let total) = event { progress.show(done: done, of: total) }
        explain(event)
      })
    progress.clear(total: units.count)
    reporter.program = outcome.program
    reporter.tell(outcome.diagnostics, in: input)
    guard reporter.exitStatus == 0 else { return }
    reporter.tell(try sink.take(outcome, from: input))
  }

  /// `--verbose`: why a unit is parsed.
  private func explain(_ event: Pipeline.Event) {
    guard source.verbose, case .chosen(let unit, let reason) = event else { return }
    print("parsing \(unit.path): \(reason)", to: .error)
  }

  private func makeScanner(_ names: FileNames) throws -> ClangScanner {
    do {
      return try ClangScanner(
        library: source.libclang, names: names, bodies: source.exhaustive ? .always : .whenNeeded)
    } catch {
      throw Failure(
        Diagnostic(
          .libclang,
          "cannot load '\(error.path)': \(error.reason); install libclang-dev or name one with --libclang"
        ))
    }
  }
}

/// Diagnostics on their way to the user.
struct Failure: Error {
  var diagnostics: [Diagnostic]

  init(_ diagnostics: Diagnostic...) {
    self.diagnostics = diagnostics
  }
}
