/// Macros that use the API's words in their bodies, or one another: where they are used, keys may
/// be made and called.
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
    var round = 0
    var index: [String: [String]] = [:]
    while !new.isEmpty {
      found.formUnion(new)
      var next: Set<String> = []
      if round < searches {
        let needles = NeedleSet(new)
        for text in own {
          let mayUse = text.digest.bodies.withUnsafeBufferPointer { needles.isIn($0) }
          if mayUse { next.formUnion(users(of: new, in: text.digest, names)) }
        }
      } else {
        if round == searches { index = users(in: own, names) }
        for name in new { next.formUnion(index[name] ?? []) }
      }
      round += 1
      new = next.subtracting(found).filter { !isWord($0) }
    }
    return found
  }

  /// Few chains of macros are longer; for those that are, each body is cut once and for all.
  private static let searches = 8

  /// By name, the macros in whose bodies it stands.
  private static func users(
    in texts: [SourceStore.Text], _ names: NameTable
  ) -> [String: [String]] {
    var found: [String: [String]] = [:]
    for text in texts {
      for step in text.digest.steps where step.kind == .define {
        let user = names.text(step.name)
        identifiers(of: text.digest.definitions[Int(step.next)], in: text.digest) { name in
          found[name, default: []].append(user)
          return false
        }
      }
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
      if identifiers(of: definition, in: digest, until: wanted.contains) {
        found.insert(names.text(step.name))
      }
    }
    return found
  }

  /// Goes through the identifiers in a macro's body.
  ///
  /// - Returns: whether one was what is looked for.
  @discardableResult
  private static func identifiers(
    of definition: FileDigest.Definition, in digest: FileDigest, until isFound: (String) -> Bool
  ) -> Bool {
    let range = Int(definition.body.lowerBound)..<Int(definition.body.upperBound)
    return digest.bodies.withUnsafeBufferPointer { bodies in
      let text = UnsafeBufferPointer(rebasing: bodies[range])
      var tokenizer = PPTokenizer(text)
      while let piece = tokenizer.next() {
        if piece.kind == .identifier,
          isFound(String(decoding: text[piece.range], as: UTF8.self))
        {
          return true
        }
      }
      return false
    }
  }
}
