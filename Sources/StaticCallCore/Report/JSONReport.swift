/// `--format json`: diagnostics and numbers in a document of our own, for scripts. A field may be
/// added at any time; `version` grows when one changes its meaning or goes.
public enum JSONReport {
  public static func render(_ report: Report) -> [UInt8] {
    JSONText.encode(Document<[String]>(report, objects: nil))
  }

  /// - Parameter objects: what was found in each object file.
  public static func render(_ report: Report, objects: some Encodable) -> [UInt8] {
    JSONText.encode(Document(report, objects: objects))
  }

  private struct Document<Objects: Encodable>: Encodable {
    var version = 1
    var generator: String
    var exitStatus: Int32
    var diagnostics: [Row]
    /// Missing if the run ended before the whole program was known.
    var summary: Report.Summary?
    /// Of `sites` alone.
    var objects: Objects?

    init(_ report: Report, objects: Objects?) {
      self.objects = objects
      generator = "sc-rewrite \(report.version)"
      exitStatus = report.exitStatus
      diagnostics = report.diagnostics.map(Row.init)
      summary = report.program.map(Report.Summary.init)
    }
  }

  private struct Row: Encodable {
    var severity: String
    var id: String
    var message: String
    /// The file alone if the message is about all of it; missing if about none.
    var place: Spot?
    var notes: [NoteRow]

    init(_ diagnostic: Diagnostic) {
      severity = diagnostic.severity.rawValue
      id = diagnostic.id.rawValue
      message = diagnostic.message
      place = diagnostic.place.map { Spot($0) } ?? diagnostic.file.map { Spot(file: $0) }
      notes = diagnostic.notes.map {
        NoteRow(message: $0.message, place: $0.place.map { Spot($0) })
      }
    }
  }

  private struct NoteRow: Encodable {
    var message: String
    var place: Spot?
  }

  /// Lines and columns count from 1, offsets from 0; columns and offsets count bytes.
  private struct Spot: Encodable {
    var file: String
    var line: Int?
    var column: Int?
    var offset: Int?

    init(file: String) {
      self.file = file
    }

    init(_ place: Place) {
      file = place.file
      (line, column, offset) = (place.line, place.column, place.offset)
    }
  }
}
