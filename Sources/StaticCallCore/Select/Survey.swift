/// What the bytes of the whole tree say: which files hold static calls and what goes with them, and
/// which files may include which.
struct Survey: Sendable {
  typealias Reader = @Sendable (String) -> [UInt8]?

  /// By path: the tree's files, and headers elsewhere that the units' search paths lead to.
  private(set) var facts: [String: FileFacts] = [:]
  private(set) var graph: IncludeGraph
  /// What was searched for besides the API's words: the user's own call macros and, where keys are
  /// generated from them, macros in whose bodies one of the words stands.
  private(set) var words: Set<String>
  private let read: Reader
  private let links: [String: String]

  /// Reads every C file of a tree, and what these include.
  init(
    of tree: SourceTree, units: [CompileUnit], names: FileNames, callMacros: Set<String>,
    read: @escaping Reader
  ) async {
    self.read = read
    links = tree.links
    words = callMacros
    graph = IncludeGraph(includes: [:], links: [:], hasFolderLinks: false)
    await survey(HeaderFinder(tree: tree, units: units, names: names), units)
    // Where the kernel's own header makes keys and trampolines, nothing is generated from them, so
    // only places that are edited or listed matter. Elsewhere whatever makes a key does.
    if !facts.keys.contains(where: Survey.isKernelHeader) {
      while let more = derived() {
        words.formUnion(more)
        facts = await Survey.read(Array(facts.keys), searchingFor: words, read)
      }
    }
    connect(units, of: tree)
  }

  /// The same with more units, which need not be the tree's, and what these include.
  ///
  /// - Parameter units: all of them.
  func adding(
    _ more: [CompileUnit], to units: [CompileUnit], of tree: SourceTree, names: FileNames
  ) async -> Survey {
    var survey = self
    let finder = HeaderFinder(tree: tree, units: more, names: names)
    var next = more.map(file).filter { facts[$0] == nil }
    while !next.isEmpty {
      let found = await Survey.read(next, searchingFor: words, read)
      survey.facts.merge(found) { $1 }
      next = finder.files(includedBy: found.mapValues(\.includes))
        .filter { survey.facts[$0] == nil }
    }
    survey.connect(units, of: tree)
    return survey
  }

  private mutating func connect(_ units: [CompileUnit], of tree: SourceTree) {
    var includes = facts.mapValues(\.includes)
    for link in links.keys { includes[link] = [] }
    for unit in units { includes[file(of: unit), default: []].formUnion(unit.forcedIncludes) }
    graph = IncludeGraph(
      includes: includes, links: links,
      hasFolderLinks: tree.entries.contains { !$0.isFile && links[$0.path] == nil })
  }

  /// The file that a unit's text is in: where its name leads if it is a link.
  func file(of unit: CompileUnit) -> String { links[unit.path] ?? unit.path }

  /// Files with words, sorted.
  var candidates: [String] {
    facts.filter { !$0.value.words.isEmpty }.keys.sorted()
  }

  /// Where the tree defines any of `names`, by name and file.
  func definitions(of names: Set<String>) -> [String: [String: [FileFacts.Definition]]] {
    let hashes = Set(names.map { FileFacts.hash($0.utf8) })
    var found: [String: [String: [FileFacts.Definition]]] = [:]
    for (path, facts) in facts where facts.defined.contains(where: hashes.contains) {
      let all = read(path)?.withUnsafeBufferPointer { FileFacts.definitions(of: names, in: $0) }
      for definition in all ?? [] {
        found[definition.name, default: [:]][path, default: []].append(definition)
      }
    }
    return found
  }

  /// Those of some texts that stand in the body of some `#define`.
  func inMacroBodies(_ texts: Set<String>) -> Set<String> {
    var open = texts.map { (text: $0, needle: Needle($0)) }
    // Whoever defines nothing need not be read again.
    for (path, facts) in facts where !facts.defined.isEmpty {
      guard let text = read(path) else { continue }
      text.withUnsafeBufferPointer { bytes in
        open.removeAll { FileFacts.hasDefinition(with: $0.text, $0.needle, in: bytes) }
      }
    }
    return texts.subtracting(open.map(\.text))
  }

  /// What `names` lead to, by the files that bear these names.
  func closure(of names: [String]) -> Set<String> {
    graph.closure(of: names)
  }

