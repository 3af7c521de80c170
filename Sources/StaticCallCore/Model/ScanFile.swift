import FoundationEssentials

/// What `sc-rewrite scan` hands to `sc-rewrite link`: scans with the units that they are of. Paths
/// below the tree's root are relative to it, so that a file means the same in every checkout.
public struct ScanFile: Sendable, Equatable {
  /// One unit and what was found in it.
  public struct Entry: Sendable, Equatable, Codable {
    public var unit: CompileUnit
    public var scanned: Scanned
    /// Empty for Swift.
    public var reading: Reading

    /// Of a unit that has no preprocessor.
    public init(unit: CompileUnit, scanned: Scanned) {
      self.unit = unit
      self.scanned = scanned
      reading = Reading()
    }

    /// - Parameter tree: what the reading and the scan are compared in.
    public init(unit: CompileUnit, scanned: Scanned, reading: Reading, in tree: SourceTree) {
      self.unit = unit
      self.scanned = scanned
      self.reading = reading
      if !reading.files.isEmpty {
        self.scanned.isForeseen = reading.foresees(scanned, in: tree)
      }
    }
  }

  public struct Unreadable: Error, Equatable {
    public var reason: String
  }

  /// Changes with every change of what a scan says.
  public static let version = 4

  /// What every scan that is linked with these must have in common.
  public struct Setting: Sendable, Hashable, Codable {
    public var callMacros: [String]
    /// Whether all functions' bodies were parsed.
    public var isExhaustive: Bool

    public init(callMacros: some Sequence<String>, isExhaustive: Bool) {
      self.callMacros = callMacros.sorted()
      self.isExhaustive = isExhaustive
    }
  }

  public var setting: Setting
  public var entries: [Entry]

  public init(setting: Setting, entries: [Entry]) {
    self.setting = setting
    self.entries = entries
  }

  private struct Document: Codable {
    var kind = "sc-rewrite scan"
    var version = ScanFile.version
    var setting: Setting
    var entries: [Entry]
  }

  private struct Heading: Decodable {
    var kind: String
    var version: Int
  }

  /// Where the tree's root, and the folder that a unit is compiled in, stand in flags.
  private static let rootMark = "${root}"
  private static let folderMark = "${folder}"

  /// - Parameter root: the absolute path of the tree's root.
  public func encoded(root: String) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let relative = entries.map { entry in
      var entry = entry
      entry.unit = ScanFile.relative(entry.unit, to: root)
      // Where the compiler found files on this machine is of no use on another.
      entry.scanned.files = []
      entry.reading.files = []
      entry.reading.idle = [:]
      entry.scanned.skipped = entry.scanned.skipped.filter { !$0.value.isEmpty }
      return entry
    }
    let document = Document(setting: setting, entries: relative)
    // Strings and numbers only: encoding cannot fail.
    return Array((try? encoder.encode(document)) ?? Data()) + [0x0a]
  }

  /// - Parameter root: the absolute path of the tree's root here.
  public init(_ bytes: [UInt8], root: String) throws(Unreadable) {
    let data = Data(bytes)
    guard let heading = try? JSONDecoder().decode(Heading.self, from: data),
      heading.kind == "sc-rewrite scan"
    else { throw Unreadable(reason: "it is not a scan") }
    guard heading.version == ScanFile.version else {
      throw Unreadable(
        reason:
          "it is of version \(heading.version), this sc-rewrite reads \(ScanFile.version); scan again"
      )
    }
    guard let document = try? JSONDecoder().decode(Document.self, from: data) else {
      throw Unreadable(reason: "it is damaged; scan again")
    }
    setting = document.setting
    entries = document.entries.map { entry in
      var entry = entry
      entry.unit = ScanFile.absolute(entry.unit, from: root)
      for file in entry.scanned.scan.inclusions where entry.scanned.skipped[file] == nil {
        entry.scanned.skipped[file] = []
      }
      // What was read is said once.
      entry.reading.files = entry.scanned.scan.inclusions.map {
        Reading.File(path: $0, hash: ContentHash(high: 0, low: 0))
      }
      return entry
    }
  }

  /// A unit whose paths are the same in every checkout.
  public static func relative(_ unit: CompileUnit, to root: String) -> CompileUnit {
    let flags = unit.flags.map { flag in
      replace(unit.folder, by: folderMark, in: replace(root, by: rootMark, in: flag))
    }
    // A folder around the root is reached from the root.
    var folder = replace(root, by: rootMark, in: unit.folder)
    if folder == unit.folder, PathText.isWithin(root, folder) {
      let depth = root.split(separator: "/").count - folder.split(separator: "/").count
      folder = rootMark + String(repeating: "/..", count: depth)
    }
    return CompileUnit(path: unit.path, folder: folder, flags: flags)
  }

  private static func absolute(_ unit: CompileUnit, from root: String) -> CompileUnit {
    let folder = PathText.normalized(unit.folder.replacing(rootMark, with: root))
    let flags = unit.flags.map {
      $0.replacing(folderMark, with: folder).replacing(rootMark, with: root)
    }
    return CompileUnit(path: unit.path, folder: folder, flags: flags)
  }

  /// Only whole paths: `/src` is not in `/src2`.
  private static func replace(_ root: String, by mark: String, in text: String) -> String {
    var result = ""
    var rest = text[...]
    while let found = rest.firstRange(of: root) {
      let next = rest[found.upperBound...].first
      let isWhole = next == nil || next == "/" || next == "\""
      result += rest[..<found.lowerBound] + (isWhole ? mark[...] : rest[found])
      rest = rest[found.upperBound...]
    }
    return result + rest
  }
}
