import StaticCallCore

/// What this command keeps for its next run, under a name made of the tree's and the output's
/// place.
struct RunMemory {
  private let folder: CacheFolder
  private let name: String
  private let input: SourceInput
  private let output: OutputFolder?
  private let command: UInt64
  private let start = Stamp.now
  private let isSettled: Bool

  init(
    folder: CacheFolder, input: SourceInput, output: OutputFolder?, databases: [String],
    flags: [String], libclang: String?
  ) {
    self.folder = folder
    self.input = input
    self.output = output
    var place = Fingerprint()
    place.add(input.root)
    place.add(output?.location ?? "")
    name = String(place.value, radix: 16)

    var command = Fingerprint()
    for text in CommandLine.arguments + [Disk.currentFolder] { command.add(text) }
    for file in databases + (libclang.map { [$0] } ?? []) {
      command.add(Stamp(file + "/compile_commands.json") ?? Stamp(file))
    }
    for stamp in SwiftFrontEnd.stamps { command.add(stamp) }
    command.add(String(input.fingerprint.value))
    self.command = command.value
    isSettled = max(command.newest, input.fingerprint.newest) <= start - Stamp.tick
  }

  /// The last run, if this one would do the same.
  var current: KeptRun? {
    guard let output, let kept = folder.load(KeptRun.self, name + ".run"),
      kept.isCurrent(input: command, output: output)
    else { return nil }
    return kept
  }

  /// - Parameter setting: what decides a scan besides its unit.
  func scans(setting: String, names: FileNames) -> ScanCache {
    ScanCache(folder, setting: setting, names: names)
  }

  /// What earlier runs saw in single files of the tree.
  ///
  /// - Parameter words: what was searched for besides the API's.
  func notes(words: [String]) -> FileNotes {
    let searched = ContentHash(words.joined(separator: "\n")).low
    return FileNotes(folder, name: name + String(searched, radix: 16))
  }

  /// - Parameter files: absolute names of what was read.
  func keep(_ files: Set<String>, diagnostics: [Diagnostic]) {
    let elsewhere = files.filter { file in
      input.aliases[file] == nil
        && PathText.relative(file, to: input.root).map(input.tree.contains) != true
    }
    guard isSettled, folder.path != nil, let output,
      let run = KeptRun(
        input: command, elsewhere: elsewhere, output: output, since: start,
        diagnostics: diagnostics)
    else { return }
    folder.store(run, name + ".run")
    folder.expire()
  }
}
