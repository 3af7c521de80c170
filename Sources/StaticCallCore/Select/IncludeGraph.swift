/// Which files may include which, by the names in their directives alone: conditions and search
/// paths are disregarded, so it holds every inclusion that any unit can have, and more.
struct IncludeGraph: Sendable {
  private let files: [String]
  private let index: [String: Int]
  private let byLastComponent: [String: [Int]]
  private let byFolder: Bool
  /// For each file, those that may include it.
  private var includers: [[Int]]

  /// - Parameters:
  ///   - includes: for each file, the names that it includes.
  ///   - links: for each symbolic link among the files, where it leads.
  ///   - hasFolderLinks: whether a name's folders may be called otherwise than in `includes`.
  init(includes: [String: Set<String>], links: [String: String], hasFolderLinks: Bool) {
    files = includes.keys.sorted()
    index = Dictionary(uniqueKeysWithValues: files.enumerated().map { ($1, $0) })
    includers = Array(repeating: [], count: files.count)
    byFolder = !hasFolderLinks
    byLastComponent = Dictionary(grouping: files.indices) { [files] in
      PathText.lastComponent(files[$0])
    }
    var known: [String: [Int]] = [:]
    for (file, path) in files.enumerated() {
      for name in includes[path] ?? [] {
        let matches = known[name] ?? self.matches(of: name)
        known[name] = matches
        for match in matches { includers[match].append(file) }
      }
    }
    for (link, target) in links {
      if let link = index[link], let target = index[target] { includers[target].append(link) }
    }
  }

  private func matches(of name: String) -> [Int] {
    let alike = byLastComponent[PathText.lastComponent(name)] ?? []
    guard byFolder, alike.count > 1 else { return alike }
    let plain = PathText.normalized(name).split(separator: "/").drop { $0 == ".." }
      .joined(separator: "/")
    let exact = alike.filter { files[$0] == plain || files[$0].hasSuffix("/" + plain) }
    // A search path can stand for any folder, but not for the components that the name has.
    return exact.isEmpty ? alike : exact
  }

  /// The files that may read `file`, itself included.
  func readers(of file: String) -> Set<String> {
    guard let start = index[file] else { return [file] }
    var seen: Set<Int> = [start]
    var open = [start]
    while let next = open.popLast() {
      for includer in includers[next] where seen.insert(includer).inserted { open.append(includer) }
    }
    return Set(seen.map { files[$0] })
  }

  /// The files that inclusions of `names` may read, theirs included.
  func closure(of names: [String]) -> Set<String> {
    var included = Array(repeating: [Int](), count: files.count)
    for (file, all) in includers.enumerated() {
      for includer in all { included[includer].append(file) }
    }
    var open = names.flatMap(matches)
    var seen = Set(open)
    while let next = open.popLast() {
      for file in included[next] where seen.insert(file).inserted { open.append(file) }
    }
    return Set(seen.map { files[$0] })
  }
}
