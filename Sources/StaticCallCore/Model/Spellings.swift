/// Where a text spells a key so that it may be called: as the argument of a call macro or of one
/// that makes its symbols, or by these symbols. Comments and strings are not told apart.
public enum Spellings {
  struct Spelling: Equatable {
    var offset: Int
    /// Nil if the argument is not one word.
    var key: String?
  }

  private static let macros: Set<String> = [
    "static_call", "static_call_cond", "static_call_mod", "STATIC_CALL_KEY", "STATIC_CALL_KEY_STR",
    "STATIC_CALL_TRAMP", "STATIC_CALL_TRAMP_STR", "STATIC_CALL_TRAMP_ADDR",
  ]

  private static let symbolic: Set<String> = [
    "STATIC_CALL_KEY", "STATIC_CALL_TRAMP", "STATIC_CALL_TRAMP_STR", "STATIC_CALL_TRAMP_ADDR",
    "__static_call_update", "__static_call_batch_update",
  ]
  private static let updating: Set<String> = [
    "static_call_update", "static_call_query", API.batchUpdate,
  ]

  /// Whether a text has what only functions' bodies tell more of: a key or trampoline by its
  /// symbol, or an update or query in a macro, which may be of any key.
  public static func needBodies(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard API.needles.contains(where: { $0.isIn(text) }) else { return false }
    var reader = DirectiveReader(text)
    while let event = reader.next() {
      guard case .word(let name, _, let macro) = event else { continue }
      if symbolic.contains(name) || name.hasPrefix(Symbols.keyPrefix)
        || name.hasPrefix(Symbols.trampolinePrefix) || macro != nil && updating.contains(name)
      {
        return true
      }
    }
    return false
  }

  /// Files in which a spelling is no use of a key: the API's header, and texts for people.
  static func isHeader(_ path: String) -> Bool {
    API.isHeader(path) || SourceKind.isProse(path)
  }

  /// In order.
  static func find(in text: [UInt8]) -> [Spelling] {
    let mayHaveSome = text.withUnsafeBufferPointer { text in
      API.needles.contains { $0.isIn(text) }
    }
    if !mayHaveSome { return [] }
    var found: [Spelling] = []
    var position = 0
    while position < text.count {
      let first = text[position]
      guard CharacterClass.isIdentifier(first) else {
        position += 1
        continue
      }
      let word = text[position...].prefix(while: CharacterClass.isIdentifier)
      if first == UInt8(ascii: "s") || first == UInt8(ascii: "S") || first == UInt8(ascii: "_"),
        let spelling = spelling(of: word, at: position, in: text)
      {
        found.append(spelling)
      }
      position = word.endIndex
    }
    return found
  }

  private static func spelling(
    of word: ArraySlice<UInt8>, at offset: Int, in text: [UInt8]
  ) -> Spelling? {
    let name = String(decoding: word, as: UTF8.self)
    for prefix in [Symbols.keyPrefix, Symbols.trampolinePrefix] where name.hasPrefix(prefix) {
      let key = String(name.dropFirst(prefix.count))
      return Spelling(offset: offset, key: key.isEmpty ? nil : key)
    }
    guard macros.contains(name) else { return nil }
    let behind = text[word.endIndex...].drop(while: isBlank)
    guard behind.first == UInt8(ascii: "(") else { return nil }
    let inner = behind.dropFirst().drop(while: isBlank)
    let argument = inner.prefix(while: CharacterClass.isIdentifier)
    let closes = text[argument.endIndex...].first { !isBlank($0) } == UInt8(ascii: ")")
    return Spelling(
      offset: offset,
      key: closes && !argument.isEmpty ? String(decoding: argument, as: UTF8.self) : nil)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
  }
}
