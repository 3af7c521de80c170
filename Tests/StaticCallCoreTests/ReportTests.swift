import Testing

@testable import StaticCallCore

@Suite struct ReportTests {
  private func sarif(_ diagnostics: [Diagnostic], texts: [String: String] = [:]) -> String {
    let report = Report(diagnostics: diagnostics, program: nil, exitStatus: 1, version: "0")
    let bytes = SarifReport.render(report, folder: "/home/u/tree") {
      texts[$0].map { Array($0.utf8) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("src/a.c", "src/a.c", true), ("./src/../a.c", "a.c", true),
    ("a:b?#c.c", "a%3Ab%3F%23c.c", true),
    ("/home/u/tree/src/a.c", "src/a.c", true), ("../b.c", "file:///home/u/b.c", false),
    ("/usr/include/x y.h", "file:///usr/include/x%20y.h", false),
  ])
  func uris(file: String, uri: String, isRelative: Bool) {
    let text = sarif([Diagnostic(.stale, about: file, "x")])
    #expect(text.contains("\"uri\" : \"\(uri)\""), "\(text)")
    #expect(text.contains("\"uriBaseId\" : \"%SRCROOT%\"") == isRelative)
  }

  @Test(arguments: [
    ("abc de\n", 5, 5, 7), ("ä€😀 de\n", 11, 5, 7), ("x\n", 1, 1, 2), ("( )\n", 2, 2, 3),
    ("\u{feff}abc\n", 4, 1, 4), ("\u{feff}abc\n", 1, 1, 4), ("abc\r\n", 4, 4, 5),
  ])
  func columns(line: String, byte: Int, start: Int, end: Int) {
    let place = Place(file: "a.c", offset: 0, line: 1, column: byte)
    let text = sarif([Diagnostic(.parse, at: place, "x")], texts: ["a.c": line])
    #expect(text.contains("\"startColumn\" : \(start),"), "\(text)")
    #expect(text.contains("\"endColumn\" : \(end),"), "\(text)")
  }

  @Test func aFileThatIsGoneHasNoColumns() {
    let place = Place(file: "a.c", offset: 0, line: 7, column: 3)
    for texts in [[:], ["a.c": "one line\n"]] {
      let text = sarif([Diagnostic(.parse, at: place, "x")], texts: texts)
      #expect(text.contains("\"startLine\" : 7") && !text.contains("startColumn"))
    }
  }

  /// Each id once, described, and told from the others.
  @Test func theCatalogueIsWhole() {
    let summaries = DiagnosticID.allCases.map(\.summary)
    #expect(Set(summaries).count == summaries.count)
    #expect(summaries.allSatisfy { $0.hasSuffix(".") })
    let text = sarif([])
    for id in DiagnosticID.allCases {
      #expect(text.split(separator: "\"id\" : \"\(id.rawValue)\"").count == 2)
    }
  }
}
