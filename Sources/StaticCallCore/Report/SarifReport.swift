/// `--format sarif`: SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), which code
/// scanning services and editors read.
///
/// What is about a file is a result. What is not (a wrong option, a missing libclang) is a
/// notification of the invocation: services refuse results without a location. Sites that were
/// left alone are numbers here, not results: they are no defects, and the manifest lists them.
public enum SarifReport {
  /// - Parameters:
  ///   - folder: where the tool runs; files below it are named relative to it.
  ///   - read: the bytes of a file as `report` names it. SARIF counts characters, places count
  ///     bytes.
  public static func render(_ report: Report, folder: String, read: (String) -> [UInt8]?) -> [UInt8]
  {
    let locator = SarifLocator(report, folder: folder, read: read)
    return JSONText.encode(SarifLog(report, locator), keys: .useDefaultKeys)
  }
}

/// The document. The names are the standard's.
private struct SarifLog: Encodable {
  var schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
  var version = "2.1.0"
  var runs: [Run]

  enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version, runs
  }

  init(_ report: Report, _ locator: SarifLocator) {
    runs = [Run(report, locator)]
  }

  struct Run: Encodable {
    var tool: Tool
    var columnKind = "unicodeCodePoints"
    var originalUriBaseIds = [
      // Where it is on this machine stays out: the same input gives the same bytes.
      SarifLocator.base: BaseLocation(
        description: Message(text: "The folder in which sc-rewrite ran."))
    ]
    var invocations: [Invocation]
    var results: [Result]
    /// Missing if the run ended before the whole program was known.
    var properties: Report.Summary?

    init(_ report: Report, _ locator: SarifLocator) {
      tool = Tool(driver: Driver(version: report.version))
      invocations = [Invocation(report)]
      results = report.diagnostics.compactMap { Result($0, locator) }
      properties = report.program.map(Report.Summary.init)
    }
  }

  struct BaseLocation: Encodable {
    var description: Message
  }

  struct Tool: Encodable {
    var driver: Driver
  }

  struct Driver: Encodable {
    var name = "sc-rewrite"
    var version: String
    var rules = DiagnosticID.allCases.map(Rule.init)
  }

  struct Rule: Encodable {
    var id: String
    var shortDescription: Message
    var defaultConfiguration: Configuration

    init(_ id: DiagnosticID) {
      self.id = id.rawValue
      shortDescription = Message(text: id.summary)
      defaultConfiguration = Configuration(level: id.severity.sarifLevel)
    }
  }

  struct Configuration: Encodable {
    var level: String
  }

  struct Message: Encodable {
    var text: String
  }

  struct Invocation: Encodable {
    var executionSuccessful: Bool
    var exitCode: Int32
    /// What is wrong with the options and the machine.
    var toolConfigurationNotifications: [Notification]
    /// What else is about no file.
    var toolExecutionNotifications: [Notification]

    init(_ report: Report) {
      // Findings in the source are what the tool is run for.
      executionSuccessful = report.exitStatus < 2
      exitCode = report.exitStatus
      let all = report.diagnostics.filter { $0.place == nil && $0.file == nil }
      toolConfigurationNotifications = all.filter { $0.id.exitStatus != 1 }.map(Notification.init)
      toolExecutionNotifications = all.filter { $0.id.exitStatus == 1 }.map(Notification.init)
    }
  }

  struct Notification: Encodable {
    var level: String
    var message: Message
    var associatedRule: RuleReference

    init(_ diagnostic: Diagnostic) {
      level = diagnostic.severity.sarifLevel
      message = Message(text: diagnostic.message)
      associatedRule = RuleReference(
        id: diagnostic.id.rawValue, index: diagnostic.id.index)
    }
  }

  struct RuleReference: Encodable {
    var id: String
    var index: Int
  }

  struct Result: Encodable {
    var ruleId: String
    var ruleIndex: Int
    var level: String
    var message: Message
    var locations: [SarifLocator.Location]
    var relatedLocations: [SarifLocator.Location]?

    init?(_ diagnostic: Diagnostic, _ locator: SarifLocator) {
      guard let location = locator.location(of: diagnostic) else { return nil }
      ruleId = diagnostic.id.rawValue
      ruleIndex = diagnostic.id.index
      level = diagnostic.severity.sarifLevel
      message = Message(text: diagnostic.message)
      locations = [location]
      let related = diagnostic.notes.map(locator.location)
      relatedLocations = related.isEmpty ? nil : related
    }
  }
}

extension DiagnosticID {
  /// Its place among the rules.
  fileprivate var index: Int { DiagnosticID.allCases.firstIndex(of: self) ?? -1 }
}

extension Diagnostic.Severity {
  /// SARIF 2.1.0, 3.27.10.
  fileprivate var sarifLevel: String { self == .remark ? "note" : rawValue }
}
