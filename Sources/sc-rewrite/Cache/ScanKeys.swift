import StaticCallCore
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

  static let folderMark = "${folder}/"

  /// - Parameter setting: what besides a unit's flags and files decides what a scan finds.
  init(setting: String, names: FileNames) {
    self.setting = setting
    self.names = names
  }

  /// By the bytes of all files that are read.
  func strict(_ unit: CompileUnit, _ reading: Reading) -> String {
    key(unit, reading.files.map(line))
  }

  /// The same, but of files that only define macros, by those that the unit may ask for: so it is
  /// equal for configurations that differ in what does not concern the unit. Costs a look into all
  /// files.
  ///
  /// - Parameter watched: files whose skipped branches must be known.
  /// - Returns: nil if a file is not any more what the dry run read.
  func loose(_ unit: CompileUnit, _ reading: Reading, _ watched: Set<String>?) -> String? {
    var lists: [String: DefinitionList] = [:]
    var spelled = SpelledNames(in: unit.flags.joined(separator: "\n"))
    for file in reading.files where !names.isHidden(file.path) {
      guard let content = content(of: file) else { return nil }
      // Places in a file with words are told, and so its text matters.
      let isText = watched?.contains(file.path) ?? true || reading.words[file.path] != nil
      switch content {
      case .list(let list):
        spelled.formUnion(list.spelled)
        if !isText { lists[file.path] = list }
      case .other(let names): spelled.formUnion(names)
      }
    }
    return key(
      unit,
      reading.files.map { file in
        lists[file.path].map { "\(file.path) defines\n\($0.text(for: spelled))" } ?? line(file)
      })
  }

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
