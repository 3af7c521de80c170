import ArgumentParser
import Dispatch
import Glibc
import StaticCallCore

/// Parses the command line and turns what happens into an exit status: 0 done, 1 findings in the
/// source, 2 usage, input or output.
@main
enum SCRewrite {
  static let version = "0.1.0"

  /// Not asynchronous: a compiler launcher runs thousands of times, and has no use for what an
  /// asynchronous start brings with it.
  static func main() {
    let words = CommandLine.arguments.dropFirst()
    if words.first == "cc" { exit(CompilerLauncher.run()) }
    // Nobody reads any more: no reason to stop before the files are written.
    signal(SIGPIPE, SIG_IGN)
    // A file over the limit (ulimit -f) is a failed write like any, and told as such.
    signal(SIGXFSZ, SIG_IGN)
    // No compiler is run, so behind `--` are files. And one thread is enough.
    if words.first == "sites" {
      exit(parsed(SitesCommand.self, Array(CommandLine.words.dropFirst(2))).status())
    }
    if words.first == "toolset" {
      exit(parsed(ToolsetCommand.self, Array(words.dropFirst())).status())
    }
    Task { @MainActor in await dispatch(words) }
    dispatchMain()
  }

  private static func dispatch(_ arguments: ArraySlice<String>) async {
    // Flags behind `--` are the compiler's and may look like anything.
    let own = arguments.prefix { $0 != "--" }
    let flags = Array(arguments.dropFirst(own.count + 1))
    let rest = own.dropFirst().flatMap(separated)
    // A tree of one of these names is `./scan`.
    switch own.first {
    case "scan":
      await run(ScanCommand.self, rest, flags)
    case "link":
      await run(LinkCommand.self, rest, flags)
    default:
      await run(RewriteCommand.self, own.flatMap(separated), flags)
    }
  }

  private static func run<Command: StatusCommand>(
    _ type: Command.Type, _ own: [String], _ flags: [String]
  ) async {
    exit(await parsed(type, own).run(flags: flags))
  }

  /// The command that these words are. Ends the process if they are wrong, or ask for help.
  private static func parsed<Command: ParsableCommand>(
    _ type: Command.Type, _ own: [String]
  ) -> Command {
    do {
      return try Command.parse(own)
    } catch {
      let asked = Command.exitCode(for: error).isSuccess  // --help, --version
      let format = OutputFormat(wishedBy: own)
      if asked || format == .text {
        print(Command.fullMessage(for: error), to: asked ? .output : .error)
        exit(asked ? 0 : DiagnosticID.usage.exitStatus)
      }
      var reporter = Reporter(format: format)
      reporter.tell([Diagnostic(.usage, Command.message(for: error))])
      reporter.finish(hasOutput: false)
      exit(reporter.exitStatus)
    }
  }
}

/// A command that ends with an exit status instead of an error.
protocol StatusCommand: ParsableCommand {
  /// - Parameter flags: what stood behind `--`: compiler flags for every unit.
  func run(flags: [String]) async -> Int32
}

/// `-j2` as make users write it: the option and its value.
private func separated(_ argument: String) -> [String] {
  let number = argument.dropFirst(2)
  let isJobs = argument.hasPrefix("-j") && !number.isEmpty && number.allSatisfy(\.isNumber)
  return isJobs ? ["-j", String(number)] : [argument]
}

extension CommandLine {
  /// The arguments, the program first, as `NameBytes` has them: `arguments` has lost what is no
  /// UTF-8.
  static var words: [String] {
    (0..<Int(argc)).compactMap { unsafeArgv[$0] }.map {
      NameBytes.text(UnsafeRawBufferPointer(start: $0, count: strlen($0)))
    }
  }
}

/// The process's two text streams.
enum TextStream: Int32 {
  case output = 1
  case error = 2

  var isTerminal: Bool { isatty(rawValue) == 1 }
}

/// Writes a text and a newline, if it does not end with one. A reader that went away is no error.
func print(_ text: String, to stream: TextStream) {
  _ = Disk.writeAll(Array((text.hasSuffix("\n") ? text : text + "\n").utf8), to: stream.rawValue)
}

/// Writes a result to stdout as it is. A reader that went away is no error, a full disk is.
func print(_ bytes: [UInt8]) throws {
  guard !Disk.writeAll(bytes, to: TextStream.output.rawValue), errno != EPIPE else { return }
  throw Failure(Diagnostic(.output, "cannot write to standard output: \(Disk.lastError)"))
}
