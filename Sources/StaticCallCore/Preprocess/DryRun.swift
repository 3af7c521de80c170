/// Goes through a unit as its preprocessor does, directives alone: which files are read, which
/// branches are taken, which macros are defined where. Nothing is expanded but conditions and the
/// names of files.
///
/// It has three values: where a condition cannot be decided, every branch that may be taken is
/// gone through, and what they define is unknown afterwards. A word of the API that is met there,
/// or whose meaning depends on something unknown, makes the unit one that has to be parsed.
///
/// One belongs to one thread, and keeps what it learnt from unit to unit.
final class DryRun {
  typealias Name = NameTable.Name
  typealias Number = SourceStore.Number

  let store: SourceStore
  let names: NameTable
  let symbols: DryRunSymbols
  let machines: MachineStore
  let isWord: (String) -> Bool

  // What the store gave so far, by number.
  private var files: [LoadedFile?] = []
  private(set) var texts: [SourceStore.Text?] = []
  private var searches: [HeaderSearch.Key: HeaderSearch] = [:]

  // The unit at hand.
  let macros = MacroTable()
  let meanings: Meanings
  private(set) var isCertain = true
  private(set) var machine: MachineFacts?
  var options: PreprocessorOptions?
  var search: HeaderSearch?
  var stack: [(file: LoadedFile, found: FoundIn)] = []
  var once: Set<Number> = []
  var perhapsOnce: Set<Number> = []
  private var uncertainVisits: [Number: Int] = [:]
  var record = ReadingRecord()
  private var steps = 0
  private var unit: Int32 = 0
  /// The macros that a condition looked at; nil if it asked something else.
  var basis: [(name: Name, number: Int64)]? = []

  /// - Parameter isWord: whether a name is one of the API's, or counts like those.
  init(_ store: SourceStore, _ machines: MachineStore, isWord: @escaping (String) -> Bool) {
    self.store = store
    self.machines = machines
    self.isWord = isWord
    names = store.names
    symbols = DryRunSymbols(store.names)
    meanings = Meanings(store.names, isWord: isWord)
  }

  /// Goes through one unit.
  ///
  /// - Parameter file: the absolute name of its main file.
  func read(_ unit: CompileUnit, file: String) -> Reading {
    reset()
    let options = PreprocessorOptions(unit)
    self.options = options
    if let oddity = options.oddity { record.doubt("the option \(oddity) is not followed") }
    let machine = machines.facts(options)
    self.machine = machine
    search = self.search(options, machine)
    visit(store.add(machine.predefined, as: "<built-in>"), .noFolder)
    visit(store.add(Array(options.macros.utf8), as: "<command line>"), .noFolder)
    let folder = store.folder(unit.folder)
    for name in options.macroFiles + options.forcedFiles { force(name, from: folder) }
    let main = store.node(file)
    if main == SourceStore.none {
      record.doubt("it cannot be read")
    } else {
      visit(main, .noFolder)
    }
    return record.reading(
      main: main == SourceStore.none ? nil : self.file(main).text, meanings, of: self)
  }

  /// Where names lead depends on the folders and on the compiler's own.
  private func search(_ options: PreprocessorOptions, _ machine: MachineFacts) -> HeaderSearch {
    let path = SearchPath(options, last: machines.lastFolders, store)
    let key = HeaderSearch.Key(path: path, machine: ObjectIdentifier(machine))
    if let known = searches[key] { return known }
    let search = HeaderSearch(path, machine, store)
    searches[key] = search
    return search
  }

  private func reset() {
    macros.reset()
    isCertain = true
    stack = []
    once = []
    perhapsOnce = []
    uncertainVisits = [:]
    record = ReadingRecord()
    steps = 0
    unit += 1
  }

  private func take(_ step: Int, _ file: LoadedFile) {
    if file.text.isInTree, file.isFirst(taking: step, in: unit) { record.take(step, file) }
  }

  private func force(_ name: String, from folder: Number) {
    var found: HeaderSearch.Found = (store.node(name, in: folder), .noFolder)
    if found.node == SourceStore.none, let search {
      found = search.find(names.name(name), isAngled: false)
    }
    if found.node == SourceStore.none {
      record.missing(name)
    } else {
      visit(found.node, found.found)
    }
  }

