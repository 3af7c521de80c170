import StaticCallCore

/// What becomes of an outcome that has no errors.
protocol Sink {
  /// - Returns: what the user has to hear of, such as files that are not up to date.
  func take(_ outcome: Pipeline.Outcome, from input: SourceInput) throws -> [Diagnostic]
}

/// The main job: the output folder becomes what the source gives.
struct WriteSink: Sink {
  let output: OutputFolder

  func take(_ outcome: Pipeline.Outcome, from input: SourceInput) throws -> [Diagnostic] {
    try output.write(outcome.files, reading: input)
    return []
  }
}

/// `--check`: says what in the output folder is not what the source gives, and shows it.
struct CheckSink: Sink {
  let output: OutputFolder
  let showsDifferences: Bool

  func take(_ outcome: Pipeline.Outcome, from input: SourceInput) throws -> [Diagnostic] {
    try output.differences(from: outcome.files, reading: input).map { difference in
      let name = PathText.normalized("\(output.path)/\(difference.name)")
      let state =
        difference.old == nil
        ? "is missing" : difference.new == nil ? "is left over" : "is not up to date"
      let (old, new) = (difference.old ?? [], difference.new ?? [])
      if showsDifferences,
        let edits = try? EditList(LineDiff.edits(from: old, to: new), for: old)
      {
        try print(UnifiedDiff.render(path: name, text: old, edits: edits))
      }
      return Diagnostic(.stale, about: name, "'\(name)' \(state); run sc-rewrite again")
    }
  }
}

/// `--in-place`: the tree itself is edited. The output folder, if there is one, holds what has to
/// be compiled besides.
struct InPlaceSink: Sink {
  let files: InPlaceFiles
  let output: OutputFolder?

  func take(_ outcome: Pipeline.Outcome, from input: SourceInput) throws -> [Diagnostic] {
    try files.edit(outcome.edited) { try output?.write(outcome.files, reading: input) }
  }
}

/// `--in-place --check`: says which files of the tree have something to rewrite, and shows it.
struct InPlaceCheckSink: Sink {
  let output: CheckSink?
  let showsDifferences: Bool

  func take(_ outcome: Pipeline.Outcome, from input: SourceInput) throws -> [Diagnostic] {
    let sources = try outcome.edited.map { file in
      let name = input.display(file.path)
      if showsDifferences {
        try print(UnifiedDiff.render(path: name, text: file.text, edits: file.edits))
      }
      return Diagnostic(
        .stale, about: name, "'\(name)' has static calls to rewrite; run sc-rewrite again")
    }
    return sources + (try output?.take(outcome, from: input) ?? [])
  }
}

/// `--diff`: prints what would change in the source.
struct DiffSink: Sink {
  func take(_ outcome: Pipeline.Outcome, from input: SourceInput) throws -> [Diagnostic] {
    try print(outcome.bytes(of: OutputName.diff))
    return []
  }
}

/// `--list`: prints what was found, as tables or, for machines, as the manifest.
struct ListSink: Sink {
  let format: OutputFormat

  func take(_ outcome: Pipeline.Outcome, from input: SourceInput) throws -> [Diagnostic] {
    try print(
      format == .text
        ? Array(Listing.render(outcome.program, in: input.tree).utf8)
        : outcome.bytes(of: OutputName.manifest))
    return []
  }
}

extension Pipeline.Outcome {
  /// A generated file's bytes.
  fileprivate func bytes(of name: String) -> [UInt8] {
    for file in files where file.path == name {
      if case .bytes(let bytes) = file.content { return bytes }
    }
    return []
  }
}
