/// Collects a unit's `Reading` while a dry run goes through it.
struct ReadingRecord {
  private var reading = Reading()
  private var files: [LoadedFile] = []
  private var branches: [SourceStore.Number: UInt64] = [:]
  /// By number of the text.
  private var seen: [Bool] = []
  private var derived: [String: [Reading.Word]] = [:]
  private var bodies: [(file: String, offset: Int)] = []
  /// Definitions of the API's words in other files than its header.
  var strangers: Set<UInt64> = []
  private var missing: [String] = []

  mutating func read(_ file: LoadedFile) {
    let index = Int(file.textNumber)
    if index < seen.count, seen[index] { return }
    while seen.count <= index { seen.append(contentsOf: repeatElement(false, count: 256)) }
    seen[index] = true
    if !file.text.isBuiltIn { files.append(file) }
  }

  func hasRead(_ file: LoadedFile) -> Bool {
    let index = Int(file.textNumber)
    return index < seen.count && seen[index]
  }

  /// Whether there is a file was asked.
  mutating func ask(_ name: String, _ answer: Bool) {
    let line = "\(name) \(answer)"
    if !reading.asked.contains(line) { reading.asked.append(line) }
  }

  /// A branch of a file is taken for the first time.
  mutating func take(_ step: Int, _ file: LoadedFile) {
    // A sum: which branch came first does not matter.
    let number = UInt64(step + 1) &* 0x9e37_79b9_7f4a_7c15
    branches[file.textNumber, default: 0] &+= number ^ number >> 29
  }

  mutating func doubt(_ reason: String) {
    if reading.doubt == nil { reading.doubt = reason }
  }

  /// A file that is not there: a compiler ends with that.
  mutating func missing(_ name: String) {
    if reading.missing == nil { reading.missing = name }
  }

  mutating func note(
    _ word: FileDigest.Word, _ text: SourceStore.Text, _ meaning: UInt64, isDerived: Bool,
    isCall: Bool
  ) {
    let word = Reading.Word(
      offset: Int(word.offset), meaning: meaning, isTyped: isDerived || !isCall)
    if isDerived {
      derived[text.local, default: []].append(word)
    } else {
      reading.words[text.local, default: []].append(word)
    }
  }

  mutating func noteBody(_ word: FileDigest.Word, _ text: SourceStore.Text) {
    bodies.append((text.local, Int(word.offset)))
  }

  /// The reading, when all is read.
  ///
  /// - Parameter main: the unit's own file.
  func reading(
    main: SourceStore.Text?, _ meanings: Meanings, of run: DryRun
  ) -> Reading {
    var reading = reading
    reading.files = files.map(\.text.file)
    let signature = signature(meanings, run)
    for (file, offset) in bodies {
      reading.words[file, default: []].append(.init(offset: offset, meaning: signature))
    }
    // Where the kernel's own header makes keys and trampolines, nothing is generated from them: so
    // only places that are edited or listed matter, and a macro's use is none.
    // Nor is anything told of types then that the kernel's own build does not tell.
    if !files.contains(where: { API.isKernelHeader($0.text.local) }) {
      for (file, words) in derived { reading.words[file, default: []] += words }
      for file in files where reading.branches[file.text.local] == nil {
        reading.branches[file.text.local] = branches[file.textNumber]
      }
    }
    for (file, words) in reading.words {
      reading.words[file] = Set(words).sorted { ($0.offset, $0.meaning) < ($1.offset, $1.meaning) }
    }
    for file in files {
      let all = run.words(of: file.digest)
      if all.isEmpty { continue }
      let words = reading.words[file.text.local] ?? []
      reading.words[file.text.local] = words
      let active = Set(words.map(\.offset))
      let idle = all.filter { !active.contains($0) }
      if !idle.isEmpty { reading.idle[file.text.local] = idle }
    }
    reading.hasOwnWords = main.map { reading.words[$0.local] != nil } ?? false
    return reading
  }

  /// What decides, for all of the unit, how words in macros' bodies are taken.
  private func signature(_ meanings: Meanings, _ run: DryRun) -> UInt64 {
    var parts = strangers.sorted()
    for name in API.signatureWords {
      parts.append(meanings.meaning(of: run.names.name(name), run).hash)
    }
    return ContentHash(parts).low
  }
}
