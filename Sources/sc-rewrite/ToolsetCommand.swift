import ArgumentParser
import Glibc
import StaticCallCore

/// `sc-rewrite toolset DIR`: compilers for SwiftPM, which takes no launcher.
///
/// A toolset's `rootPath` is a folder where SwiftPM looks for its tools by their names before it looks in
/// the toolchain; of `swiftCompiler` and `cCompiler` it takes options alone. What is found there compiles the
/// package's targets, and neither manifests nor plugins, as SWIFT_EXEC would.
struct ToolsetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sc-rewrite toolset",
    abstract: "Makes a toolset with which 'swift build' patches call sites.",
    usage: "sc-rewrite toolset <dir>",
    discussion: """
      Writes to DIR a clang and a swiftc, which are 'sc-rewrite cc' in front of those on the PATH, and \
      toolset.json, by which SwiftPM finds them:

          sc-rewrite toolset .build/static-calls
          swift build --toolset .build/static-calls/toolset.json

      The files name this sc-rewrite by its place, so they are for this machine. DIR must not be on the PATH.

      Exit status: 0 done, 2 usage or input/output errors.
      """)

  @Argument(help: "The folder; it is made if need be.", completion: .directory)
  var folder: String

  func status() -> Int32 {
    do {
      try write()
      return 0
    } catch {
      DiagnosticPrinter(tree: nil).print([Diagnostic(.output, error.message)])
      return DiagnosticID.output.exitStatus
    }
  }

  private struct Refused: Error {
    var message: String
  }

  private func write() throws(Refused) {
    guard let tool = Disk.realPath("/proc/self/exe") else {
      throw Refused(message: "cannot find this program: \(Disk.lastError)")
    }
    guard Disk.makeFolders(folder, permissions: 0o777) else {
      throw Refused(message: "cannot make '\(folder)': \(Disk.lastError)")
    }
    for compiler in ["clang", "swiftc"] {
      let script = "#!/bin/sh\nexec \(Self.quoted(tool)) cc \(compiler) \"$@\"\n"
      try put(script, compiler, permissions: 0o755)
    }
    try put(
      "{ \"schemaVersion\": \"1.0\", \"rootPath\": \".\" }\n", "toolset.json", permissions: 0o644)
  }

  private func put(_ text: String, _ name: String, permissions: UInt16) throws(Refused) {
    let path = "\(folder)/\(name)"
    let done = Disk.replace(path, permissions: permissions) {
      Disk.writeAll(Array(text.utf8), to: $0)
    }
    if !done { throw Refused(message: "cannot write '\(path)': \(Disk.lastError)") }
  }

  /// One word of a shell's command.
  private static func quoted(_ word: String) -> String {
    "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
      + "'"
  }
}
