/// Dry runs, the choice of units and their scans: the stages up to the scan, for the units of the
/// tree and, where a file of the tree is then still unread, for those that lie elsewhere.
struct Scanning {
  private let units: [CompileUnit]
  private let tree: SourceTree
  private let index: TreeIndex
  private let coverage: Coverage
  private let jobs: Int
  private let frontEnd: FrontEnd
  private var scanned: [Int: Scanned] = [:]
  private var readings: [Int: Reading] = [:]
  /// The files that dry runs have read, and whether one of them without doubt.
  private var seen: [String: Bool] = [:]

  init(
    _ units: [CompileUnit], in tree: SourceTree, _ index: TreeIndex, _ coverage: Coverage,
    jobs: Int, _ frontEnd: FrontEnd
  ) {
    self.units = units
    self.tree = tree
    self.index = index
    self.coverage = coverage
    self.jobs = jobs
    self.frontEnd = frontEnd
  }

  /// Files outside the tree that units were seen to read, sorted.
  var elsewhere: [String] {
    seen.keys.filter { !tree.contains($0) }.sorted()
  }

  /// Files of the tree that its units were seen to read.
  private(set) var readInside: Set<String> = []

  /// - Parameter swift: the Swift units that matter.
  /// - Returns: the scans of all units that were chosen, in the order of the units.
  mutating func scans(swift: [Int]) async -> [UnitScan] {
    await parse(swift.map { .init(unit: $0, reason: "it may have a static call") }, nil)
    let isC = units.indices.filter { !SourceKind.isSwift(units[$0].path) }
    let inside = isC.filter { tree.contains(units[$0].path) }
    await scanInside(inside)
    let outside = isC.filter { !tree.contains(units[$0].path) }
    if !outside.isEmpty { await scanOutside(outside) }
    return scanned.sorted { $0.key < $1.key }.map(\.value.scan)
  }

  private mutating func scanInside(_ inside: [Int]) async {
    if coverage == .everything {
      return await parse(inside.map { .init(unit: $0, reason: "--exhaustive") }, nil)
    }
    let readings = await readings(of: inside)
    // What is read in doubt is parsed, and said by the parse.
    readInside = Set(seen.lazy.filter(\.value).map(\.key).filter(tree.contains))
    let watched = Set(index.files).union(readings.values.flatMap(\.words.keys))
    let mayBeNamed = index.mayBeNamed
    var selector = UnitSelector(readings, mayBeNamed: mayBeNamed)
    while true {
      let choices = selector.next(after: scanned)
      if choices.isEmpty { return }
      await parse(choices, watched)
    }
  }

  /// Parses units that are not the tree's (generated C, say) where they alone read a file of the
  /// tree that may hold static calls. Most databases have many that do not matter: so they are not
  /// even gone through while nothing is left to read.
  private mutating func scanOutside(_ outside: [Int]) async {
    let seen = Set(scanned.values.flatMap(\.scan.inclusions))
    let unread = Set(index.files.filter { !seen.contains($0) && !SourceKind.isSwift($0) })
    if unread.isEmpty { return }
    let readings = await readings(of: outside)
    var selector = UnitSelector(readings, files: unread, mayBeNamed: index.mayBeNamed)
    while true {
      let choices = selector.next(after: scanned.filter { readings[$0.key] != nil })
      if choices.isEmpty { return }
      await parse(choices, unread)
    }
  }

  private mutating func readings(of chosen: [Int]) async -> [Int: Reading] {
    let found = await frontEnd.read(chosen.map { units[$0] }, jobs)
    let readings = Dictionary(uniqueKeysWithValues: zip(chosen, found))
    self.readings.merge(readings) { $1 }
    for reading in found {
      let isCertain = reading.doubt == nil
      for file in reading.files where seen[file.path].map({ !$0 && isCertain }) ?? true {
        seen[file.path] = isCertain
      }
    }
    return readings
  }

  /// At most `jobs` units in flight.
  private mutating func parse(_ choices: [UnitSelector.Choice], _ watched: Set<String>?) async {
    let (units, tree, scan, readings) = (units, tree, frontEnd.scan, readings)
    let done = scanned.count
    for choice in choices { frontEnd.report(.chosen(units[choice.unit], reason: choice.reason)) }
    let new = await withTaskGroup(of: (Int, Scanned).self) { group in
      var results: [Int: Scanned] = [:]
      var rest = choices[...]
      func start() {
        guard let unit = rest.popFirst()?.unit else { return }
        group.addTask {
          let reading = readings[unit]
          var result = scan(units[unit], watched, reading)
          if let reading, !reading.files.isEmpty {
            result.isForeseen = result.isForeseen && reading.foresees(result, in: tree)
          }
          return (unit, result)
        }
      }
      for _ in 0..<max(1, jobs) { start() }
      for await (unit, result) in group {
        results[unit] = result
        frontEnd.report(.scanned(done: done + results.count, of: done + choices.count))
        start()
      }
      return results
    }
    scanned.merge(new) { $1 }
  }
}
