import StaticCallCore

/// Finds the `#include`s by path that lead elsewhere when the mirror is built: out of the tree,
/// from an output folder that is not beside it; or, from outside, into the original of a file that
/// is rewritten. Nothing can be done about them, but they must not go unnoticed.
struct IncludeCheck {
  private let input: SourceInput
  private let names: FileNames
  private let output: OutputFolder
  private let edited: Set<String>
  /// The files whose names are checked.
  private let files: Set<String>
  /// All links of the tree, with their texts.
  private let links: [String: String]

  init(of outcome: Pipeline.Outcome, input: SourceInput, names: FileNames, output: OutputFolder) {
    (self.input, self.names, self.output) = (input, names, output)
    edited = Set(outcome.edited.map(\.path))
    // From an output folder beside the source `..` leads to the same places, unless a link is
    // behind.
    let isBeside = PathText.folder(of: output.location) == PathText.folder(of: input.root)
    let sources = input.tree.entries.filter { $0.isFile && SourceKind.isC($0.path) }.map(\.path)
    files = Set(outcome.program.inclusions + outcome.elsewhere)
      .union(isBeside && input.outsideFolders.isEmpty ? [] : sources)
    links = input.tree.entries.reduce(into: [:]) { links, entry in
      if case .link(let text) = entry.kind { links[entry.path] = text }
    }
  }

  func diagnostics() -> [Diagnostic] {
    files.sorted().flatMap { file -> [Diagnostic] in
      guard let text = input.read(file) else { return [] }
      return IncludeNames.all(in: text).compactMap { name in
        message(for: name, in: file).map { message in
          Diagnostic(
            .outsideInclude, at: IncludeNames.place(of: name, in: text, of: file), message)
        }
      }
    }
  }

  /// Nil where the name leads to the same place in both builds, or is found by a search path.
  private func message(for name: String, in file: String) -> String? {
    let isInside = input.tree.contains(file)
    guard !isInside || name.hasPrefix("/") || name.split(separator: "/").contains("..")
    else { return nil }
    let folder = PathText.folder(of: names.absolute(file))
    guard let source = Disk.realPath(name.hasPrefix("/") ? name : "\(folder)/\(name)") else {
      return nil
    }
    let path = names.local(source)
    if name.hasPrefix("/") || !isInside {
      return edited.contains(path) ? readsOriginal(name) : nil
    }
    switch destination(of: name, from: PathText.folder(of: file)) {
    case .mirrored(let found):
      let real = Disk.realPath(names.absolute(found))
      return input.tree.contains(found) && real.map(names.local) == path
        ? nil : leadsElsewhere(name, source)
    case .outside(let found) where found != source: return leadsElsewhere(name, source)
    case .outside: return edited.contains(path) ? readsOriginal(name) : nil
    }
  }

  private func readsOriginal(_ name: String) -> String {
    "'\(name)' names the source itself: in a build of '\(output.path)', too, it is the original that is read here, without what was rewritten; leave it to a search path (-I), or give this file's folder as a PATH"
  }

  private func leadsElsewhere(_ name: String, _ source: String) -> String {
    "'\(name)' leads out of the tree, to '\(source)', and does not from '\(output.path)'; choose an output folder beside the source, or give the folder of that file as a PATH"
  }

  private enum Destination {
    /// A path in the mirror, whether there is a file or not.
    case mirrored(String)
    /// The real path of a file elsewhere; nil if there is none.
    case outside(String?)
  }

  /// Where a name leads from a folder of the mirror, as the kernel goes.
  private func destination(of name: String, from folder: String) -> Destination {
    var at = folder.split(separator: "/").map(String.init)
    var rest = name.split(separator: "/").map(String.init)[...]
    // Links to links are resolved in the tree: one step each is all there can be, but for loops.
    var steps = 1000
    while let next = rest.popFirst(), steps > 0 {
      steps -= 1
      if next == "." { continue }
      if next == ".." {
        if at.popLast() != nil { continue }
        let above = PathText.folder(of: output.location)
        return .outside(Disk.realPath(([above] + rest).joined(separator: "/")))
      }
      if let text = links[(at + [next]).joined(separator: "/")] {
        rest = text.split(separator: "/").map(String.init) + rest
      } else {
        at.append(next)
      }
    }
    return .mirrored(at.joined(separator: "/"))
  }
}
