import ClangScanner
import Foundation
import StaticCallRuntime
import Synchronization
import TestSupport

@testable import StaticCallCore

/// A run over a tree on disk, in this process, put together as the command line does it. All that
/// the tests of selection know of `Pipeline`'s and the front end's interface is in this file.
struct TreeRun: Sendable {
  let outcome: Pipeline.Outcome
  /// What was parsed, with what it gave.
  let scans: [CompileUnit: UnitScan]
  /// Why.
  let reasons: [CompileUnit: String]

  /// Units with errors of their own.
  var failed: [CompileUnit] {
    scans.filter { !$0.value.diagnostics.isEmpty }.keys.sorted()
  }

  init(_ tree: GeneratedTree, at root: String, exhaustive: Bool) async throws {
    let source = TreeRun.source(tree)
    let first = Dictionary(
      uniqueKeysWithValues: tree.hardLinks.map { ("\(root)/\($0.key)", $0.value) })
    let names = FileNames(
      // Files beside the tree have names that are relative to it.
      root: root, folder: (root as NSString).deletingLastPathComponent, aliases: first,
      contains: source.contains, hidden: BuiltInHeader.folder)
    let header = RuntimeSources.header
    let callMacros = CallMacros(own: Set(tree.callMacros))
    let scanner = try ClangScanner(
      library: nil, names: names, callMacros: callMacros,
      bodies: exhaustive ? .always : .whenNeeded,
      header: BuiltInHeader(name: header.name, bytes: header.bytes))
    let pipeline = Pipeline(
      tree: source, units: TreeRun.units(tree, at: root), names: names, callMacros: callMacros,
      externs: Set(tree.externs),
      options: PlanOptions(
        architectures: Architecture.all.map(\.name), lineDirectives: true, runtime: [],
        installedRuntime: [],
        displayOutput: "gen", version: "0"),
      coverage: exhaustive ? .everything : .needed)
    let record = Record()
    let files = SourceFiles(
      read: { file in TreeRun.read(file.hasPrefix("/") ? file : "\(root)/\(file)") },
      locate: TreeRun.locate)
    let dryRuns = DryRuns(
      files: files, names: names, compiler: scanner.compiler, callMacros: callMacros)
    let frontEnd = FrontEnd(
      read: dryRuns.readings,
      scan: { unit, watched, _ in
        let scanned = scanner.scan(unit, watching: watched)
        record.scans.withLock { $0[unit] = scanned.scan }
        return scanned
      },
      report: { event in
        guard case .chosen(let unit, let reason) = event else { return }
        record.reasons.withLock { $0[unit] = reason }
      })
    outcome = await pipeline.run(jobs: 1, frontEnd: frontEnd, files: files)
    reasons = record.reasons.withLock { $0 }
    scans = record.scans.withLock { $0 }
  }

  private final class Record: Sendable {
    let scans = Mutex<[CompileUnit: UnitScan]>([:])
    let reasons = Mutex<[CompileUnit: String]>([:])
  }

  /// As SourceInput and TreeWalk make it.
  private static func source(_ tree: GeneratedTree) -> SourceTree {
    let files = tree.files.keys.filter { !$0.hasPrefix("../") }
    let links = tree.links.merging(tree.hardLinks) { first, _ in first }
    let entries =
      files.map { SourceTree.Entry(path: $0, kind: .file(permissions: 0o644)) }
      + links.map { path, target in
        .init(path: path, kind: .link(text: GeneratedTree.linkText(from: path, to: target)))
      }
    var folders: Set<String> = [""]
    for path in files {
      var above = path
      while let slash = above.lastIndex(of: "/") {
        above = String(above[..<slash])
        folders.insert(above)
      }
    }
    return SourceTree(entries: entries, folders: Array(folders), displayRoot: "")
  }

  /// As CompileUnits makes them of databases: sorted, each once.
  private static func units(_ tree: GeneratedTree, at root: String) -> [CompileUnit] {
    let all = tree.units.map { unit in
      CompileUnit(
        path: tree.hardLinks[unit.path] ?? unit.path,
        folder: unit.folder.isEmpty ? root : "\(root)/\(unit.folder)", flags: unit.flags)
    }
    return Set(all).sorted()
  }

  private static func locate(_ path: String) -> String? {
    var info = stat()
    guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG,
      let real = realpath(path, nil)
    else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }
}
