/// The list of what gen/ holds. A new output is one file in this folder and one line here.
public enum Emitters {
  typealias Emitter = @Sendable (Plan) -> [OutputFile]

  static let all: [Emitter] =
    edited + [
      Stubs.emit, KeyTable.emit, RuntimeCopy.emit, SwiftModules.emit, Manifest.emit, Depfile.emit,
      MakeFragment.emit,
    ]

  /// What the output has of the edits; with `--in-place` the tree has them itself.
  private static let edited: [Emitter] = [Mirror.emit, UnifiedDiff.emit]

  /// All files of the output, by path.
  static func files(of plan: Plan) -> [OutputFile] {
    let files =
      plan.options.mirrors
      ? all.flatMap { $0(plan) } : all.dropFirst(edited.count).flatMap { $0(plan.afterwards) }
    return files.sorted { $0.path < $1.path }
  }

  /// Names of generated files, relative to the output folder.
  enum Name {
    static let stubs = "static_call_stubs.S"
    static let table = "static_call_table.c"
    static let runtime = "static_call_runtime"
    static let swift = "static_call_swift"
    static let diff = "static_calls.diff"
    static let manifest = "static_calls.json"
    static let depfile = "static_calls.d"
    static let makeFragment = "static_calls.mk"
    static let stamp = "static_calls.stamp"
    /// The command line's list of the files it wrote.
    static let owned = ".static_calls.files"
  }

  public static let ownedListName = Name.owned
  public static let diffName = Name.diff
  public static let manifestName = Name.manifest
  /// Where the command line stages a write.
  public static let stagingName = ".static_calls.staging"

  /// Whether a path of an output folder is one that sc-rewrite made up, not a mirrored file.
  public static func isGenerated(_ path: String) -> Bool {
    let names = [
      Name.stubs, Name.table, Name.diff, Name.manifest, Name.depfile, Name.makeFragment, Name.stamp,
      Name.owned,
    ]
    return names.contains(path) || path.hasPrefix(Name.runtime + "/")
      || path.hasPrefix(Name.swift + "/")
  }

  /// Whether a source is one that came with the output and has no static calls of its own: the key
  /// table, the runtime.
  static func isRuntime(_ path: String) -> Bool {
    PathText.lastComponent(path) == Name.table
      || PathText.lastComponent(PathText.folder(of: path)) == Name.runtime
  }

  /// Files of the tree whose mirror would be a generated file.
  static func clashes(in files: [OutputFile], of tree: SourceTree) -> [Diagnostic] {
    let paths = tree.entries.map(\.path) + tree.emptyFolders
    let generated = Set(files.map(\.path)).subtracting(paths)
      .union([Name.owned, Name.stamp, stagingName])
      .union(Dictionary(grouping: files, by: \.path).filter { $1.count > 1 }.keys)
    // A file of the tree must not stand where a generated one needs a folder, nor the reverse.
    var folders: Set<String> = []
    for file in generated {
      var above = PathText.folder(of: file)
      while !above.isEmpty, folders.insert(above).inserted { above = PathText.folder(of: above) }
    }
    let taken = generated.union(folders)
    return paths.filter { path in
      taken.contains(path) || generated.contains(PathText.firstComponent(path))
    }.map { path in
      Diagnostic(
        .nameTaken,
        "'\(tree.display(path))' has the name of a file that sc-rewrite generates; rename it")
    }
  }
}

/// Turns text into what a C string literal or an assembler comment may hold.
func cEscaped(_ text: String) -> String {
  let isPlain = text.utf8.allSatisfy {
    (0x20..<0x7f).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
  }
  if isPlain { return text }
  var result = ""
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "\""): result += "\\\""
    case UInt8(ascii: "\\"): result += "\\\\"
    case 0x20..<0x7f: result.unicodeScalars.append(Unicode.Scalar(byte))
    default:
      let octal = String(byte, radix: 8)
      result += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
    }
  }
  return result
}
