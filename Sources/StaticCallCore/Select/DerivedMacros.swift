/// Macros that use the API's words in their bodies, or one another: where they are used, keys may be
/// made and called.
enum DerivedMacros {
  /// - Parameters:
  ///   - texts: all that units read.
  ///   - isWord: whether a name is one of the API's.
  static func names(
    in texts: [SourceStore.Text], _ names: NameTable, isWord: (String) -> Bool
  ) -> Set<String> {
    let own = texts.filter { !API.isHeader($0.local) }
    var found: Set<String> = []
    var new: Set<String> = []
    for text in own where !text.digest.bodyWords.isEmpty {
      new.formUnion(users(of: nil, in: text.digest, names))
    }
    new = new.filter { !isWord($0) }
    while !new.isEmpty {
      found.formUnion(new)
      let needles = NeedleSet(new)
      var next: Set<String> = []
      for text in own {
        let mayUse = text.digest.bodies.withUnsafeBufferPointer { needles.isIn($0) }
        if mayUse { next.formUnion(users(of: new, in: text.digest, names)) }
      }
      new = next.subtracting(found).filter { !isWord($0) }
    }
    return found
  }

  /// Macros in whose bodies one of some names stands; for nil, one of the words that the digest
  /// was made to look for.
  private static func users(
    of wanted: Set<String>?, in digest: FileDigest, _ names: NameTable
  ) -> Set<String> {
    var found: Set<String> = []
    for step in digest.steps where step.kind == .define {
      let definition = digest.definitions[Int(step.next)]
      guard let wanted else {
        if !definition.words.isEmpty { found.insert(names.text(step.name)) }
        continue
      }
      let range = Int(definition.body.lowerBound)..<Int(definition.body.upperBound)
      let uses = digest.bodies.withUnsafeBufferPointer { bodies in
        let text = UnsafeBufferPointer(rebasing: bodies[range])
        var tokenizer = PPTokenizer(text)
        while let piece = tokenizer.next() {
          if piece.kind == .identifier,
            wanted.contains(String(decoding: text[piece.range], as: UTF8.self))
          {
            return true
          }
        }
        return false
      }
      if uses { found.insert(names.text(step.name)) }
    }
    return found
  }
}
