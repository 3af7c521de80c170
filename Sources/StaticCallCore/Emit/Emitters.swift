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

  /// Files of the tree whose mirror would be a generated file.
  static func clashes(in files: [OutputFile], of tree: SourceTree) -> [Diagnostic] {
    let paths = tree.entries.map(\.path) + tree.emptyFolders
    let generated = Set(files.map(\.path)).subtracting(paths)
      .union([OutputName.owned, OutputName.stamp, OutputName.staging])
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
