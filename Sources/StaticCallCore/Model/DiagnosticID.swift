/// Every message the tool has. The raw value is stable: users search and suppress by it.
///
/// The order is that of SARIF's rules. `summary` says what each is about.
public enum DiagnosticID: String, Sendable, Codable, CaseIterable {
  // Findings in the source: exit status 1.
  case parse = "sc-parse"
  case unknownKey = "sc-unknown-key"
  case undefinedKey = "sc-undefined-key"
  case duplicateKey = "sc-duplicate-key"
  case keyType = "sc-key-type"
  case updateType = "sc-update-type"
  case ret0Type = "sc-ret0-type"
  case conflictingEdits = "sc-conflicting-edits"
  case changedWhileRead = "sc-changed-while-read"
  case headerVersion = "sc-header-version"
  case stale = "sc-stale"
  case siteTable = "sc-site-table"
  case swiftHeader = "sc-swift-header"
  case swiftType = "sc-swift-type"
  case swiftName = "sc-swift-name"

  // Usage, input and output: exit status 2.
  case noInput = "sc-no-input"
  case emptyTree = "sc-empty-tree"
  case compileCommands = "sc-compile-commands"
  case output = "sc-output"
  case foreignOutput = "sc-foreign-output"
  case outputInSource = "sc-output-in-source"
  case nameTaken = "sc-name-taken"
  case usage = "sc-usage"
  case libclang = "sc-libclang"
  case inPlace = "sc-in-place"
  case scanFile = "sc-scan-file"
  case object = "sc-object"
  case compiler = "sc-compiler"
  case swiftFrontEnd = "sc-swift-front-end"

  // Warnings.
  case droppedOption = "sc-dropped-option"
  case missingUnit = "sc-missing-unit"
  case outsideInclude = "sc-outside-include"
  case hardLink = "sc-hard-link"
  case condType = "sc-cond-type"
  case updateCast = "sc-update-cast"
  case neverCalled = "sc-never-called"
  case indirectCall = "sc-indirect-call"
  case lto = "sc-lto"
  case noInline = "sc-no-inline"
  case noObject = "sc-no-object"
  case swiftPosition = "sc-swift-position"
  case otherLanguage = "sc-other-language"
  case swiftToolchain = "sc-swift-toolchain"

  // Remarks.
  case neverUpdated = "sc-never-updated"

  /// What all messages with this id are about, in a sentence.
  public var summary: String {
    switch self {
    case .parse: "A unit could not be parsed."
    case .unknownKey: "A static call names a key that is not declared where it stands."
    case .undefinedKey: "A key is declared and used but nothing in the tree defines it."
    case .duplicateKey: "A key is defined in two places."
    case .keyType: "A key is declared or defined with two types."
    case .updateType: "static_call_update() with a function of another type."
    case .ret0Type:
      "A key is set to 'return 0', and 0 in the register is not 0 of what it returns."
    case .conflictingEdits: "Two units want to change one place differently."
    case .changedWhileRead: "A file is not what it was when it was parsed."
    case .headerVersion: "The static_call.h in use is of another version than the runtime."
    case .stale: "A file is not what the source gives (--check)."
    case .siteTable: "An object has no site table, or another than it should (sites --check)."
    case .swiftHeader: "Swift uses a key that no C header declares."
    case .swiftType: "A key has a type that cannot be told in both C and Swift."
    case .swiftName: "A name in Swift is not the one that it has to be."
    case .noInput: "A path on the command line does not exist or cannot be read."
    case .emptyTree: "There is nothing to parse under the paths given."
    case .compileCommands: "A compile_commands.json is malformed."
    case .output: "The output folder cannot be written."
    case .foreignOutput: "The output folder has files that sc-rewrite did not write."
    case .outputInSource: "The output folder lies within the source tree, or the tree within it."
    case .nameTaken: "A file of the tree has the name of a generated file."
    case .usage: "A wrong option or argument."
    case .libclang: "libclang could not be loaded."
    case .scanFile: "A file is no scan that this version can link."
    case .object: "A file is no object that site tables can be added to."
    case .compiler: "The compiler could not be started (cc)."
    case .swiftFrontEnd: "The program that reads Swift is missing, or failed."
    case .swiftToolchain: "Swift is read by another toolchain than it is compiled with."
    case .inPlace: "A file cannot be edited in place."
    case .missingUnit: "A compile_commands.json has a command for a file that does not exist."
    case .outsideInclude: "An #include by path leads elsewhere when the output is built."
    case .hardLink: "A file that was replaced has other names, which keep the old content."
    case .condType: "static_call_cond() of a key that returns something."
    case .updateCast: "A key is given a function of another type, and a cast hides it."
    case .neverCalled: "A key is defined, and nothing calls it."
    case .indirectCall: "A static call is indirect in the object, so it cannot be patched."
    case .lto: "An object is only compiled when it is linked, so it has no sites yet."
    case .noInline: "Sites of this CPU stay on the trampoline."
    case .noObject:
      "Static calls were compiled and linked by one command, so sites are not patched."
    case .swiftPosition: "A static call in Swift stands where it cannot be direct."
    case .otherLanguage: "A static call stands in a file that is neither C nor Swift."
    case .neverUpdated: "A key is called, and nothing ever gives it another target."
    case .droppedOption: "A compiler option was dropped because it could run or write something."
    }
  }

  var severity: Diagnostic.Severity {
    switch self {
    case .neverUpdated: .remark
    default: exitStatus == 0 ? .warning : .error
    }
  }

  /// What the process returns when this is the worst that happened.
  public var exitStatus: Int32 {
    switch self {
    case .parse, .unknownKey, .undefinedKey, .duplicateKey, .keyType, .updateType, .ret0Type,
      .conflictingEdits, .changedWhileRead, .headerVersion, .stale, .siteTable, .swiftHeader,
      .swiftType,
      .swiftName:
      1
    case .noInput, .emptyTree, .compileCommands, .output, .foreignOutput, .outputInSource,
      .nameTaken, .usage, .libclang, .inPlace, .scanFile, .object, .compiler, .swiftFrontEnd:
      2
    case .droppedOption, .missingUnit, .outsideInclude, .hardLink, .condType, .updateCast,
      .neverCalled, .indirectCall, .lto, .noInline, .noObject, .swiftPosition, .otherLanguage,
      .swiftToolchain, .neverUpdated:
      0
    }
  }
}
