import StaticCallCore
import Synchronization

/// Decides which units are parsed and with which flags.
struct CompileUnits {
  let input: SourceInput
  let extraFlags: [String]
  /// Response files that were looked for.
  let responses = Responses()

  final class Responses: Sendable {
    let files = Mutex<Set<String>>([])
  }

  /// - Parameter databases: the user's `-p`, each a file or a folder; empty to parse every C file.
  func units(databases: [String]) throws -> ([CompileUnit], [Diagnostic]) {
    if databases.isEmpty { return everyFile() }
    var found: (units: Set<CompileUnit>, refused: [String]) = ([], [])
    for database in databases { try read(database, into: &found) }
    return (found.units.sorted(), warnings(found.refused))
  }

  private func everyFile() -> ([CompileUnit], [Diagnostic]) {
    let here = Disk.currentFolder
    let result = filter(folder: here).filter(extraFlags)
    let units = input.tree.entries.filter { SourceKind.isUnit($0.path) && $0.isFile }
      .map { CompileUnit(path: $0.path, folder: here, flags: result.flags) }
    return (units, warnings(result.refused))
  }

  private func read(
    _ written: String, into found: inout (units: Set<CompileUnit>, refused: [String])
  ) throws {
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
    for command in database.commands {
      let real = Disk.realPath(command.file) ?? command.file
      guard let file = PathText.relative(real, to: input.root), input.tree.contains(file),
        SourceKind.isUnit(file)
      else { continue }
      isEmpty = false
      let filter = filter(folder: command.folder)
      let own = filter.filter(command: command.arguments)
      let more = filter.filter(extraFlags)
      found.refused += own.refused + more.refused
      found.units.insert(
        CompileUnit(path: file, folder: command.folder, flags: own.flags + more.flags))
    }
    guard !isEmpty else {
      throw Failure(
        Diagnostic(.emptyTree, "'\(written)' has no command for a file under the paths given"))
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
    return FlagFilter { [responses] name in
      guard let path = Disk.realPath(PathText.join(folder, name)), PathText.isWithin(path, root)
      else { return nil }
      responses.files.withLock { _ = $0.insert(path) }
      return Disk.read(path)
    }
  }

  private func warnings(_ refused: [String]) -> [Diagnostic] {
    Set(refused).sorted().map {
      Diagnostic(.droppedOption, "compiler option '\($0)' is not followed")
    }
  }
}
