import StaticCallCore
import Synchronization

/// Decides which units are parsed and with which flags.
struct CompileUnits {
  let input: SourceInput
  let extraFlags: [String]
  /// Files that the units depend on besides what a parse reads: response files, and units
  /// elsewhere, whether they exist or not.
  let consulted = Consulted()

  final class Consulted: Sendable {
    let files = Mutex<Set<String>>([])

    func add(_ file: String) { files.withLock { _ = $0.insert(file) } }
  }

  /// What databases hold, and what there is to say of it.
  private struct Found {
    var units: Set<CompileUnit> = []
    /// Options that are not followed.
    var refused: [String] = []
    /// Units of the tree that do not exist, in the user's words, and the database that has them.
    var missing: [String: String] = [:]

    var warnings: [Diagnostic] {
      missing.sorted { $0.key < $1.key }.map { file, database in
        Diagnostic(
          .missingUnit, about: file,
          "'\(file)' does not exist and is not parsed, but '\(database)' has a command for it")
      }
    }
  }

  /// - Parameter databases: the user's `-p`, each a file or a folder; empty to parse every C file.
  func units(databases: [String]) throws -> ([CompileUnit], [Diagnostic]) {
    if databases.isEmpty { return everyFile() }
    var found = Found()
    for database in databases { try read(database, into: &found) }
    return ((found.units + swiftFiles).sorted(), found.warnings + warnings(found.refused))
  }

  /// A scan of Swift evaluates nothing, so each file is one unit, whatever its commands are.
  private var swiftFiles: [CompileUnit] {
    input.tree.entries.filter { SourceKind.isSwift($0.path) && $0.isFile }
      .map { CompileUnit(path: $0.path, folder: input.root, flags: []) }
  }

  private func everyFile() -> ([CompileUnit], [Diagnostic]) {
    let here = Disk.currentFolder
    let result = filter(folder: here).filter(extraFlags)
    // A link is a unit of its own: beside it there may be other headers.
    let units = input.tree.entries
      .filter { SourceKind.isUnit($0.path) && ($0.isFile || input.tree.links[$0.path] != nil) }
      .map { CompileUnit(path: $0.path, folder: here, flags: result.flags) }
    return (units + swiftFiles, warnings(result.refused))
  }

  private func read(_ written: String, into found: inout Found) throws {
    let (path, bytes) = try read(written)
    let database: CompileCommands
    do {
      database = try CompileCommands(json: bytes, folder: PathText.folder(of: path))
    } catch {
      throw Failure(
        Diagnostic(
          .compileCommands, at: Place(file: written, offset: 0, line: 1, column: 1),
          "malformed compilation database: \(error.reason)"))
    }
    var isEmpty = true
    let names = input.names(hidden: "")
    for command in database.commands {
      let folder = Disk.realPath(command.folder) ?? PathText.normalized(command.folder)
      let own = filter(folder: folder).filter(command: command.arguments)
      let name = compiledName(of: command.file)
      guard isC(name, own.flags) else { continue }
      guard let real = Disk.realPath(name) else {
        if isWanted(name) {
          let path = PathText.relative(name, to: input.root) ?? name
          found.missing[input.display(path)] = written
        } else {
          consulted.add(name)
        }
        continue
      }
      let more = filter(folder: folder).filter(extraFlags)
      let file = input.path(of: name) ?? input.path(of: real)
      if file != nil {
        isEmpty = false
        found.refused += own.refused + more.refused
      } else {
        consulted.add(name)
      }
      // What is compiled elsewhere may be the only reader of a header of the tree.
      found.units.insert(
        CompileUnit(
          path: file ?? names.local(name), folder: folder, flags: own.flags + more.flags))
    }
    guard !isEmpty else {
      throw Failure(
        found.warnings + [
          Diagnostic(.emptyTree, "'\(written)' has no command for a file under the paths given")
        ])
    }
  }

  /// A file's name as a compiler takes it: in the folder that its name leads to, but a link if
  /// that is what it names, because quoted includes are looked for beside the link.
  private func compiledName(of written: String) -> String {
    guard let folder = Disk.realPath(PathText.folder(of: written)) else {
      return PathText.normalized(written)
    }
    return PathText.join(folder, PathText.lastComponent(written))
  }

  /// By its name, or because its command says so. Preprocessed C (`.i`) is none: it has no macros.
  private func isC(_ file: String, _ flags: [String]) -> Bool {
    SourceKind.isUnit(file)
      || flags.lastIndex(of: "-x").map { flags[$0...].dropFirst().first == "c" } ?? false
  }

  /// Whether a name, of whatever is or is not there, is under the paths given.
  private func isWanted(_ file: String) -> Bool {
    input.named.contains { path, isFolder in
      isFolder ? PathText.isWithin(file, path) : file == path
    }
  }

  private func read(_ written: String) throws -> (path: String, bytes: [UInt8]) {
    let path = Disk.realPath(written) ?? written
    let file =
      (try? FileStatus(path, as: written))?.isFolder == true
      ? path + "/compile_commands.json" : path
    guard let bytes = Disk.read(file) else {
      throw Failure(Diagnostic(.noInput, "cannot read '\(file)': \(Disk.lastError)"))
    }
    return (file, bytes)
  }

  /// A response file is followed only within the source tree.
  private func filter(folder: String) -> FlagFilter {
    let root = input.root
    return FlagFilter { [consulted] name in
      guard let path = Disk.realPath(PathText.join(folder, name)), PathText.isWithin(path, root)
      else { return nil }
      consulted.add(path)
      return Disk.read(path)
    }
  }

  private func warnings(_ refused: [String]) -> [Diagnostic] {
    Set(refused).sorted().map {
      Diagnostic(.droppedOption, "compiler option '\($0)' is not followed")
    }
  }
}
