extension Program {
  /// Which sites the build compiles, as far as that shows: a call in an `#if` of Swift whose key
  /// no file declares is of another configuration than the ones scanned.
  static func compiled(
    _ all: Set<Site>, _ known: Set<String>
  ) -> (sites: Set<Site>, left: [LeftAlone]) {
    let unknown = all.filter { $0.isConditional && $0.key.map(known.contains) == false }
    return (all.subtracting(unknown), unknown.map { .init(place: $0.place, reason: .inactive) })
  }

  /// One site a place, if the units agree: where they read different keys, the name of the key is
  /// a macro's, and STATIC_CALL_TRAMP makes the symbol of each wherever it is read.
  ///
  /// - Returns: the sites in order, several at one place if nothing suits all; and the keys that
  ///   no site names any more.
  static func merge(_ all: Set<Site>) -> (sites: [Site], keys: Set<String>) {
    var sites: [Site] = []
    var keys: Set<String> = []
    for readings in Dictionary(grouping: all, by: \.place).values {
      let ordered = readings.sorted { $0.subject.text < $1.subject.text }
      guard let first = ordered.first else { continue }
      let arguments = Set(ordered.map(\.argument))
      guard ordered.count > 1, arguments.count == 1, let argument = first.argument else {
        sites += ordered
        continue
      }
      keys.formUnion(ordered.compactMap(\.key))
      sites.append(ordered.first { $0.key == nil } ?? first.named(byMacro: argument))
    }
    return (sites.sorted { ($0.place, $0.subject.text) < ($1.place, $1.subject.text) }, keys)
  }
}

extension Site {
  /// The same place, the key left to the macro that is the callee's argument.
  fileprivate func named(byMacro name: String) -> Site {
    // The call macro's name as it stands there, splices included.
    var end = 0
    var splices: [UInt8] = []
    original.withUnsafeBufferPointer { text in
      for _ in macro.utf8 {
        while end < text.count, let next = LineSplice.end(at: end, in: text) {
          splices += text[end..<next]
          end = next
        }
        end += 1
      }
    }
    end = min(end, original.count)
    return Site(
      .macro(name), form: form, macro: macro, argument: argument, place: place,
      original: isCalled ? Array(original[..<end]) : original,
      kept: isCalled ? splices : splices + original[end...], isCalled: isCalled)
  }
}

extension Site.Subject {
  /// What it is about, for people.
  var text: String {
    switch self {
    case .key(let name), .macro(let name): name
    }
  }
}
