/// Chooses the units to parse: as few as give the same result as all of them.
///
/// It goes in rounds, because only a parse shows what a unit really reads. First come the units whose
/// own file has one of the words. Then, for every header with words, a unit that reads it. Then the
/// units in which a header can read differently: where an `#if` around a word may be decided
/// otherwise, or a call's key is a macro. Last, before a key is reported as missing, every unit that
/// may read any of these files. Units outside the tree come in only where all of that leaves a file of
/// the tree unread: `Outsiders`.
struct Selection {
  private let units: [CompileUnit]
  private let survey: Survey
  /// Units by the path of the file that their text is in.
  private let byPath: [String: [Int]]
  private let candidates: [String]
  private var stability: Stability
  private var chosen: Set<Int> = []
  private var readers: [String: Set<Int>] = [:]
  /// Files that an `#include` of a macro may name, among those that were asked about.
  private var namedByMacros: Set<String> = []
  private var asked: Set<String> = []
  private var round = 0

  /// A unit and why it is parsed, for people.
  struct Choice: Equatable, Sendable {
    var unit: Int
    var reason: String
  }

  /// - Parameters:
  ///   - eligible: which of the units may be chosen.
  ///   - earlier: a selection over the same tree, for what it has found out.
  init(
    of units: [CompileUnit], eligible: [Int], survey: Survey, after earlier: Selection? = nil
  ) {
    namedByMacros = earlier?.namedByMacros ?? []
    asked = earlier?.asked ?? []
    self.units = units
    self.survey = survey
    byPath = Dictionary(grouping: eligible) { survey.file(of: units[$0]) }
    candidates = survey.candidates
    stability = Stability(units: units, eligible: eligible, survey: survey)
  }

  /// Files whose skipped branches matter.
  var watched: Set<String> { Set(candidates) }

  /// The next units to parse; empty when there is nothing more to learn.
  ///
  /// - Parameter scanned: what was learnt so far: by index of the unit.
  mutating func next(after scanned: [Int: Scanned], externs: Set<String>) -> [Choice] {
    defer { round += 1 }
    var choices = round == 0 ? withWords() : []
    let read = Set(scanned.values.flatMap(\.scan.inclusions))
    if choices.isEmpty { choices = cover(candidates.filter { !read.contains($0) }) }
    if choices.isEmpty { choices = strangers() }
    if choices.isEmpty { choices = disputed(scanned) }
    if choices.isEmpty { choices = missing(scanned, externs) }
    return choices.sorted { $0.unit < $1.unit }
  }

  /// The next units to parse, if it is only a matter of some files being read by any.
  mutating func next(after scanned: [Int: Scanned], toRead files: [String]) -> [Choice] {
    defer { round += 1 }
    let read = Set(scanned.values.flatMap(\.scan.inclusions))
    return cover(files.filter { !read.contains($0) }).sorted { $0.unit < $1.unit }
  }

  private mutating func choose(_ unit: Int, _ reason: String) -> Choice? {
    chosen.insert(unit).inserted ? Choice(unit: unit, reason: reason) : nil
  }

  private mutating func choose(_ units: Set<Int>, _ reason: String) -> [Choice] {
    units.sorted().compactMap { choose($0, reason) }
  }

  private mutating func withWords() -> [Choice] {
    candidates.flatMap { path -> [Choice] in
      let word = survey.facts[path]?.words.first?.name ?? ""
      return choose(Set(byPath[path] ?? []), "it has \(word)")
    }
  }

  /// The units that may read a file and are not chosen yet.
  private mutating func open(_ file: String) -> Set<Int> {
    let all = readers[file] ?? allReaders(of: file)
    readers[file] = all
    return all.subtracting(chosen)
  }

  private func allReaders(of file: String) -> Set<Int> {
    var files = survey.graph.readers(of: file)
    // An #include of a macro may name any file that some macro names.
    if namedByMacros.contains(file) {
      for (path, facts) in survey.facts where facts.hasComputedInclude {
        files.formUnion(survey.graph.readers(of: path))
      }
    }
    return Set(files.flatMap { byPath[$0] ?? [] })
  }

