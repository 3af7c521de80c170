/// What a compiler's command line will write, as far as words alone tell it. Of use to a compiler
/// launcher, which looks afterwards which of the files were written: names may be too many, and
/// what is not understood has none.
///
/// The words are gcc's, clang's and swiftc's at once. Where the three differ it is in words that
/// the others do not have. They are, and names come out, as `NameBytes` has it.
public struct CompilerCommand: Equatable, Sendable {
  /// The bytes of a file with more words, or with names of files, or nil if there is no such file.
  public typealias FileReader = (String) -> [UInt8]?

  public enum Product: Equatable, Sendable {
    /// Nothing that concerns a launcher.
    case nothing
    /// Objects, or a static archive of them. Those in an output file map count also if the command
    /// leaves them as they are: swiftc itself decides which of a module's sources to compile
    /// again, and would never come back to an object that lacks its table.
    case objects([String], mapped: [String] = [])
    /// A program or library right from sources: the objects between are temporary.
    case program(String, from: [String])
  }

  public private(set) var product = Product.nothing
  /// The command without its first word, with response files put in.
  public let words: [String]

  /// - Parameter command: the compiler, with other launchers before it as the case may be, and all
  ///   that it is given.
  public init(_ command: [String], readFile: FileReader) {
    var expansions = 0
    guard let words = Self.expanded(command.dropFirst(), &expansions, readFile) else {
      self.words = Array(command.dropFirst())
      return
    }
    self.words = words
    var reader = Reader()
    reader.read(words[...], readFile)
    product = reader.product(readFile)
  }

  // MARK: - Response files

  /// As many as gcc follows: one may name itself.
  private static let maximum = 2000

  private static func expanded(
    _ words: some Sequence<String>, _ expansions: inout Int, _ read: FileReader
  ) -> [String]? {
    var result: [String] = []
    for word in words {
      // Without such a file the word stands for itself.
      guard word.utf8.first == UInt8(ascii: "@"), let bytes = read(String(word.dropFirst())) else {
        result.append(word)
        continue
      }
      expansions += 1
      guard expansions <= maximum, let more = expanded(split(bytes), &expansions, read) else {
        return nil
      }
      result += more
    }
    return result
  }

  /// The words of a response file. A backslash takes the next byte as it is, between quotes of
  /// either kind, too: in that the compilers differ from a shell.
  static func split(_ bytes: [UInt8]) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var isOpen = false
    var quote: UInt8?
    var rest = bytes.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case UInt8(ascii: "\\"):
        if let next = rest.next() { word.append(next) }
        isOpen = true
      case quote:
        quote = nil
      case UInt8(ascii: "'") where quote == nil, UInt8(ascii: "\"") where quote == nil:
        quote = byte
        isOpen = true
      case UInt8(ascii: " ") where quote == nil, 0x09...0x0d where quote == nil:
        if isOpen { words.append(NameBytes.text(word)) }
        word.removeAll(keepingCapacity: true)
        isOpen = false
      default:
        word.append(byte)
        isOpen = true
      }
    }
    if isOpen { words.append(NameBytes.text(word)) }
    return words
  }
}

// MARK: - Options

/// One walk over the words.
private struct Reader {
  private var compiles = false
  private var linksRelocatable = false
  /// Whether objects are LLVM bitcode, by another name.
  private var isBitcode = false
  /// swiftc's libraries, and whether they are archives.
  private var isLibrary = false
  private var isStatic = false
  /// Whether another kind of output was asked for, or none.
  private var stops = false
  /// swiftc's own compiler, which it starts for one source or several, each with its `-o`.
  private var isFrontend = false
  private var outputs: [String] = []
  private var outputFileMap: String?
  /// In force for the sources that follow: `-x`.
  private var hasLanguage = false
  private var sources: [String] = []
  private var folder = ""
  private var module = "main"
  private var isWholeModule = false

  mutating func read(_ words: ArraySlice<String>, _ readFile: CompilerCommand.FileReader) {
    var rest = words
    while let word = rest.popFirst() {
      guard word.utf8.first == UInt8(ascii: "-"), word != "-" else {
        add(word)
        continue
      }
      if word == "--" {
        for word in rest { add(word) }
        return
      }
      if takingValue.contains(word) {
        guard let value = rest.popFirst() else { return }
        take(word, value, readFile)
      } else if let (option, value) = joined(word) {
        take(option, value, readFile)
      } else {
        take(word)
      }
    }
  }

