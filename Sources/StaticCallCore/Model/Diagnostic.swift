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
  /// The file that it is about as a whole, as the user would write it, if there is no place.
  public var file: String?
  public var message: String
  public var notes: [Note]

  public init(
    _ id: DiagnosticID, at place: Place? = nil, about file: String? = nil, _ message: String,
    notes: [Note] = []
  ) {
    self.severity = id.severity
    self.id = id
    self.place = place
    self.file = file
    self.message = message
    self.notes = notes
  }
}
