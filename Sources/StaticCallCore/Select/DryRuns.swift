/// Dry runs of many units.
public struct DryRuns: Sendable {
  private let files: SourceFiles
  private let names: FileNames
  private let compiler: Compiler
  private let callMacros: CallMacros

  /// - Parameters:
  ///   - files: the disk.
  ///   - names: the tree's names.
  ///   - compiler: what parses the units later.
  public init(
    files: SourceFiles, names: FileNames, compiler: Compiler, callMacros: CallMacros
  ) {
    self.files = files.adding(compiler.files)
    self.names = names
    self.compiler = compiler
    self.callMacros = callMacros
  }

  /// What each unit reads, in the order of the units.
  ///
  /// - Parameter jobs: how many units are gone through at the same time. It changes no result.
  public func readings(of units: [CompileUnit], jobs: Int) async -> [Reading] {
    let machines = MachineStore(compiler, exists: { [files] in files.locate($0) != nil })
    let first = store(also: [])
    let readings = await run(units, first, machines, jobs)
    // With the kernel's header no macro but the API's own counts.
    let isOpen = readings.contains { reading in
      !reading.words.isEmpty && !reading.files.contains { API.isKernelHeader($0.path) }
    }
    guard isOpen else { return readings }
    let derived = DerivedMacros.names(in: first.texts, first.names, isWord: isWord)
    if derived.isEmpty { return readings }
    return await run(units, store(also: derived), machines, jobs)
  }

  private var isWord: @Sendable (String) -> Bool {
    let own = callMacros.own
    return { API.isWord($0) || own.contains($0) }
  }

  /// - Parameter derived: names to look for besides the API's.
  private func store(also derived: Set<String>) -> SourceStore {
    let isWord = isWord
    let needles = NeedleSet(API.needleTexts + callMacros.own.sorted() + derived.sorted())
    return SourceStore(
      files, names: names, isWord: { isWord($0) || derived.contains($0) },
      mayHaveWords: { needles.isIn($0) || LineSplice.isInWord($0) })
  }

  /// Units are dealt out in turn, so that each worker has some of every folder.
  private func run(
    _ units: [CompileUnit], _ store: SourceStore, _ machines: MachineStore, _ jobs: Int
  ) async -> [Reading] {
    let jobs = max(1, min(jobs, units.count))
    return await withTaskGroup(of: [(Int, Reading)].self) { group in
      for worker in 0..<jobs {
        group.addTask { [isWord, names] in
          DeepStack.run {
            let run = DryRun(store, machines, isWord: isWord)
            return stride(from: worker, to: units.count, by: jobs).map { index in
              let unit = units[index]
              return SourceKind.isSwift(unit.path)
                ? (index, Reading()) : (index, run.read(unit, file: names.absolute(unit.path)))
            }
          }
        }
      }
      var readings = Array(repeating: Reading(), count: units.count)
      for await part in group { for (index, reading) in part { readings[index] = reading } }
      return readings
    }
  }
}
