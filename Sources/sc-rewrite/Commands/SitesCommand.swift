import ArgumentParser
import ObjectPass
import StaticCallCore

/// `sc-rewrite sites FILE…`: adds the tables of call sites to compiled objects.
struct SitesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sc-rewrite sites",
    abstract:
      "Adds the table of call sites to objects and archives, so that the sites themselves are patched.",
    usage: "sc-rewrite sites <files> ... [<options>]",
    discussion: """
      Finds the direct branches to trampolines (calls, tail jumps, conditional tail jumps) by their \
      relocations and lists them in the object, for the runtime or, with --layout linux, for the \
      kernel. Everything else in the object stays as it is. A file whose table is right is not touched.

      Warns of static calls that are indirect in the object and so cannot be patched, and of \
      intermediate code (-flto). Neither lacks a table, so --check does not fail for them.

      Exit status: 0 done, 1 --check found a table missing or wrong, 2 usage, no object, or input/output errors.
      """)

  @Argument(help: "Object files and static archives.", completion: .file())
  var files: [String]

  @Flag(help: "Write nothing; tell which files have no table, or another than they should.")
  var check = false

  @Flag(help: "Print tables of the sites of each object and key, and of other uses of trampolines.")
  var list = false

  @OptionGroup var sites: SitesOptions

  @Option(
    help: ArgumentHelp(
      "How messages are written: text, or json or sarif, one document on stdout.",
      valueName: "format"))
  var format: OutputFormat = .text

  func validate() throws {
    if list, format == .sarif {
      throw ValidationError("--list has no form in SARIF; choose --format text or json.")
    }
  }

  func status() -> Int32 {
    var reporter = Reporter(format: format)
    var options = sites.pass
    options.allLines = list || format == .json
    var found: [SitesFile.Found] = []
    for file in files {
      var pass = SitesFile(file, options, checks: check)
      pass.run()
      reporter.tell(pass.diagnostics)
      found += pass.found
    }
    reporter.objects = found
    do {
      if list && format == .text { try print(Array(SitesListing.render(found).utf8)) }
    } catch {
      reporter.tell((error as? Failure)?.diagnostics ?? [])
    }
    reporter.finish(hasOutput: false)
    return reporter.exitStatus
  }
}

/// What tables look like; shared with the compiler launcher.
struct SitesOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Who reads the table: 'note', sc-rewrite's runtime, or 'linux', the kernel.",
      valueName: "layout"))
  var layout: ObjectPass.Layout = .note

  @Flag(help: "With --layout linux: the object is part of a module.")
  var module = false

  @Option(
    name: .customLong("init-section"),
    help: ArgumentHelp(
      "A section whose code is gone after the start, besides .init.text. May be repeated.",
      valueName: "name"))
  var initSections: [String] = []

  var pass: ObjectPass.Options {
    var options = ObjectPass.Options()
    (options.layout, options.isModule, options.initSections) = (layout, module, initSections)
    return options
  }
}

extension ObjectPass.Layout: ExpressibleByArgument {}

/// The tables of `sites --list`.
enum SitesListing {
  static func render(_ found: [SitesFile.Found]) -> String {
    let keys = found.flatMap { object in
      object.report.keys.map { key in
        [
          object.name, key.name, String(key.calls), String(key.tailCalls),
          String(key.conditionalTailCalls), String(key.initSites), String(key.otherUses),
        ]
      }
    }
    let others = found.flatMap { object in
      object.report.others.map { other in
        [object.name, other.key, other.why, place(of: other), source(of: other)]
      }
    }
    return [
      TextTable.render(["OBJECT", "KEY", "CALLS", "TAIL", "CONDITIONAL", "INIT", "OTHER"], keys),
      TextTable.render(["OBJECT", "KEY", "NO SITE BECAUSE", "IN", "SOURCE"], others),
    ].joined(separator: "\n")
  }

  private static func place(of other: ObjectReport.Other) -> String {
    guard let function = other.function, let offset = other.functionOffset else {
      return "\(other.section)+0x\(String(other.offset, radix: 16))"
    }
    return "\(function)+0x\(String(offset, radix: 16))"
  }

  private static func source(of other: ObjectReport.Other) -> String {
    guard let file = other.file, let line = other.line else { return "-" }
    return "\(file):\(line)"
  }
}
