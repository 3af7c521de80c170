import ArgumentParser
import Glibc
import StaticCallCore

/// `sc-rewrite toolset DIR`: compilers for SwiftPM, which takes no launcher.
///
/// A toolset's `rootPath` is a folder where SwiftPM looks for its tools by their names before it
/// looks in the toolchain; of `swiftCompiler` and `cCompiler` it takes options alone. What is
/// found there compiles the package's targets, and neither manifests nor plugins, as SWIFT_EXEC
/// would.
struct ToolsetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sc-rewrite toolset",
    abstract: "Makes a toolset with which 'swift build' patches call sites.",
    usage: "sc-rewrite toolset <dir>",
    discussion: """
      Writes to DIR a swiftc and a clang, which are 'sc-rewrite cc' in front of the toolchain's, and \
      toolset.json, by which SwiftPM finds them:

          sc-rewrite toolset .build/static-calls
          swift build --toolset .build/static-calls/toolset.json

      The toolchain is that of the swiftc on the PATH. The files name it and this sc-rewrite by their \
      places, because builds may have another PATH, so they are for this machine.

      Exit status: 0 done, 2 usage or input/output errors.
      """)

  @Argument(help: "The folder; it is made if need be.", completion: .directory)
  var folder: String

  func status() -> Int32 {
    do {
      try write()
      return 0
    } catch {
      DiagnosticPrinter(tree: nil).print(error.diagnostics)
      return error.diagnostics.map(\.id.exitStatus).max() ?? 0
    }
  }

  private func write() throws(Failure) {
    guard let tool = Disk.realPath("/proc/self/exe") else {
      throw Failure(Diagnostic(.output, "cannot find this program: \(Disk.lastError)"))
    }
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let folders = path.split(separator: ":").map(String.init)
    let swiftc = try compiler("swiftc", in: folders)
    // As SwiftPM does: the toolchain's own before any other.
    let toolchain = Disk.realPath(swiftc).map { [PathText.folder(of: $0)] } ?? []
    let clang = try compiler("clang", in: toolchain + folders)
    guard Disk.makeFolders(folder, permissions: 0o777) else {
      throw Failure(Diagnostic(.output, "cannot make '\(folder)': \(Disk.lastError)"))
    }
    for (name, compiler) in [("swiftc", swiftc), ("clang", clang)] {
      let command = "\(Self.quoted(tool)) cc \(Self.quoted(compiler))"
      try put("#!/bin/sh\nexec \(command) \"$@\"\n", name, permissions: 0o755)
    }
    try put(
      "{ \"schemaVersion\": \"1.0\", \"rootPath\": \".\" }\n", "toolset.json", permissions: 0o644)
  }

  private func compiler(_ name: String, in folders: [String]) throws(Failure) -> String {
    let own = Disk.realPath(folder)
    // Relative ones are another folder's soon, and an earlier toolset of this place is none.
    for folder in folders where folder.hasPrefix("/") && Disk.realPath(folder) != own {
      let path = "\(folder)/\(name)"
      if access(path, X_OK) == 0 { return path }
    }
    throw Failure(Diagnostic(.compiler, "there is no '\(name)' on the PATH"))
  }

  private func put(_ text: String, _ name: String, permissions: UInt16) throws(Failure) {
    let path = "\(folder)/\(name)"
    let done = Disk.replace(path, permissions: permissions) {
      Disk.writeAll(Array(text.utf8), to: $0)
    }
    if !done { throw Failure(Diagnostic(.output, "cannot write '\(path)': \(Disk.lastError)")) }
  }

  /// One word of a shell's command.
  private static func quoted(_ word: String) -> String {
    "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
      + "'"
  }
}
