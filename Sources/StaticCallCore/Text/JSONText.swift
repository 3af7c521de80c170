import FoundationEssentials

/// JSON in the one form that all outputs have: indented, keys sorted, a newline at the end.
enum JSONText {
  static func encode(
    _ document: some Encodable, keys: JSONEncoder.KeyEncodingStrategy = .convertToSnakeCase
  ) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = keys
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Strings, numbers and truth values only: encoding cannot fail.
    return Array((try? encoder.encode(document)) ?? Data()) + [0x0a]
  }
}