  func product(_ readFile: CompilerCommand.FileReader) -> CompilerCommand.Product {
    if stops { return .nothing }
    let output = outputs.last
    if isLibrary, isStatic { return .objects([inFolder(output ?? "lib\(module).a")]) }
    if linksRelocatable, !compiles { return .objects([inFolder(output ?? "a.out")]) }
    guard compiles else {
      let compiled = sources.filter { !isAssembly($0) && !OutputName.isRuntime($0) }
      guard !compiled.isEmpty, !isFrontend else { return .nothing }
      return .program(inFolder(output ?? "a.out"), from: compiled)
    }
    // Nothing, or a header, which gets precompiled.
    if sources.isEmpty { return .nothing }
    if isFrontend, !outputs.isEmpty { return .objects(outputs.map(inFolder)) }
    if output == "-" { return .nothing }
    let mapped = mappedObjects(readFile)
    if let output { return .objects([inFolder(output)], mapped: mapped) }
    // Each source's own; of a whole Swift module, its or theirs.
    let names = sources.map(stem) + (isWholeModule ? [module] : [])
    return .objects(
      unique(names).map { inFolder($0 + (isBitcode ? ".bc" : ".o")) }, mapped: mapped)
  }

  /// Of the command's own sources: others of the map may be at work elsewhere.
  private func mappedObjects(_ readFile: CompilerCommand.FileReader) -> [String] {
    guard let outputFileMap, let bytes = readFile(inFolder(outputFileMap)) else { return [] }
    let map = OutputFileMap(json: bytes, place: inFolder)
    let kind = isBitcode ? "llvm-bc" : "object"
    return unique(
      (sources.map(inFolder) + (isWholeModule ? [""] : [])).compactMap { map.output(kind, of: $0) })
  }

  private func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  private mutating func add(_ word: String) {
    if hasLanguage || word.dotSuffix.map(sourceSuffixes.contains) == true { sources.append(word) }
  }

  private mutating func take(_ option: String) {
    switch option {
    case "-c", "--compile", "-emit-object": compiles = true
    case "-emit-llvm": isBitcode = true
    case "-emit-bc": (compiles, isBitcode) = (true, true)
    case "-emit-library": isLibrary = true
    case "-static": isStatic = true
    case "-r", "-i", "-Ur", "--relocatable", "-Wl,-r", "-Wl,-i", "-Wl,-Ur", "-Wl,--relocatable":
      linksRelocatable = true
    case "-wmo", "-whole-module-optimization": isWholeModule = true
    case "-frontend": isFrontend = true
    default: stops = stops || stopping.contains(option)
    }
  }

  private mutating func take(
    _ option: String, _ value: String, _ readFile: CompilerCommand.FileReader
  ) {
    switch option {
    case "-o", "--output": outputs.append(value)
    case "-output-file-map": outputFileMap = value
    case "-filelist", "-primary-filelist": sources += lines(readFile(value))
    case "-output-filelist": outputs += lines(readFile(value))
    case "-x", "--language": hasLanguage = value != "none"
    case "-module-name": module = value
    case "-working-directory": folder = value
    default: break
    }
  }

  /// Names in a file of swiftc's own.
  private func lines(_ bytes: [UInt8]?) -> [String] {
    (bytes ?? []).split(separator: UInt8(ascii: "\n")).map { NameBytes.text(Array($0)) }
  }

  /// An option and its value in one word.
  private func joined(_ word: String) -> (String, String)? {
    if let equals = word.firstIndex(of: "=") {
      let name = String(word[..<equals])
      if joinedByEquals.contains(name) { return (name, String(word[word.index(after: equals)...])) }
    }
    // Options of their own: -objcmt-…, -object-file-name=.
    if word.hasPrefix("-obj") || word.hasPrefix("-output") { return nil }
    for name in ["-o", "-x"] where word.hasPrefix(name) {
      return (name, String(word.dropFirst(2)))
    }
    return nil
  }

  private func inFolder(_ path: String) -> String {
    folder.isEmpty ? path : PathText.below(folder, path)
  }