  /// A file that says of itself what the API's words mean.
  static func isHeader(_ path: String) -> Bool {
    ["static_call.h", "static_call_types.h"].contains(PathText.lastComponent(path))
  }

  private static func isKernelHeader(_ path: String) -> Bool {
    path.hasSuffix("linux/static_call_types.h")
  }

  /// C files by name and units first; then whatever is included, whatever it is called and wherever it lies.
  private mutating func survey(_ finder: HeaderFinder, _ units: [CompileUnit]) async {
    let named = finder.tree.entries.filter { $0.isFile && SourceKind.isC($0.path) }.map(\.path)
    var next = Set(named).union(units.map(file)).sorted()
    while !next.isEmpty {
      let found = await Survey.read(next, searchingFor: words, read)
      facts.merge(found) { $1 }
      next = finder.files(includedBy: found.mapValues(\.includes)).filter { facts[$0] == nil }
    }
  }

  /// Macros that use a word and are no words yet; nil if there are none.
  private func derived() -> Set<String>? {
    var found: Set<String> = []
    for (path, facts) in facts where !Survey.isHeader(path) {
      let new = Set(facts.words.compactMap(\.macro)).filter(isNew)
      guard !new.isEmpty, let text = read(path) else { continue }
      // Macros that use these in turn are found at once: a round for each would read the tree as
      // often as a chain of macros is long.
      found.formUnion(
        text.withUnsafeBufferPointer { FileFacts.macros(using: new, in: $0) }.filter(isNew))
    }
    return found.isEmpty ? nil : found
  }

  private func isNew(_ macro: String) -> Bool { !words.contains(macro) && !API.isWord(macro) }

  private static func read(
    _ paths: [String], searchingFor words: Set<String>, _ read: @escaping Reader
  ) async -> [String: FileFacts] {
    // One after the other is searched for; with many, reading word by word costs less.
    let needles = words.count > 50 ? nil : API.needles + words.sorted().map(Needle.init)
    let size = max(1, (paths.count + 63) / 64)
    return await withTaskGroup(of: [(String, FileFacts)].self) { group in
      for start in stride(from: 0, to: paths.count, by: size) {
        let part = paths[start..<min(start + size, paths.count)]
        group.addTask {
          part.compactMap { path in
            guard let text = read(path) else { return nil }
            let facts = text.withUnsafeBufferPointer {
              FileFacts.quick($0, needles: needles) { API.isWord($0) || words.contains($0) }
            }
            return (path, facts)
          }
        }
      }
      return await group.reduce(into: [:]) { all, part in
        for (path, facts) in part { all[path] = facts }
      }
    }
  }
}

/// Finds the files behind the names in `#include`s that are not C files of the tree by name: other
/// names in the tree, and files elsewhere that the units' own search paths lead to. The system's
/// folders are not searched: what lies there includes nothing of the tree.
struct HeaderFinder {
  let tree: SourceTree
  private let names: FileNames
  private let hasOutsideFolders: Bool
  private let byLastComponent: [String: [String]]
  /// Absolute folders in the units' search paths that are not the tree's.
  private let elsewhere: [String]

  init(tree: SourceTree, units: [CompileUnit], names: FileNames) {
    self.tree = tree
    self.names = names
    hasOutsideFolders = !names.folders.isEmpty
    let others = tree.entries.filter { $0.isFile && !SourceKind.isC($0.path) }.map(\.path)
    byLastComponent = Dictionary(grouping: others, by: PathText.lastComponent)
    let walked = Set(tree.folders.map(names.absolute))
    elsewhere = Set(units.flatMap(\.searchFolders)).subtracting(walked).sorted()
  }

  /// - Returns: paths as the scan will report them; not all need exist.
  func files(includedBy includes: [String: Set<String>]) -> [String] {
    var found: Set<String> = []
    for (file, written) in includes {
      for name in written {
        found.formUnion(byLastComponent[PathText.lastComponent(name)] ?? [])
        // Beside the including file: only where that leads out of what is searched anyway.
        let isInside = tree.contains(file)
        guard !isInside || name.hasPrefix("..") || (hasOutsideFolders && name.contains("/../"))
        else { continue }
        let local = names.local(names.absolute(name, beside: file))
        if !isInside || !tree.contains(local) { found.insert(local) }
      }
    }
    for name in Set(includes.values.joined()) {
      for folder in elsewhere { found.insert(names.local(PathText.join(folder, name))) }
    }
    return found.sorted()
  }
}
