import Glibc
import ObjectPass
import StaticCallCore

/// `sc-rewrite cc COMPILER ARGS…`: runs the compiler unchanged, then the sites pass on the objects
/// it wrote.
///
/// It runs once for each file of a build, so it is on a diet: no ArgumentParser, nothing
/// asynchronous, and a command that writes no object becomes the compiler itself.
struct CompilerLauncher {
  private let options: LauncherOptions
  private let compiler: ChildProcess.Words
  private let command: CompilerCommand

  /// - Returns: the exit status, if this process does not end in another way.
  static func run() -> Int32 {
    let words = Array(CommandLine.words.dropFirst(2))
    do {
      guard let options = try LauncherOptions(words) else {
        print(LauncherOptions.help, to: .output)
        return 0
      }
      // What the compiler gets are the bytes that came.
      let compiler = CommandLine.unsafeArgv + 2 + options.count
      return CompilerLauncher(options, compiler, Array(words.dropFirst(options.count))).run()
    } catch {
      DiagnosticPrinter(tree: nil).print(error.diagnostics)
      return DiagnosticID.usage.exitStatus
    }
  }

  private init(_ options: LauncherOptions, _ compiler: ChildProcess.Words, _ words: [String]) {
    (self.options, self.compiler) = (options, compiler)
    command = CompilerCommand(words) { Disk.read(NameBytes.native($0)) }
  }

  private func run() -> Int32 {
    let status: Int32?
    switch command.product {
    case .nothing:
      ChildProcess.become(compiler)
      status = nil
    case .objects(let objects, let mapped):
      let before = objects.map(Self.stamp)
      status = ChildProcess.run(compiler) { end in
        finish(end, mapped + zip(objects, before).filter { Self.stamp($0) != $1 }.map(\.0))
      }
    case .program(let program, let sources):
      let before = Self.stamp(program)
      status = ChildProcess.run(compiler) { end in
        if Self.stamp(program) != before { tellOfSites(missingIn: program, from: sources) }
        return end.status
      }
    }
    return status ?? notStarted()
  }

  /// - Parameter objects: those that the compiler wrote, or keeps as they are. Also one that
  ///   failed has written the objects of the sources before, and make will take them for good.
  private func finish(_ end: ChildProcess.End, _ objects: [String]) -> Int32 {
    guard case .exited(let status) = end else { return end.status }
    var worst: Int32 = 0
    for object in objects where Self.mayHaveSites(object) {
      let diagnostics = SitesFile.update(object, pass)
      DiagnosticPrinter(tree: nil).print(diagnostics)
      let failure = diagnostics.map(\.id.exitStatus).max() ?? 0
      if failure != 0 { discard(object) }
      worst = max(worst, failure)
    }
    return status == 0 ? worst : status
  }

  /// Takes an object that lacks its table away: left behind it would count as made, and nobody
  /// would look at it again.
  private func discard(_ object: String) {
    // The object itself, and not a link to it, nor a device's name for it.
    guard let real = Disk.resolved(NameBytes.native(object)), unlink(real) != 0 else { return }
    // The folder may be one where nothing may be removed. An empty object makes the next step
    // fail.
    guard truncate(real, 0) != 0 else { return }
    let (name, reason) = (NameBytes.shown(object), Disk.lastError)
    DiagnosticPrinter(tree: nil).print([
      Diagnostic(
        .output, about: name,
        "cannot remove '\(name)', which lacks its site table: \(reason); remove it, or it will be used as it is"
      )
    ])
  }

  /// The kernel's Makefiles say by `-DMODULE` what they tell objtool by `--module`.
  private var pass: ObjectPass.Options {
    var pass = options.pass
    if pass.layout == .linux && command.words.contains("-DMODULE") { pass.isModule = true }
    return pass
  }

  private func tellOfSites(missingIn program: String, from sources: [String]) {
    guard Self.mayHaveSites(program) else { return }
    let names = sources.map { "'\(NameBytes.shown($0))'" }.joined(separator: ", ")
    DiagnosticPrinter(tree: nil).print([
      Diagnostic(
        .noObject, about: NameBytes.shown(program),
        "\(names): compiled and linked by one command, so static calls stay on the trampoline; compile with -c to have their sites patched"
      )
    ])
  }

  private func notStarted() -> Int32 {
    let reason = errno
    let name = NameBytes.shown(CommandLine.words.dropFirst(2 + options.count).first ?? "")
    DiagnosticPrinter(tree: nil).print([
      Diagnostic(.compiler, "cannot run '\(name)': \(String(cString: strerror(reason)))")
    ])
    // As shells have it.
    return reason == ENOENT ? 127 : 126
  }

  // MARK: - Files

  private static func stamp(_ path: String) -> Stamp? { Stamp(NameBytes.native(path)) }

  /// Whether the file is one to look into, and not a precompiled header or a device.
  private static func mayHaveSites(_ path: String) -> Bool {
    guard let mapping = try? Mapping.open(path) else { return false }
    let isOurs = ObjectPass.isObject(mapping.bytes) || Archive.isArchive(mapping.bytes)
    return isOurs && ObjectPass.concerns(mapping.bytes)
  }
}

extension ChildProcess.End {
  fileprivate var status: Int32 {
    switch self {
    case .exited(let status): status
    case .killed(let signal): 128 + signal
    }
  }
}
