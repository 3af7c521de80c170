/// A unit's compiler flags, as its preprocessor takes them.
struct PreprocessorOptions: Sendable {
  /// Absolute folders, in the order that they are searched in: for quoted names only, for all
  /// names, the system's, and behind the compiler's own.
  private(set) var quoteFolders: [String] = []
  private(set) var folders: [String] = []
  private(set) var systemFolders: [String] = []
  private(set) var lastFolders: [String] = []
  /// `-D` and `-U` as directives, in order.
  private(set) var macros = ""
  private(set) var macroFiles: [String] = []
  private(set) var forcedFiles: [String] = []
  /// All that remains: it decides what the compiler itself defines and where its own headers are.
  private(set) var machine: [String] = []
  /// Why a dry run cannot follow these flags, if so.
  private(set) var oddity: String?

  var hasOwnFolders: Bool { !machine.contains("-nostdinc") }
  var hasTrigraphs: Bool {
    machine.contains { $0 == "-trigraphs" || $0 == "-ansi" }
      || machine.last { $0.hasPrefix("-std=") }.map {
        !$0.hasPrefix("-std=gnu") && !$0.hasPrefix("-std=c2")
      } ?? false
  }

  init(_ unit: CompileUnit) {
    var rest = unit.flags[...]
    while let flag = rest.popFirst() {
      guard let option = PreprocessorOptions.options.first(where: flag.hasPrefix) else {
        if PreprocessorOptions.odd.contains(where: flag.hasPrefix) { oddity = flag }
        machine.append(flag)
        // Their values stand behind them.
        if flag == "-target" || flag == "-isysroot" || flag == "--sysroot" || flag == "-x",
          let value = rest.popFirst()
        {
          machine.append(value)
        }
        continue
      }
      let attached = flag.dropFirst(option.count)
      guard let value = attached.isEmpty ? rest.popFirst() : String(attached) else { continue }
      take(option, value, unit.folder)
    }
    // Of a folder that is named twice the first counts, but the system's go before others.
    let system = Set(systemFolders)
    folders = PreprocessorOptions.once(folders.filter { !system.contains($0) })
    systemFolders = PreprocessorOptions.once(systemFolders)
    quoteFolders = PreprocessorOptions.once(quoteFolders)
    lastFolders = PreprocessorOptions.once(lastFolders)
  }

  /// Longer ones first: `-include` and `-isystem` are no `-I`, but begin alike in other spellings.
  private static let options = [
    "-idirafter", "-isystem", "-iquote", "-include", "-imacros", "-I", "-D", "-U",
  ]

  private static let odd = ["-iprefix", "-iwithprefix", "-include-pch", "-fmodules", "-I-", "-F"]

  private mutating func take(_ option: String, _ value: String, _ folder: String) {
    // `=` stands for the system's root.
    if option.hasPrefix("-i") || option == "-I", value.hasPrefix("=") || value == "-" {
      oddity = option + value
    }
    switch option {
    case "-iquote": quoteFolders.append(PathText.below(folder, value))
    case "-I": folders.append(PathText.below(folder, value))
    case "-isystem": systemFolders.append(PathText.below(folder, value))
    case "-idirafter": lastFolders.append(PathText.below(folder, value))
    case "-imacros": macroFiles.append(value)
    case "-include": forcedFiles.append(value)
    case "-D":
      let line = value.prefix { $0 != "\n" && $0 != "\r\n" }
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      macros += "#define \(parts[0]) \(parts.count > 1 ? parts[1] : "1")\n"
    default: macros += "#undef \(value)\n"
    }
  }

  private static func once(_ folders: [String]) -> [String] {
    var seen: Set<String> = []
    return folders.filter { seen.insert($0).inserted }
  }
}
