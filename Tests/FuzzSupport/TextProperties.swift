import TestSupport

@testable import StaticCallCore

enum LexerProperties {
  static func problem(of text: [UInt8]) -> String? {
    text.withUnsafeBufferPointer { bytes in
      var offsets: [Int] = []
      var lexer = CodeLexer(bytes)
      while let lexeme = lexer.next() {
        if case .word(_, let offset) = lexeme { offsets.append(offset) }
      }
      guard isAscending(offsets, below: text.count) else { return "the lexer's offsets" }
      // As names are found: what an #include names is no word, whatever it looks like.
      var reader = DirectiveReader(bytes)
      var words: Set<Int> = []
      while let event = reader.next() {
        switch event {
        case .word(_, let offset, _), .definition(_, let offset): words.insert(offset)
        case .include: break
        }
      }
      let names = Occurrences.names(in: bytes, of: .standard)
      guard isAscending(names, below: text.count) else { return "the names' offsets" }
      guard words.isSuperset(of: names) else { return "a name that is no word" }
      for offset in names where !text[offset...].starts(with: Array("s".utf8)) {
        if LineSplice.end(at: offset, in: bytes) == nil { return "a name of another letter" }
      }

      let digest = Digester.digest(bytes, names: NameTable(), isWord: API.isWord)
      let found = (digest.words + digest.bodyWords).map { Int($0.offset) }
      guard words.isSuperset(of: found) else { return "the digest's words" }
      if let problem = problem(of: digest) { return problem }
      _ = Spellings.find(in: text)
      _ = Spellings.needBodies(bytes)
      _ = Assembly.trampolines(in: String(decoding: text, as: UTF8.self))
      return nil
    }
  }

  /// Each conditional leads on to the next of its chain, and what a step refers to is there.
  private static func problem(of digest: FileDigest) -> String? {
    for (index, step) in digest.steps.enumerated() {
      let isSound =
        switch step.kind {
        case .ifDefined, .ifNotDefined, .if, .elseIfDefined, .elseIfNotDefined, .elseIf, .else:
          index + 1...digest.steps.count ~= Int(step.next)
        case .define: digest.definitions.indices.contains(Int(step.next))
        case .include: digest.inclusions.indices.contains(Int(step.next))
        case .word: digest.words.indices.contains(Int(step.next))
        case .end, .undefine, .once, .forget: true
        }
      guard isSound else { return "a step of the digest leads nowhere" }
    }
    return nil
  }

  private static func isAscending(_ offsets: [Int], below end: Int) -> Bool {
    zip(offsets, offsets.dropFirst()).allSatisfy(<) && offsets.allSatisfy { $0 >= 0 && $0 < end }
  }
}

enum EditProperties {
  static func problem(of text: [UInt8], _ random: inout SeededGenerator) -> String? {
    var edits: [Edit] = []
    for _ in 0..<Int.random(in: 0...12, using: &random) where !text.isEmpty {
      let start = Int.random(in: text.indices, using: &random)
      let end = min(text.count, start + Int.random(in: 1...60, using: &random))
      let new = text[Int.random(in: text.indices, using: &random)...].prefix(
        Int.random(in: 0...30, using: &random))
      edits.append(Edit(at: start, original: Array(text[start..<end]), replacement: Array(new)))
    }
    let sorted = edits.sorted { $0.range.lowerBound < $1.range.lowerBound }
    let isDisjoint = zip(sorted, sorted.dropFirst()).allSatisfy {
      $0 == $1 || $0.range.upperBound <= $1.range.lowerBound
    }
    guard let list = try? EditList(edits, for: text) else {
      return isDisjoint ? "edits that do not overlap are refused" : nil
    }
    guard isDisjoint else { return "edits that overlap are taken" }
    var expected = text
    for edit in list.edits.reversed() {
      expected.replaceSubrange(edit.range, with: edit.replacement)
    }
    let edited = list.apply(to: text)
    guard edited == expected else { return "the edits' result" }
    let diff = UnifiedDiff.render(path: "a", text: text, edits: list)
    guard patched(text, with: diff) == edited else { return "the diff is not of the edits" }
    guard !text.isEmpty else { return nil }
    let lines = try? EditList(LineDiff.edits(from: text, to: edited), for: text)
    guard lines?.apply(to: text) == edited else { return "the difference of the lines" }
    return nil
  }

  /// What `patch` makes of a text; nil if the diff does not fit.
  private static func patched(_ text: [UInt8], with diff: [UInt8]) -> [UInt8]? {
    if diff.isEmpty { return text }
    let lines = split(text)
    var rest = split(diff).dropFirst(2)
    var result: [UInt8] = []
    var position = 0
    while let line = rest.popFirst() {
      switch line.first {
      case UInt8(ascii: "@"):
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count > 2, let start = Int(words[1].dropFirst().prefix { $0 != "," })
        else { return nil }
        while position < start - 1, position < lines.count {
          result += lines[position]
          position += 1
        }
      case UInt8(ascii: "\\"): return nil
      default:
        var body = Array(line.dropFirst())
        if rest.first?.first == UInt8(ascii: "\\") {
          rest = rest.dropFirst()
          body.removeLast()
        }
        if line.first != UInt8(ascii: "+") {
          guard position < lines.count, lines[position] == body else { return nil }
          position += 1
        }
        if line.first != UInt8(ascii: "-") { result += body }
      }
    }
    return result + lines[position...].joined()
  }

  private static func split(_ text: [UInt8]) -> [[UInt8]] {
    let table = LineTable(text)
    return text.isEmpty ? [] : table.starts.indices.map { Array(text[table.range(of: $0)]) }
  }
}
