/// What a run has to say to a machine: a value, of which `JSONReport` and `SarifReport` make
/// bytes.
public struct Report: Sendable {
  /// Their files as the user would write them: see `Diagnostic.displayed`.
  public var diagnostics: [Diagnostic]
  /// Nil if the run ended before there was one.
  public var program: Program?
  /// What the process returns.
  public var exitStatus: Int32
  /// The tool's.
  public var version: String

  public init(
    diagnostics: [Diagnostic], program: Program?, exitStatus: Int32, version: String
  ) {
    self.diagnostics = diagnostics
    self.program = program
    self.exitStatus = exitStatus
    self.version = version
  }

  /// How much was found.
  struct Summary: Encodable {
    var keys: Int
    var sites: Int
    var uses: Int
    var leftAlone: Int

    init(_ program: Program) {
      keys = program.keys.count
      sites = program.sites.count
      uses = program.uses.count
      leftAlone = program.leftAlone.count
    }
  }
}

extension Diagnostic {
  /// The same with its files as the user would write them, for readers that do not know the tree.
  ///
  /// - Parameter display: gives a file's name as they would.
  public func displayed(by display: (String) -> String) -> Diagnostic {
    var result = self
    result.place?.file = place.map { display($0.file) } ?? ""
    result.notes = notes.map { note in
      Note(
        at: note.place.map { place in
          var place = place
          place.file = display(place.file)
          return place
        }, note.message)
    }
    return result
  }
}