  func file(_ number: Number) -> LoadedFile {
    if Int(number) < files.count, let known = files[Int(number)] { return known }
    let (node, text) = store.entry(number)
    let file = LoadedFile(number, node, text)
    DryRun.put(file, at: Int(number), in: &files)
    DryRun.put(text, at: Int(node.digest), in: &texts)
    return file
  }

  /// Tokens with their macros expanded as they stand now, but for the API's own: what those do
  /// with a key's name is no secret.
  func expanded(_ tokens: [PPToken]) -> [PPToken] {
    guard let current = stack.last else { return tokens }
    var scope = scope(current.file.digest)
    let binding = scope.binding
    scope.binding = { [unowned self] name in
      symbols.isWord(name, isWord, names) ? .undefined : binding(name)
    }
    return MacroExpander.expand(tokens, isCondition: false, scope, symbols.expander, names)
  }

  /// Where a file spells the API's words in code.
  func words(of digest: FileDigest) -> [Int] {
    (digest.words + digest.bodyWords).filter { symbols.isWord($0.name, isWord, names) }
      .map { Int($0.offset) }
  }

  private static func put<Value>(_ value: Value, at index: Int, in values: inout [Value?]) {
    while values.count <= index { values.append(nil) }
    values[index] = value
  }
}

// MARK: A file

extension DryRun {
  /// How deep clang lets inclusions go.
  private static let depth = 200
  /// How many steps are followed: more is not a program but an attack.
  private static let limit = 50_000_000

  func visit(_ number: Number, _ found: FoundIn) {
    let file = file(number)
    record.read(file)
    // Nothing of it is left: most inclusions end here.
    if let name = file.digest.guardMacro, macros[name] > 0 { return }
    if once.contains(file.textNumber) { return }
    let wasCertain = isCertain
    defer { isCertain = wasCertain }
    if perhapsOnce.contains(file.textNumber) { isCertain = false }
    if !isCertain {
      // What may be read again and again adds nothing the third time.
      guard !stack.contains(where: { $0.file === file }), uncertainVisits[number, default: 0] < 2
      else { return }
      uncertainVisits[number, default: 0] += 1
    }
    guard stack.count < DryRun.depth, steps < DryRun.limit else {
      record.doubt("its inclusions do not end")
      return
    }
    if let oddity = file.digest.oddity { record.doubt("\(file.text.local) has \(oddity)") }
    if file.digest.hasTrigraphs, options?.hasTrigraphs == true {
      record.doubt("\(file.text.local) has trigraphs")
    }
    stack.append((file, found))
    file.digest.steps.withUnsafeBufferPointer { run($0, file) }
    stack.removeLast()
  }

  /// An open conditional.
  private struct Conditional {
    var wasCertain: Bool
    /// Whether one of the branches so far was surely taken.
    var isDone: Bool
    /// Whether one may have been.
    var isOpen: Bool
  }

  private typealias Steps = UnsafeBufferPointer<FileDigest.Step>

  private func run(_ steps: Steps, _ file: LoadedFile) {
    let macros = macros
    let number = file.textNumber
    self.steps += steps.count
    var open: [Conditional] = []
    var index = 0
    while index < steps.count {
      let step = steps[index]
      switch step.kind {
      case .ifDefined, .ifNotDefined, .if:
        let value = test(step, file)
        open.append(
          Conditional(wasCertain: isCertain, isDone: value == true, isOpen: value == nil))
        if value == false {
          index = seek(Int(step.next), steps, file, &open)
          continue
        }
        if value == nil { isCertain = false }
        take(index, file)
      case .elseIfDefined, .elseIfNotDefined, .elseIf, .else:
        if open.last?.isDone == true {
          index = end(of: index, steps)
          continue
        }
        index = seek(index, steps, file, &open)
        continue
      case .end:
        if let last = open.popLast() { isCertain = last.wasCertain }
      case .define:
        macros.set(
          step.name, to: MacroTable.number(text: number, definition: step.next),
          isCertain: isCertain)
        if !file.digest.bodyWords.isEmpty { noteDefinition(step, file.text) }
      case .undefine:
        // A builtin's name is then none any more, which the table cannot tell.
        let isBuiltIn = symbols.isBuiltIn(step.name, names)
        macros.set(
          step.name, to: isBuiltIn ? MacroTable.unknown : MacroTable.undefined,
          isCertain: isCertain)
        if step.isWord {
          noteBody(file.digest.bodyWords[Int(step.next)], file.text)
          noteStranger(step, file.text, -1)
        }
      case .forget: macros.set(step.name, to: MacroTable.unknown, isCertain: isCertain)
      case .once:
        if isCertain { once.insert(number) } else { perhapsOnce.insert(number) }
      case .include: include(file.digest.inclusions[Int(step.next)], at: Int(step.next))
      case .word: note(file.digest.words[Int(step.next)], file.text)
      }
      index += 1
    }
  }

