/// Which files of a tree spell one of the API's words, whatever their language: the only stage
/// that reads every file, and it looks for bytes alone.
struct TreeIndex: Sendable {
  /// Sorted. In comments and literals a word counts, too: what it is shows later.
  let files: [String]
  private let lastComponents: Set<String>

  /// - Parameter jobs: how many files are read at the same time.
  init(
    of tree: SourceTree, callMacros: CallMacros, files source: SourceFiles, jobs: Int
  ) async {
    let paths = tree.entries.filter(\.isFile).map(\.path)
    let needles = NeedleSet(API.needleTexts + callMacros.own.sorted())
    let share = max(1, paths.count / (max(1, jobs) * 16))
    let found = await withTaskGroup(of: [String].self) { group in
      for start in stride(from: 0, to: paths.count, by: share) {
        let part = paths[start..<min(start + share, paths.count)]
        group.addTask { part.filter { source.mayHold($0, needles) } }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    files = found.sorted()
    lastComponents = Set(files.map(PathText.lastComponent))
  }

  /// Whether a name in an `#include` may mean one of these files.
  func mayBeNamed(_ name: String) -> Bool { lastComponents.contains(PathText.lastComponent(name)) }
}
