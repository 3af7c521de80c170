import Foundation
import TestSupport

/// What is fuzzed. Each case makes an input by chance and says what is wrong with what became of
/// it; a crash says it by itself.
public enum FuzzTarget: String, CaseIterable, Sendable {
  /// CodeLexer, DirectiveReader, Digester, Occurrences.
  case lexer
  /// EditList, UnifiedDiff, LineDiff.
  case edits
  /// CompileCommands, ShellWords, FlagFilter.
  case commands
  /// OwnedList, ScanFile.
  case lists
  /// ClangScanner, and what follows it.
  case scanner
  /// ObjectPass on objects.
  case objects
  /// Archive.
  case archives
  /// SourceLines, and with it libdw.
  case lines
  /// sc-rewrite as a program: what compiled before compiles afterwards.
  case program
  /// Which units are parsed: the default run against `--exhaustive` over trees.
  case trees

  /// One input.
  public struct Trial: Sendable {
    public var input: [UInt8]
    /// What does not hold; nil if all does.
    public var problem: String?
    /// Whether the input was none of which anything can be said.
    public var isSkipped = false
  }

  /// - Parameter announce: called with the input before anything is done with it.
  public func trial(
    _ mutator: Mutator, _ random: inout SeededGenerator, announce: ([UInt8]) throws -> Void
  ) async throws -> Trial {
    switch self {
    case .lexer:
      let text = mutator.text(&random)
      try announce(text)
      return Trial(input: text, problem: LexerProperties.problem(of: text))
    case .edits:
      let text = mutator.text(&random)
      try announce(text)
      return Trial(input: text, problem: EditProperties.problem(of: text, &random))
    case .commands:
      let json = CommandProperties.database(mutator, &random)
      try announce(json)
      return Trial(input: json, problem: CommandProperties.problem(of: json))
    case .lists:
      let bytes = try ListProperties.file(mutator, &random)
      try announce(bytes)
      return Trial(input: bytes, problem: ListProperties.problem(of: bytes))
    case .scanner:
      let text = mutator.text(&random)
      try announce(text)
      return Trial(input: text, problem: try ScannerProperties.problem(of: text))
    case .objects:
      let original = try await ObjectCorpus.shared.value.objects.randomElement(using: &random) ?? []
      let object = BinaryMutator.ofObject(original).mutate(original, &random)
      try announce(object)
      return Trial(input: object, problem: ObjectProperties.problem(of: object))
    case .archives:
      let original =
        try await ObjectCorpus.shared.value.archives.randomElement(using: &random) ?? []
      let archive = BinaryMutator.ofArchive(original).mutate(original, &random)
      try announce(archive)
      return Trial(input: archive, problem: ArchiveProperties.problem(of: archive, &random))
    case .lines:
      let original =
        try await ObjectCorpus.shared.value.withLines.randomElement(using: &random) ?? []
      let object = BinaryMutator.ofLines(original).mutate(original, &random)
      try announce(object)
      return Trial(input: object, problem: LineProperties.problem(of: object, &random))
    case .program:
      let text = mutator.text(&random)
      try announce(text)
      return Trial(input: text, problem: try await ProgramProperties.problem(of: text))
    case .trees:
      let tree = TreeGenerator.tree(&random)
      try announce(Array(tree.text.utf8))
      return try await TreeProperties.trial(tree)
    }
  }
}
