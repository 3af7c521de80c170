import ArgumentParser
import StaticCallCore

/// `--format`: how diagnostics reach the user.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json, sarif

  /// What a command line asks for that cannot be parsed as a whole.
  init(wishedBy arguments: [String]) {
    let split = arguments.flatMap {
      $0.hasPrefix("--format=") ? ["--format", String($0.dropFirst(9))] : [$0]
    }
    let value = split.lastIndex(of: "--format").map { split[$0...].dropFirst().first ?? "" }
    self = value.flatMap(OutputFormat.init(rawValue:)) ?? .text
  }
}

/// Brings diagnostics to the user: as text as they come, or in one document on stdout at the end.
struct Reporter {
  let format: OutputFormat
  /// Set when it is known.
  var program: Program?
  /// What `sites` found.
  var objects: [SitesFile.Found]?
  private var diagnostics: [Diagnostic] = []

  init(format: OutputFormat) {
    self.format = format
  }

  /// - Parameter input: whose tree the places are relative to; nil where they are the user's
  ///   words.
  mutating func tell(_ new: [Diagnostic], in input: SourceInput? = nil) {
    if format == .text { DiagnosticPrinter(tree: input).print(new) }
    diagnostics += input.map { input in new.map { $0.displayed(by: input.display) } } ?? new
  }

  /// Tells of an outcome and, if there was no error, hands it to the sink.
  mutating func finish(
    _ outcome: Pipeline.Outcome, _ options: OutputOptions, _ sink: any Sink, _ input: SourceInput
  ) throws {
    program = outcome.program
    tell(options.shown(outcome.diagnostics), in: input)
    guard exitStatus == 0 else { return }
    tell(try sink.take(outcome, from: input))
  }

  /// Runs a command and tells of all that it throws.
  static func status(
    of options: OutputOptions, _ command: (inout Reporter) async throws -> Void
  ) async -> Int32 {
    var reporter = Reporter(format: options.format)
    do {
      try await command(&reporter)
    } catch {
      reporter.tell((error as? Failure)?.diagnostics ?? [Diagnostic(.output, "\(error)")])
    }
    reporter.finish(hasOutput: options.list && reporter.exitStatus == 0)
    return reporter.exitStatus
  }

  var exitStatus: Int32 { diagnostics.map(\.id.exitStatus).max() ?? 0 }

  /// - Parameter hasOutput: whether stdout holds another document already; what there is to tell
  ///   then goes to stderr as text.
  mutating func finish(hasOutput: Bool) {
    let report = Report(
      diagnostics: diagnostics, program: program, exitStatus: exitStatus,
      version: SCRewrite.version)
    do {
      switch format {
      case .text: break
      case _ where hasOutput: DiagnosticPrinter(tree: nil).print(diagnostics)
      case .json:
        try print(
          objects.map { JSONReport.render(report, objects: $0) } ?? JSONReport.render(report))
      case .sarif:
        try print(SarifReport.render(report, folder: Disk.currentFolder) { Disk.read($0) })
      }
    } catch {
      let failed = (error as? Failure)?.diagnostics ?? [Diagnostic(.output, "\(error)")]
      DiagnosticPrinter(tree: nil).print(failed)
      diagnostics += failed
    }
  }
}