  /// A greedy cover: again and again the unit that may read most of what is still to be read. What a
  /// unit then did not read comes back in the next round, and gets more units each time.
  private mutating func cover(_ unread: [String]) -> [Choice] {
    let new = unread.filter { readers[$0] == nil }
    let unknown = new.filter { asked.insert($0).inserted }
    if !unknown.isEmpty { namedByMacros.formUnion(stability.namedByMacros(unknown)) }
    let possible = unread.map { (file: $0, units: open($0)) }.filter { !$0.units.isEmpty }
    var wanted = Dictionary(
      uniqueKeysWithValues: possible.map { ($0.file, min(1 << round, $0.units.count)) })
    var counts: [Int: Int] = [:]
    for (_, units) in possible { for unit in units { counts[unit, default: 0] += 1 } }
    var choices: [Choice] = []
    while !wanted.isEmpty,
      let best = counts.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) }), best.value > 0
    {
      let files = possible.filter { wanted[$0.file] != nil && $0.units.contains(best.key) }
      counts[best.key] = nil
      guard let first = files.first else { continue }
      if let choice = choose(best.key, "it may read \(first.file)") { choices.append(choice) }
      for (file, units) in files {
        wanted[file, default: 1] -= 1
        if wanted[file] == 0 {
          wanted[file] = nil
          for unit in units where counts[unit] != nil { counts[unit, default: 1] -= 1 }
        }
      }
    }
    return choices
  }

  /// A file with a macro of the API's name, but another meaning, may change what any other file means.
  private mutating func strangers() -> [Choice] {
    candidates.flatMap { path -> [Choice] in
      guard survey.facts[path]?.redefines == true, !Survey.isHeader(path) else { return [] }
      return choose(open(path), "it may read \(path), which defines one of the names itself")
    }
  }

  /// Units that may see a word otherwise than those before them did.
  private mutating func disputed(_ scanned: [Int: Scanned]) -> [Choice] {
    let sites = Dictionary(grouping: scanned.values.flatMap(\.scan.sites), by: \.place.file)
    let left = Dictionary(grouping: scanned.values.flatMap(\.scan.leftAlone), by: \.place.file)
    var choices: [Choice] = []
    for path in candidates where !Survey.isHeader(path) && !open(path).isEmpty {
      let readings = scanned.filter { $0.value.skipped[path] != nil }
      guard !readings.isEmpty else { continue }
      let skipped = readings.values.map { DisjointRanges($0.skipped[path] ?? []) }
      for word in survey.facts[path]?.words ?? [] {
        let isSkipped = skipped.allSatisfy { $0.range(of: word.offset) != nil }
        guard isSkipped else { continue }
        let other = stability.units(
          among: open(path), deciding: word.conditions, in: path, unlike: Set(readings.keys))
        choices += choose(other, "an #if around \(word.name) in \(path) may differ in it")
      }
      let found = sites[path] ?? []
      let rewritten = Set(found.map(\.place.offset))
      let isOpen = (left[path] ?? []).contains { one in
        one.reason.dependsOnUnit && !rewritten.contains(one.place.offset)
      }
      if isOpen || found.contains(where: \.isNamedByMacro) {
        choices += choose(open(path), "a call in \(path) may mean another key in it")
      }
    }
    return choices
  }

  private mutating func missing(
    _ scanned: [Int: Scanned], _ externs: Set<String>
  ) -> [Choice] {
    let keys = scanned.values.flatMap(\.scan.keys).filter { $0.provider == .generated }
    let defined = Set(keys.filter { $0.initial != nil }.map(\.name))
    let lost = Set(keys.map(\.name)).subtracting(defined).subtracting(externs)
    guard let key = lost.sorted().first else { return [] }
    return candidates.flatMap { choose(open($0), "it may define \(key)") }
  }
}

extension LeftAlone.Reason {
  /// Whether another unit may see a call in the same place.
  fileprivate var dependsOnUnit: Bool {
    switch self {
    case .macroBody, .notOurs, .unexpanded, .unresolved: true
    case .inactive, .directive, .notIncluded, .outside, .position: false
    }
  }
}

extension Site {
  /// Whether the source names the key by a macro of another name.
  fileprivate var isNamedByMacro: Bool {
    guard let key else { return false }
    return !String(decoding: original, as: UTF8.self).contains(key)
  }
}
