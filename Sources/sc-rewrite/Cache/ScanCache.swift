import FoundationEssentials
import StaticCallCore
import Synchronization

/// Scans of earlier runs, by content: a scan is a function of the unit's flags and of what is in
/// the files that it reads, which a dry run tells. So a scan that was made in another checkout,
/// for another configuration or on another machine is found again wherever these are the same
/// (`ScanKeys`).
final class ScanCache: Sendable {
  /// What is kept of a scan, paths below the unit's folder written with a mark.
  private struct Entry: Codable {
    var scan: UnitScan
    /// Places in the list of the files that are read.
    var inclusions: [Int]
    var skipped: [String: [Range<Int>]]
  }

  private let folder: CacheFolder
  private let names: FileNames
  private let keys: ScanKeys
  private let start = Stamp.now
  private let used = Mutex<Set<String>>([])
  private let settled = Mutex<[String: Bool]>([:])

  /// - Parameter setting: what besides a unit's flags and files decides what a scan finds.
  init(_ folder: CacheFolder, setting: String, names: FileNames) {
    self.folder = folder
    self.names = names
    keys = ScanKeys(setting: setting, names: names)
  }

  /// The absolute names of all files behind the scans that were asked for.
  var files: Set<String> { used.withLock { $0 } }

  /// The scan of a unit: the one that is kept, or a new one.
  ///
  /// - Parameters:
  ///   - watched: files whose skipped branches must be known.
  ///   - reading: what a dry run of the unit showed; without it, nothing is looked up or kept.
  func scan(
    _ unit: CompileUnit, _ watched: Set<String>?, _ reading: Reading?,
    with scanner: (CompileUnit, Set<String>?) -> Scanned
  ) -> Scanned {
    let key = reading.flatMap { self.key(of: unit, $0, watched) }
    if let key, let reading, let known = known(key, unit, watched, reading) {
      used.withLock { $0.formUnion(known.files) }
      return known
    }
    let scanned = scanner(unit, watched)
    used.withLock { $0.formUnion(scanned.files) }
    if let key, let reading { keep(scanned, of: unit, reading, as: key) }
    return scanned
  }

  /// Nil if it cannot be told which files the unit reads.
  private func key(
    of unit: CompileUnit, _ reading: Reading, _ watched: Set<String>?
  ) -> String? {
    guard folder.path != nil, reading.doubt == nil, reading.missing == nil,
      !reading.files.isEmpty
    else { return nil }
    // To know the key that serves most takes a look into all files: under the other one it is
    // noted.
    let strict = keys.strict(unit, reading) + ".key"
    if let known = folder.bytes(strict) { return String(decoding: known, as: UTF8.self) }
    guard let key = keys.loose(unit, reading, watched).map({ $0 + ".scan" }) else { return nil }
    folder.store(bytes: Array(key.utf8), strict)
    return key
  }

  private func known(
    _ key: String, _ unit: CompileUnit, _ watched: Set<String>?, _ reading: Reading
  ) -> Scanned? {
    guard
      let text = folder.bytes(key).map({ String(decoding: $0, as: UTF8.self) }),
      let entry = try? JSONDecoder().decode(
        Entry.self,
        from: Data(
          text.replacing("\"\(ScanKeys.folderMark)", with: "\"\(unit.folder)/").utf8)),
      entry.inclusions.allSatisfy(reading.files.indices.contains)
    else { return nil }
    var scan = entry.scan
    scan.inclusions = entry.inclusions.map { reading.files[$0].path }
    // What was not looked for then may be of interest now.
    let isKnown = { (file: String) in entry.skipped[file] != nil }
    if let watched, !scan.inclusions.filter(watched.contains).allSatisfy(isKnown) { return nil }
    return Scanned(
      scan: scan, files: reading.files.map { names.absolute($0.path) }, skipped: entry.skipped)
  }

  private func keep(
    _ scanned: Scanned, of unit: CompileUnit, _ reading: Reading, as key: String
  ) {
    let places = Dictionary(
      reading.files.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
    let inclusions = scanned.scan.inclusions.map { places[$0] }
    let read = Set(reading.files.map { names.absolute($0.path) })
    // What does not parse is parsed again. The files must be those that the dry run read, and as
    // old.
    guard scanned.scan.diagnostics.isEmpty, !scanned.scan.inclusions.isEmpty,
      !inclusions.contains(nil), scanned.files.allSatisfy(read.contains),
      scanned.files.allSatisfy(isSettled)
    else { return }
    var entry = Entry(
      scan: scanned.scan, inclusions: inclusions.compactMap(\.self), skipped: scanned.skipped)
    entry.scan.inclusions = []
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    guard let data = try? encoder.encode(entry) else { return }
    let text = ScanKeys.marked(
      String(decoding: data, as: UTF8.self), names: unit.folder, at: "\"")
    folder.store(bytes: Array(text.utf8), key)
  }

  /// Whether a file has been as it is since before this run looked at it.
  private func isSettled(_ file: String) -> Bool {
    // The built-in header is part of the program.
    if names.isHidden(file) { return true }
    if let known = settled.withLock({ $0[file] }) { return known }
    let answer = Stamp(file)?.settled(before: start) ?? false
    settled.withLock { $0[file] = answer }
    return answer
  }
}
