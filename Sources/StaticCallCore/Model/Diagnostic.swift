/// Something to tell the user, as a value: only the command line prints.
public struct Diagnostic: Hashable, Sendable, Codable {
  public enum Severity: String, Sendable, Codable {
    case error, warning
    /// Worth knowing, nothing to mend; shown on request.
    case remark
  }

  /// A second place that explains the first.
  public struct Note: Hashable, Sendable, Codable {
    public var place: Place?
    public var message: String

    public init(at place: Place? = nil, _ message: String) {
      self.place = place
      self.message = message
    }
  }

  public var severity: Severity
  public var id: DiagnosticID
  public var place: Place?
  public var message: String
  public var notes: [Note]

  public init(
    _ id: DiagnosticID, at place: Place? = nil, _ message: String, notes: [Note] = []
  ) {
    self.severity = id.severity
    self.id = id
    self.place = place
    self.message = message
    self.notes = notes
  }
}

/// Every message the tool has. The raw value is stable: users search and suppress by it.
public enum DiagnosticID: String, Sendable, Codable, CaseIterable {
  // Findings in the source: exit status 1.
  /// clang could not parse a unit.
  case parse = "sc-parse"
  /// A static call names a key that is not declared where it stands.
  case unknownKey = "sc-unknown-key"
  /// A key is declared and used but nothing in the tree defines it.
  case undefinedKey = "sc-undefined-key"
  /// A key is defined in two places.
  case duplicateKey = "sc-duplicate-key"
  /// A key is declared or defined with two types.
  case keyType = "sc-key-type"
  /// static_call_update() with a function of another type.
  case updateType = "sc-update-type"
  /// A key starts as or is set to "return 0", and 0 in the register is not 0 of what it returns.
  case ret0Type = "sc-ret0-type"
  /// Two units want to change one place differently.
  case conflictingEdits = "sc-conflicting-edits"
  /// A file is not what it was when it was parsed.
  case changedWhileRead = "sc-changed-while-read"
  /// The static_call.h in use is of another version than the runtime.
  case headerVersion = "sc-header-version"
  /// `--check`: a file of the output is not what the source gives.
  case stale = "sc-stale"

  // Usage, input and output: exit status 2.
  /// A path on the command line does not exist or cannot be read.
  case noInput = "sc-no-input"
  /// Nothing to parse under the paths given.
  case emptyTree = "sc-empty-tree"
  /// A malformed compile_commands.json.
  case compileCommands = "sc-compile-commands"
  /// --out is not a folder that may be written.
  case output = "sc-output"
  /// --out has files that sc-rewrite did not write.
  case foreignOutput = "sc-foreign-output"
  /// --out lies within the source tree, or the tree within --out.
  case outputInSource = "sc-output-in-source"
  /// A file of the tree has the name of a generated file.
  case nameTaken = "sc-name-taken"
  /// A wrong option or argument.
  case usage = "sc-usage"
  /// libclang could not be loaded.
  case libclang = "sc-libclang"

  // Warnings.
  /// An option of a compile command was dropped because it could run or write something.
  case droppedOption = "sc-dropped-option"
  /// static_call_cond() of a key that returns something.
  case condType = "sc-cond-type"
  /// A key is given a function of another type, and a cast hides it.
  case updateCast = "sc-update-cast"
  /// A key is defined, and nothing calls it.
  case neverCalled = "sc-never-called"

  // Remarks.
  /// A key is called, and nothing ever gives it another target.
  case neverUpdated = "sc-never-updated"

  var severity: Diagnostic.Severity {
    switch self {
    case .droppedOption, .condType, .updateCast, .neverCalled: .warning
    case .neverUpdated: .remark
    default: .error
    }
  }

  /// What the process returns when this is the worst that happened.
  public var exitStatus: Int32 {
    switch self {
    case .parse, .unknownKey, .undefinedKey, .duplicateKey, .keyType, .updateType, .ret0Type,
      .conflictingEdits, .changedWhileRead, .headerVersion, .stale:
      1
    case .noInput, .emptyTree, .compileCommands, .output, .foreignOutput, .outputInSource,
      .nameTaken, .usage, .libclang:
      2
    case .droppedOption, .condType, .updateCast, .neverCalled, .neverUpdated:
      0
    }
  }
}
