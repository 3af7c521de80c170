/// Chooses the units to parse, by what dry runs showed: as few as give the same result as all of
/// them. ARCHITECTURE.md has the rule and why it is enough ("Which units are parsed").
struct UnitSelector {
  /// A unit and why it is parsed, for people.
  struct Choice: Equatable, Sendable {
    var unit: Int
    var reason: String
  }

  /// One thing that a parse has to show: a file that is read, or a word in it with some meaning.
  private struct Item: Hashable {
    var file: String
    var word: Reading.Word?
    /// The branches that may decide types.
    var branches: UInt64 = 0
  }

  private let readings: [Int: Reading]
  private let mayBeNamed: (String) -> Bool
  private let isWanted: (String) -> Bool
  private let isCover: Bool
  private var chosen: Set<Int> = []
  /// Files of which units take different branches.
  private let variable: [String]

  /// - Parameters:
  ///   - readings: of the units that may be chosen, by index.
  ///   - mayBeNamed: whether an `#include` of a name may mean a file with words.
  ///   - files: the files that matter; nil for all. Then it is only a matter of these being read,
  ///     and words in others, the units' own among them, are no reason to parse.
  init(
    _ readings: [Int: Reading], files: Set<String>? = nil, mayBeNamed: @escaping (String) -> Bool
  ) {
    self.readings = readings
    self.mayBeNamed = mayBeNamed
    isWanted = { files?.contains($0) ?? true }
    isCover = files != nil
    variable = UnitSelector.variable(among: readings.values)
  }

  private static func variable(among readings: some Sequence<Reading>) -> [String] {
    var seen: [String: UInt64] = [:]
    var found: Set<String> = []
    for reading in readings where !reading.words.isEmpty {
      for (file, branches) in reading.branches {
        if let other = seen.updateValue(branches, forKey: file), other != branches {
          found.insert(file)
        }
      }
    }
    return found.sorted()
  }

  /// The next units to parse; empty when there is nothing more to learn.
  ///
  /// - Parameter scanned: what was parsed so far, by index of the unit.
  mutating func next(after scanned: [Int: Scanned]) -> [Choice] {
    let surprise = scanned.sorted { $0.key < $1.key }.first { !$0.value.isForeseen }
    if let surprise {
      return choose(
        Array(readings.keys), "\(surprise.value.scan.unit) reads something else than foreseen")
    }
    var choices: [Choice] = []
    for (unit, reading) in readings.sorted(by: { $0.key < $1.key }) where !chosen.contains(unit) {
      if let reason = necessity(of: reading) { choices += choose([unit], reason) }
    }
    choices += cover(after: scanned)
    return choices.sorted { $0.unit < $1.unit }
  }

  private mutating func choose(_ units: [Int], _ reason: String) -> [Choice] {
    units.sorted().filter { chosen.insert($0).inserted }.map { Choice(unit: $0, reason: reason) }
  }

  /// Why a unit is parsed whatever others show; nil if it need not be.
  private func necessity(of reading: Reading) -> String? {
    if isCover {
      return reading.doubt.flatMap { doubt in
        reading.words.keys.contains(where: isWanted) ? doubt : nil
      }
    }
    if reading.hasOwnWords { return "it has static calls, or what goes with them" }
    if let doubt = reading.doubt { return doubt }
    if let missing = reading.missing, mayBeNamed(missing) {
      return "it includes \(missing), which is not found"
    }
    return nil
  }

  /// A greedy cover: again and again the unit that shows most of what nobody has shown.
  private mutating func cover(after scanned: [Int: Scanned]) -> [Choice] {
    var open: Set<Item> = []
    for reading in readings.values { open.formUnion(items(of: reading)) }
    for unit in chosen {
      // What does not parse is an error, and ends the run; a scan that was forgiven shows nothing.
      let isShown = scanned[unit].map {
        !$0.scan.inclusions.isEmpty || !$0.scan.diagnostics.isEmpty
      }
      // A unit in doubt is parsed for itself alone.
      guard isShown ?? true, let reading = readings[unit], reading.doubt == nil else { continue }
      open.subtract(items(of: reading))
    }
    var candidates: [Int: Set<Item>] = [:]
    for (unit, reading) in readings where !chosen.contains(unit) {
      let items = Set(items(of: reading)).intersection(open)
      if !items.isEmpty { candidates[unit] = items }
    }
    var choices: [Choice] = []
    while !open.isEmpty,
      let best = candidates.max(by: { ($0.value.count, -$0.key) < ($1.value.count, -$1.key) })
    {
      let file = best.value.map(\.file).min() ?? ""
      choices += choose([best.key], "it reads \(file)")
      open.subtract(best.value)
      for (unit, items) in candidates {
        let rest = items.subtracting(best.value)
        candidates[unit] = rest.isEmpty ? nil : rest
      }
    }
    return choices
  }

  private func items(of reading: Reading) -> [Item] {
    let taken = variable.flatMap { file -> [UInt64] in
      reading.branches[file].map { [ContentHash(file).low, $0] } ?? []
    }
    let branches = ContentHash(taken).low
    return reading.words.flatMap { file, words -> [Item] in
      guard isWanted(file) else { return [] }
      return [Item(file: file)]
        + words.map { Item(file: file, word: $0, branches: $0.isTyped ? branches : 0) }
    }
  }
}