  /// Goes on at a branch behind others of which none was surely taken.
  ///
  /// - Returns: the next step.
  private func seek(
    _ start: Int, _ steps: Steps, _ file: LoadedFile, _ open: inout [Conditional]
  ) -> Int {
    guard let level = open.indices.last else { return steps.count }
    var index = start
    while index < steps.count {
      let step = steps[index]
      let value: Bool?
      switch step.kind {
      case .end:
        isCertain = open.removeLast().wasCertain
        return index + 1
      case .else: value = true
      default: value = test(step, file)
      }
      isCertain = open[level].wasCertain && !open[level].isOpen
      if value != false { take(index, file) }
      switch value {
      case true?:
        open[level].isDone = true
        return index + 1
      case nil:
        open[level].isOpen = true
        isCertain = false
        return index + 1
      case false?: index = Int(step.next)
      }
    }
    return index
  }

  /// The step that ends a chain of branches.
  private func end(of start: Int, _ steps: Steps) -> Int {
    var index = start
    while index < steps.count, steps[index].kind != .end { index = Int(steps[index].next) }
    return index
  }
}

// MARK: What is noted

extension DryRun {
  private func note(_ word: FileDigest.Word, _ text: SourceStore.Text) {
    let isAPI = symbols.isWord(word.name, isWord, names)
    let meaning = meanings.meaning(of: word, self)
    guard isAPI || meaning.hasWord else { return }
    if !isCertain {
      record.doubt("an #if around \(names.text(word.name)) in \(text.local) cannot be decided")
    } else if meaning.unknown != nil {
      let macro = meaning.unknown.map(names.text) ?? "a macro"
      record.doubt(
        "what \(names.text(word.name)) in \(text.local) means depends on \(macro), which may have several definitions"
      )
    }
    let isCall = Site.Form(rawValue: names.text(word.name)) != nil
    record.note(word, text, meaning.hash, isDerived: !isAPI, isCall: isCall)
  }

  private func noteDefinition(_ step: FileDigest.Step, _ text: SourceStore.Text) {
    let definition = Int(step.next)
    let words = text.digest.definitions[definition].words
    for word in text.digest.bodyWords[Int(words.lowerBound)..<Int(words.upperBound)] {
      noteBody(word, text)
    }
    if step.isWord { noteStranger(step, text, definition) }
  }

  private func noteBody(_ word: FileDigest.Word, _ text: SourceStore.Text) {
    guard symbols.isWord(word.name, isWord, names) else { return }
    if !isCertain {
      record.doubt("an #if around \(names.text(word.name)) in \(text.local) cannot be decided")
    }
    record.noteBody(word, text)
  }

  /// A word that some other file than the API's header (un)defines: what it means in macros'
  /// bodies is then another matter all over the unit.
  private func noteStranger(
    _ step: FileDigest.Step, _ text: SourceStore.Text, _ definition: Int
  ) {
    guard symbols.isWord(step.name, isWord, names), !API.isHeader(text.local) else { return }
    let offset =
      definition < 0 ? -Int64(step.name) : Int64(text.digest.definitions[definition].offset)
    record.strangers.insert(
      ContentHash("\(text.local) \(names.text(step.name))").low
        ^ (definition < 0 ? 1 : UInt64(bitPattern: offset) &* 2))
  }
}