  /// `c` of `a/b/c.h.c`, and with that what the object is called.
  private func stem(_ source: String) -> String {
    let name = PathText.lastComponent(source)
    return name.dotSuffix.map { String(name.dropLast($0.count + 1)) } ?? name
  }

  private func isAssembly(_ source: String) -> Bool {
    source.dotSuffix.map(["s", "S", "sx"].contains) == true
  }
}

extension String {
  /// What stands behind the last dot of the last component.
  fileprivate var dotSuffix: String? {
    let name = PathText.lastComponent(self)
    return name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) }
  }
}

private let joinedByEquals: Set<String> = [
  "--output", "--language", "-module-name", "-working-directory", "-output-file-map",
]

/// Options after which there is no object, whatever else is asked for.
private let stopping: Set<String> = [
  "-E", "--preprocess", "-S", "--assemble", "-M", "--dependencies", "-MM", "--user-dependencies",
  "-fsyntax-only", "--analyze", "-###", "--help", "--version", "-dumpversion", "-dumpmachine",
  "-dumpspecs", "--precompile", "-emit-ast", "-emit-pch", "-cc1", "-cc1as",
  "-typecheck",
]

/// Options whose value may be, or always is, the next word.
private let takingValue: Set<String> = [
  // All of them, or gcc and clang.
  "-o", "--output", "-x", "--language", "-I", "-D", "-U", "-L", "-l", "-A", "-B", "-T", "-u", "-e",
  "-z", "-G", "-F", "-include", "--include", "-imacros", "--imacros", "-isystem", "-iquote",
  "-idirafter", "-isysroot", "-iprefix", "-iwithprefix", "-iwithprefixbefore", "-imultilib",
  "-imultiarch", "--include-directory", "--include-directory-after", "--define-macro",
  "--undefine-macro", "--sysroot", "-MF", "-MT", "-MQ", "-Xassembler", "-Xlinker",
  "-Xpreprocessor", "--param", "-aux-info", "-dumpdir", "-dumpbase", "-dumpbase-ext", "-wrapper",
  "-specs", "--specs", "-Tbss", "-Tdata", "-Ttext", "-R", "-rpath", "-framework",
  // clang.
  "-target", "-arch", "-MJ", "-Xclang", "-Xanalyzer", "-Xopenmp-target", "-mllvm", "--config",
  "-include-pch", "-ivfsoverlay", "-gcc-toolchain", "-cxx-isystem", "-stdlib++-isystem",
  "-iframework", "-working-directory", "--serialize-diagnostics", "-serialize-diagnostics",
  // swiftc.
  "-Xcc", "-Xfrontend", "-Xllvm", "-Xclang-linker", "-module-name", "-module-link-name",
  "-module-cache-path", "-emit-module-path", "-emit-objc-header-path", "-emit-dependencies-path",
  "-emit-module-interface-path", "-import-objc-header", "-output-file-map", "-num-threads", "-j",
  "-sdk", "-swift-version", "-tools-directory", "-resource-dir", "-package-name", "-plugin-path",
  "-load-plugin-executable", "-load-plugin-library", "-enable-experimental-feature",
  "-enable-upcoming-feature", "-vfsoverlay", "-file-prefix-map", "-debug-prefix-map",
  "-coverage-prefix-map", "-runtime-compatibility-version", "-index-store-path",
  "-emit-loaded-module-trace-path", "-target-cpu", "-target-variant", "-user-module-version",
  "-define-availability", "-cxx-interoperability-mode", "-access-notes-path", "-emit-tbd-path",
  // swiftc -frontend.
  "-filelist", "-primary-filelist", "-output-filelist", "-supplementary-output-file-map",
]

/// What gcc, clang and swiftc compile or assemble, by name. Headers are not among it: they become
/// precompiled headers.
private let sourceSuffixes: Set<String> = [
  "c", "i", "s", "S", "sx", "C", "cc", "cp", "cxx", "cpp", "CPP", "c++", "ii", "cppm", "ixx", "m",
  "mi", "M", "mm", "mii", "swift", "sil", "ll", "bc", "cl", "cu", "hip", "f", "for", "ftn", "fpp",
  "F", "FOR", "FTN", "FPP", "f90", "f95", "f03", "f08", "F90", "F95", "F03", "F08", "d", "di", "dd",
  "go", "adb", "ads",
]
