/// A file under one of its names, as one thread's dry runs go through it, with what they learnt.
final class LoadedFile {
  let number: SourceStore.Number
  let folder: SourceStore.Number
  /// Of the text: names of one file share it.
  let textNumber: SourceStore.Number
  let text: SourceStore.Text
  var digest: FileDigest { text.digest }

  /// What conditions came to, with the definitions that it was made of.
  private var outcomes: [[Outcome]]

  /// For each step that begins a branch, the last unit that took it.
  private var takers: [Int32] = []

  struct Outcome {
    var basis: [(name: NameTable.Name, number: Int64)]
    var value: Bool?
  }

  init(_ number: SourceStore.Number, _ node: SourceStore.Node, _ text: SourceStore.Text) {
    self.number = number
    folder = node.folder
    textNumber = node.digest
    self.text = text
    outcomes = Array(repeating: [], count: text.digest.conditions.count)
  }

  /// Notes that a unit takes a branch.
  ///
  /// - Returns: whether it is the first time.
  func isFirst(taking step: Int, in unit: Int32) -> Bool {
    if takers.isEmpty { takers = Array(repeating: -1, count: digest.steps.count) }
    defer { takers[step] = unit }
    return takers[step] != unit
  }

  /// What a condition came to when all macros that it looks at were defined as they are.
  func outcome(of condition: Int, _ macros: MacroTable) -> Outcome? {
    outcomes[condition].first { outcome in
      outcome.basis.allSatisfy { macros[$0.name] == $0.number }
    }
  }

  func note(_ outcome: Outcome, of condition: Int) {
    // Few conditions have more outcomes, and those are not worth a long search.
    if outcomes[condition].count == 4 { outcomes[condition].removeLast() }
    outcomes[condition].insert(outcome, at: 0)
  }
}
