import FoundationEssentials

/// Where swiftc puts what it makes of each source of a module: the file that `-output-file-map`
/// names. SwiftPM, CMake and others write one a module.
struct OutputFileMap {
  /// The outputs of a source, or of the module as a whole (""), by their kind. Sources are
  /// normalized.
  private var outputs: [String: [String: String]] = [:]

  /// - Parameters:
  ///   - json: the file's bytes. Of what is malformed nothing is known: swiftc refuses it, too.
  ///   - place: what a relative path in it means.
  init(json: [UInt8], place: (String) -> String) {
    let entries = try? JSONDecoder().decode([String: [String: String]].self, from: Data(json))
    for (source, kinds) in entries ?? [:] {
      let name = source.isEmpty ? "" : PathText.normalized(place(source))
      outputs[name] = kinds.mapValues(place)
    }
  }

  /// - Parameter source: "" for the whole module.
  func output(_ kind: String, of source: String) -> String? {
    outputs[PathText.normalized(source)]?[kind]
  }
}
