/// Tells whether an `#if` can be decided differently in different units, from what their flags and
/// files define. It never evaluates a condition: where it cannot tell, units count as different.
struct Stability {
  private let units: [CompileUnit]
  private let survey: Survey
  private var known: [String: [String: [FileFacts.Definition]]] = [:]
  /// Files that every unit reads before its first line.
  private let forced: Set<String>
  private var readers: [String: Set<String>] = [:]

  init(units: [CompileUnit], eligible: [Int], survey: Survey) {
    self.units = units
    self.survey = survey
    let lists = Set(eligible.map { units[$0].forcedIncludes })
    forced = lists.count == 1 ? survey.closure(of: lists.first ?? []) : []
  }

  /// Those of some units in which a word of `file` may stand in another branch.
  ///
  /// - Parameters:
  ///   - conditions: the identifiers of the conditionals around it.
  ///   - parsed: the units that have shown how they decide.
  mutating func units(
    among others: Set<Int>, deciding conditions: Set<String>, in file: String,
    unlike parsed: Set<Int>
  ) -> Set<Int> {
    var different: Set<Int> = []
    var open = conditions
    var seen = conditions
    while !open.isEmpty {
      let definitions = definitions(of: open)
      var next: Set<String> = []
      for name in open {
        let decided = Set(parsed.map { units[$0].macro(name) })
        different.formUnion(others.filter { !decided.contains(units[$0].macro(name)) })
        for (path, all) in definitions[name] ?? [:] {
          if path == file || forced.contains(path) {
            next.formUnion(all.flatMap(\.conditions))
          } else {
            let readers = readers(of: path)
            different.formUnion(others.filter { readers.contains(units[$0].path) })
          }
        }
      }
      open = next.subtracting(seen)
      seen.formUnion(next)
    }
    return different
  }

  /// Those of some files whose name or stem some macro's body or a flag has, so that a computed
  /// `#include` may read them.
  func namedByMacros(_ files: [String]) -> Set<String> {
    guard survey.facts.values.contains(where: \.hasComputedInclude) else { return [] }
    let stems = files.map { file in
      let name = PathText.lastComponent(file)
      return (file, SourceKind.isHeader(file) ? String(name.dropLast(2)) : name)
    }
    let inFiles = survey.inMacroBodies(Set(stems.map(\.1)))
    return Set(
      stems.filter { _, stem in
        inFiles.contains(stem) || units.contains { $0.definesText(stem) }
      }.map(\.0))
  }

  private mutating func readers(of path: String) -> Set<String> {
    let result = readers[path] ?? survey.graph.readers(of: path)
    readers[path] = result
    return result
  }

  private mutating func definitions(
    of names: Set<String>
  ) -> [String: [String: [FileFacts.Definition]]] {
    let new = names.filter { known[$0] == nil }
    if !new.isEmpty {
      let found = survey.definitions(of: new)
      for name in new { known[name] = found[name] ?? [:] }
    }
    return known.filter { names.contains($0.key) }
  }
}
