/// Turns places into SARIF locations: URIs for paths, characters for bytes.
struct SarifLocator {
  static let base = "%SRCROOT%"

  private let folder: String
  private let texts: [String: Text]

  private struct Text {
    let bytes: [UInt8]
    let lines: LineTable
  }

  struct Location: Encodable {
    var physicalLocation: PhysicalLocation?
    var message: Message?
  }

  struct PhysicalLocation: Encodable {
    var artifactLocation: ArtifactLocation
    var region: Region?
  }

  struct ArtifactLocation: Encodable {
    var uri: String
    /// Missing for an absolute URI.
    var uriBaseId: String?
  }

  /// Columns count Unicode code points from 1; the end is behind the last one.
  struct Region: Encodable {
    var startLine: Int
    var startColumn: Int?
    var endColumn: Int?
  }

  struct Message: Encodable {
    var text: String
  }

  init(_ report: Report, folder: String, read: (String) -> [UInt8]?) {
    self.folder = folder
    let files = report.diagnostics.flatMap { [$0.place] + $0.notes.map(\.place) }
      .compactMap { $0?.file }
    var texts: [String: Text] = [:]
    for file in Set(files) {
      if let bytes = read(file) { texts[file] = Text(bytes: bytes, lines: LineTable(bytes)) }
    }
    self.texts = texts
  }

  /// Nil if the diagnostic is about no file.
  func location(of diagnostic: Diagnostic) -> Location? {
    if let place = diagnostic.place { return Location(physicalLocation: physical(place)) }
    return diagnostic.file.map {
      Location(physicalLocation: PhysicalLocation(artifactLocation: artifact($0)))
    }
  }

  func location(of note: Diagnostic.Note) -> Location {
    Location(
      physicalLocation: note.place.map(physical), message: Message(text: note.message))
  }

  private func physical(_ place: Place) -> PhysicalLocation {
    PhysicalLocation(artifactLocation: artifact(place.file), region: region(of: place))
  }

  /// Relative where that is possible without `..`, which readers may refuse.
  private func artifact(_ file: String) -> ArtifactLocation {
    let absolute = PathText.normalized(PathText.join(folder, file))
    if let relative = PathText.relative(absolute, to: folder), !relative.isEmpty {
      return ArtifactLocation(uri: SarifLocator.escaped(relative), uriBaseId: SarifLocator.base)
    }
    return ArtifactLocation(uri: "file://" + SarifLocator.escaped(absolute))
  }

  /// RFC 3986, 2.3: all but the unreserved characters, and the slashes between names.
  private static func escaped(_ path: String) -> String {
    var result = ""
    for byte in path.utf8 {
      let character = Character(Unicode.Scalar(byte))
      if byte < 0x80, character.isLetter || character.isNumber || "-._~/".contains(character) {
        result.append(character)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return result
  }

  /// The word at the place, or one character. Without a column if the file cannot be read any
  /// more.
  private func region(of place: Place) -> Region {
    guard let text = texts[place.file], place.line <= text.lines.starts.count else {
      return Region(startLine: place.line)
    }
    let line = text.bytes[text.lines.range(of: place.line - 1)].prefix {
      ![0x0a, 0x0d].contains($0)
    }
    // A byte order mark is no part of the text.
    let mark = place.line == 1 && line.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    let before = line.prefix(place.column - 1).dropFirst(mark)
    let word = line.dropFirst(max(mark, place.column - 1))
      .prefix(while: CharacterClass.isIdentifier)
    let start = SarifLocator.length(before) + 1
    return Region(
      startLine: place.line, startColumn: start,
      endColumn: start + max(1, SarifLocator.length(word)))
  }

  private static func length(_ bytes: ArraySlice<UInt8>) -> Int {
    String(decoding: bytes, as: UTF8.self).unicodeScalars.count
  }
}
