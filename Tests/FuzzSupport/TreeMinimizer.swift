/// Drops whatever a tree can do without and still be read in two ways.
enum TreeMinimizer {
  /// - Parameter lines: how the runs over the tree differ: a smaller one is to show the first of
  ///   it, or one fault would be taken for another.
  static func minimize(
    _ tree: GeneratedTree, showing lines: [String], tries: Int = 1500
  ) async -> GeneratedTree {
    let kind = lines.first.map(TreeComparison.kind) ?? ""
    var search = Search(best: tree, kind: kind, tries: tries)
    var size = Int.max
    while search.best.text.utf8.count < size, search.tries > 0 {
      size = search.best.text.utf8.count
      await search.dropUnits()
      await search.dropFiles()
      await search.simplify()
      await search.dropLines()
      await search.dropConditions()
      await search.dropFlags()
    }
    return search.best
  }

  private struct Search {
    var best: GeneratedTree
    let kind: String
    var tries: Int

    /// Keeps a smaller tree if it still shows a difference.
    mutating func keep(_ tree: GeneratedTree) async -> Bool {
      guard tree != best, tries > 0 else { return false }
      tries -= 1
      guard case .different(let lines)? = try? await TreeProperties.compare(tree),
        lines.contains(where: { TreeComparison.kind(of: $0) == kind })
      else { return false }
      best = tree
      return true
    }

    mutating func dropUnits() async {
      for index in best.units.indices.reversed() {
        var tree = best
        tree.units.remove(at: index)
        _ = await keep(tree)
      }
    }

    mutating func dropFiles() async {
      for path in best.links.keys.sorted() {
        var tree = best
        tree.links[path] = nil
        _ = await keep(tree)
      }
      for path in best.hardLinks.keys.sorted() {
        var tree = best
        tree.hardLinks[path] = nil
        _ = await keep(tree)
      }
      for path in best.files.keys.sorted() {
        var tree = best
        tree.files[path] = nil
        if !tree.units.contains(where: { $0.path == path }), await keep(tree) { continue }
        tree = best
        // With what includes it.
        let name = "/\(path)".split(separator: "/").last.map(String.init) ?? path
        tree.files[path] = nil
        for (other, text) in tree.files {
          tree.files[other] = GeneratedTree.lines(of: text)
            .filter { !($0.contains("include") && $0.contains(name)) }.joined()
        }
        if !tree.units.contains(where: { $0.path == path }), await keep(tree) { continue }
        tree = best
        tree.files[path] = best.files[path]?.replacing("\r\n", with: "\n")
        _ = await keep(tree)
      }
      for names in [\GeneratedTree.callMacros, \GeneratedTree.externs] {
        var tree = best
        if tree[keyPath: names].isEmpty { continue }
        tree[keyPath: names] = []
        _ = await keep(tree)
      }
    }

    /// Odd spellings and includes by a macro, as far as they do not matter.
    mutating func simplify() async {
      let odd = [
        ("/* y */ ", ""), ("# /* x */ ", "#"), ("%:", "#"), ("  #  ", "#"), ("\t#\t", "#"),
        (" /* of\n   two lines */", ""), ("\\\n", ""), ("src/../", ""), ("(void)x; ", ""),
      ]
      for path in best.files.keys.sorted() {
        for (old, new) in odd {
          guard let text = best.files[path], text.contains(old) else { continue }
          var tree = best
          tree.files[path] = text.replacing(old, with: new)
          _ = await keep(tree)
        }
        for line in lines(path) where line.hasPrefix("#define HDR") {
          let words = line.split(whereSeparator: \.isWhitespace)
          guard words.count == 3 else { continue }
          let rest = lines(path).filter { $0 != line }.map {
            $0.hasPrefix("#include \(words[1])") ? "#include \(words[2])\n" : $0
          }
          _ = await set(path, rest)
        }
      }
    }

    /// Big pieces first.
    mutating func dropLines() async {
      for path in best.files.keys.sorted() {
        var length = lines(path).count
        while length > 0 {
          var start = 0
          while start < lines(path).count {
            var rest = lines(path)
            rest.removeSubrange(start..<min(start + length, rest.count))
            if await !set(path, rest) { start += length }
          }
          length /= 2
        }
      }
    }

    /// Lines that only go together: an `#if` and its `#endif`, or one of its branches.
    mutating func dropConditions() async {
      for path in best.files.keys.sorted() {
        var index = 0
        while index < lines(path).count {
          let all = lines(path)
          let marks = Search.branches(at: index, in: all)
          index += 1
          guard let first = marks.first, let last = marks.last, marks.count > 1 else { continue }
          var smaller = [all.removing(Set(marks))]
          smaller.append(all.removing(Set(first...last)))
          for (start, end) in zip(marks, marks.dropFirst()) {
            // That branch alone, without a condition, or all but that branch.
            smaller.append(all.removing(Set(first...start).union(end...last)))
            if start != first { smaller.append(all.removing(Set(start..<end))) }
          }
          for text in smaller where await set(path, text) {
            index = 0
            break
          }
        }
      }
      for path in best.files.keys.sorted() { await dropPairs(path) }
    }

    /// Two lines at once, such as a definition and its use.
    private mutating func dropPairs(_ path: String) async {
      guard lines(path).count <= 12 else { return }
      var first = 0
      while first < lines(path).count {
        var second = first + 1
        while second < lines(path).count {
          if await set(path, lines(path).removing([first, second])) {
            second = first + 1
          } else {
            second += 1
          }
        }
        first += 1
      }
    }

    mutating func dropFlags() async {
      for unit in best.units.indices {
        for length in [2, 1] {
          for index in best.units[unit].flags.indices.reversed() {
            let flags = best.units[unit].flags
            guard index + length <= flags.count else { continue }
            var tree = best
            tree.units[unit].flags.removeSubrange(index..<index + length)
            _ = await keep(tree)
          }
        }
        var tree = best
        tree.units[unit].folder = ""
        _ = await keep(tree)
      }
    }

    private func lines(_ path: String) -> [String] {
      GeneratedTree.lines(of: best.files[path] ?? "")
    }

    private mutating func set(_ path: String, _ lines: [String]) async -> Bool {
      var tree = best
      tree.files[path] = lines.joined()
      return await keep(tree)
    }

    /// The lines of the directives that belong to the `#if` in a line; empty if there is none.
    private static func branches(at start: Int, in lines: [String]) -> [Int] {
      func word(_ line: String) -> Substring {
        let rest = line.drop { $0.isWhitespace }
        guard rest.hasPrefix("#") else { return "" }
        return rest.dropFirst().drop { $0.isWhitespace }.prefix { $0.isLetter }
      }
      guard word(lines[start]).hasPrefix("if") else { return [] }
      var depth = 0
      var found: [Int] = []
      for index in start..<lines.count {
        let word = word(lines[index])
        if word.hasPrefix("if") { depth += 1 }
        if depth == 1, !word.isEmpty, ["if", "el", "en"].contains(where: word.hasPrefix) {
          found.append(index)
        }
        if word == "endif" {
          depth -= 1
          if depth == 0 { return found }
        }
      }
      return []
    }
  }
}

extension Array {
  fileprivate func removing(_ places: Set<Int>) -> [Element] {
    enumerated().filter { !places.contains($0.offset) }.map(\.element)
  }
}
