import StaticCallCore
import StaticCallRuntime
import Synchronization

/// Names for scans, by all that decides them. Paths below the unit's folder, which another
/// checkout has elsewhere, are written with a mark.
final class ScanKeys: Sendable {
  private enum Content {
    case list(DefinitionList)
    case other(SpelledNames)
  }

  private let setting: String
  private let names: FileNames
  private let contents = Mutex<[ContentHash: Content]>([:])
  /// What the built-in header spells.
  private let header = RuntimeSources.header.bytes.withUnsafeBufferPointer { SpelledNames(in: $0) }

  static let folderMark = "${folder}/"

  /// - Parameter setting: what besides a unit's flags and files decides what a scan finds.
  init(setting: String, names: FileNames) {
    self.setting = setting
    self.names = names
  }

  /// By the bytes of all files that are read.
  func strict(_ unit: CompileUnit, _ reading: Reading) -> String {
    key(unit, reading.files.map(line) + asked(reading))
  }

  /// The same, but of files that only define macros, by those that the unit may ask for: so it is
  /// equal for configurations that differ in what does not concern the unit. Costs a look into all
  /// files.
  ///
  /// - Parameter watched: files whose skipped branches must be known.
  /// - Returns: nil if a file is not any more what the dry run read.
  func loose(_ unit: CompileUnit, _ reading: Reading, _ watched: Set<String>?) -> String? {
    var lists: [String: DefinitionList] = [:]
    var spelled = unit.flags.map { SpelledNames(in: $0) }
    for file in reading.files {
      // Only what is on no disk, the built-in header, has no text here.
      guard !names.isHidden(file.path) else {
        spelled.append(header)
        continue
      }
      guard let content = content(of: file) else { return nil }
      switch content {
      case .list(let list):
        spelled.append(list.spelled)
        // Places in a file with words are told, and so its text matters.
        let isText = watched?.contains(file.path) ?? true || reading.words[file.path] != nil
        if !isText { lists[file.path] = list }
      case .other(let names): spelled.append(names)
      }
    }
    var needed = NeededNames(in: Array(lists.values), flags: unit.flags)
    if !lists.isEmpty { for names in spelled { needed.add(names) } }
    return key(
      unit,
      reading.files.map { file in
        guard let hash = lists[file.path]?.hash(for: needed) else { return line(file) }
        return "\(file.path) defines \(hash.low) \(hash.high)"
      } + asked(reading))
  }

  private func asked(_ reading: Reading) -> [String] { reading.asked.map { "asked \($0)" } }

  private func line(_ file: Reading.File) -> String {
    "\(file.path) \(file.hash.low) \(file.hash.high)"
  }

  private func key(_ unit: CompileUnit, _ lines: [String]) -> String {
    let relative = ScanFile.relative(unit, to: names.root)
    let all = [setting, relative.path] + relative.flags + lines
    let hash = ContentHash(
      ScanKeys.marked(all.joined(separator: "\n"), names: relative.folder, at: "\n"))
    return String(hash.low, radix: 16) + String(hash.high, radix: 16)
  }

  private func content(of file: Reading.File) -> Content? {
    if let known = contents.withLock({ $0[file.hash] }) { return known }
    guard let bytes = Disk.read(names.absolute(file.path)), ContentHash(bytes) == file.hash else {
      return nil
    }
    let content = bytes.withUnsafeBufferPointer { text in
      DefinitionList(text).map(Content.list) ?? .other(SpelledNames(in: text))
    }
    contents.withLock { $0[file.hash] = content }
    return content
  }

  static func marked(_ text: String, names folder: String, at start: String) -> String {
    folder.hasPrefix("/")
      ? text.replacing("\(start)\(folder)/", with: "\(start)\(folderMark)") : text
  }
}
