import StaticCallCore
import Synchronization

/// Scans of earlier runs, each with the stamps of all files that it read.
///
/// A scan is used again if its unit has the same flags, every file it read is as it was, and no new
/// file of the tree can come between: none whose name one of the files that were read mentions.
final class ScanCache: Sendable {
  /// A unit and a version of each of its files, as indices of `files`.
  private struct Entry: Codable {
    var unit: CompileUnit
    var scan: UnitScan
    var skipped: [String: [Range<Int>]]
    var inclusions: [Int]
    var files: [Int]
  }

  private struct FileVersion: Codable, Hashable {
    var path: String
    var stamp: Stamp
  }

  /// What is kept.
  private struct Record: Codable {
    /// The library that parsed, and what else every scan depends on.
    var setting = ""
    /// The tree's entries, a line each.
    var tree = ""
    var files: [FileVersion] = []
    /// What `inclusions` number.
    var names: [String] = []
    var entries: [Entry] = []

    var isSound: Bool {
      entries.allSatisfy { entry in
        entry.files.allSatisfy(files.indices.contains)
          && entry.inclusions.allSatisfy(names.indices.contains)
      }
    }
  }

  private let folder: CacheFolder
  private let name: String
  private let setting: String
  private let tree: String
  private let old: [CompileUnit: Entry]
  private let oldFiles: [FileVersion]
  private let oldNames: [String]
  private let isCurrent: [Bool]
  private let new = Mutex<[CompileUnit: (scanned: Scanned, stamps: [Stamp?])]>([:])

  private let reused = Mutex<Set<String>>([])

  /// - Parameter setting: what besides a unit's flags and files decides what a scan finds.
  init(_ folder: CacheFolder, name: String, setting: String, tree: SourceTree) {
    self.folder = folder
    self.name = name + ".scans"
    self.setting = setting
    self.tree = tree.entries.map(\.line).joined(separator: "\n")
    var record = folder.load(Record.self, self.name) ?? Record()
    if record.setting != setting || !record.isSound { record = Record() }
    (oldFiles, oldNames) = (record.files, record.names)
    var current = record.files.map { Stamp($0.path) == $0.stamp }
    var added: Set<String> = []
    if record.tree != self.tree {
      let before = Set(record.tree.split(separator: "\n").map(String.init))
      added = Set(tree.entries.filter { !before.contains($0.line) }.map(\.path))
      ScanCache.forget(Set(added.map(PathText.lastComponent)), in: record.files, &current)
    }
    isCurrent = current
    // A unit that is a link has another text when the link leads elsewhere.
    old = Dictionary(
      record.entries.filter { !added.contains($0.unit.path) }.map { ($0.unit, $0) }
    ) { $1 }
  }

  /// A new file counts for those that mention its name, in whatever directive.
  private static func forget(
    _ names: Set<String>, in files: [FileVersion], _ isCurrent: inout [Bool]
  ) {
    let needles = names.map(Needle.init)
    for (index, file) in files.enumerated() where isCurrent[index] {
      guard let bytes = Disk.read(file.path) else { continue }
      let mentions = bytes.withUnsafeBufferPointer { text in needles.contains { $0.isIn(text) } }
      if mentions { isCurrent[index] = false }
    }
  }

  /// The scan of a unit: the one that is kept, or a new one.
  ///
  /// - Parameter watched: files whose skipped branches must be known.
  func scan(
    _ unit: CompileUnit, _ watched: Set<String>?, with scanner: Pipeline.Scanner
  ) -> Scanned {
    if let known = known(unit, watched) {
      reused.withLock { $0.formUnion(known.files) }
      return known
    }
    let start = Stamp.now
    let scanned = scanner(unit, watched)
    // A file that changed at about the time it was read is not taken for known.
    let stamps = scanned.files.map { file in
      Stamp(file).flatMap { $0.settled(before: start) ? $0 : nil }
    }
    new.withLock { $0[unit] = (scanned, stamps) }
    return scanned
  }

  private func known(_ unit: CompileUnit, _ watched: Set<String>?) -> Scanned? {
    guard let entry = old[unit], entry.files.allSatisfy({ isCurrent[$0] }) else { return nil }
    var scan = entry.scan
    scan.inclusions = entry.inclusions.map { oldNames[$0] }
    // What was not looked for then may be of interest now.
    let isKnown = { (file: String) in entry.skipped[file] != nil }
    if let watched, !scan.inclusions.filter(watched.contains).allSatisfy(isKnown) { return nil }
    return Scanned(
      scan: scan, files: entry.files.map { oldFiles[$0].path }, skipped: entry.skipped)
  }

  /// The absolute names of all files behind the scans that were asked for.
  var files: Set<String> {
    let made = new.withLock { $0.values.flatMap(\.scanned.files) }
    return reused.withLock { $0.union(made) }
  }

  /// Keeps the scans of `units`, and no others.
  func save(_ units: some Sequence<CompileUnit>) {
    let made = new.withLock { $0 }
    if made.isEmpty { return }
    var record = Record(setting: setting, tree: tree)
    var indices: [FileVersion: Int] = [:]
    var numbers: [String: Int] = [:]
    func number(_ name: String) -> Int {
      if let known = numbers[name] { return known }
      numbers[name] = record.names.count
      record.names.append(name)
      return record.names.count - 1
    }
    func index(_ version: FileVersion) -> Int {
      if let known = indices[version] { return known }
      indices[version] = record.files.count
      record.files.append(version)
      return record.files.count - 1
    }
    for unit in units {
      if let (scanned, stamps) = made[unit] {
        // What does not parse is parsed again: its missing header may come from anywhere.
        guard scanned.scan.diagnostics.isEmpty, !stamps.contains(nil) else { continue }
        var scan = scanned.scan
        scan.inclusions = []
        let files = zip(scanned.files, stamps).compactMap { path, stamp in
          stamp.map { index(FileVersion(path: path, stamp: $0)) }
        }
        record.entries.append(
          Entry(
            unit: unit, scan: scan, skipped: scanned.skipped,
            inclusions: scanned.scan.inclusions.map(number), files: files))
      } else if var entry = old[unit] {
        entry.files = entry.files.map { index(oldFiles[$0]) }
        entry.inclusions = entry.inclusions.map { number(oldNames[$0]) }
        record.entries.append(entry)
      }
    }
    folder.store(record, name)
  }
}

extension SourceTree.Entry {
  /// What of an entry decides how names lead to files.
  fileprivate var line: String {
    if case .link(let text) = kind { return "\(path)\t\(text)" }
    return path
  }
}
