import Foundation
import StaticCallCore
import SwiftScanner
import TestSupport
import Testing

/// Every fixture that is only scanned: the sites found, the calls left alone and the messages are
/// those marked in the source, no fewer and no more. The marks of programs are held against the
/// whole tool's manifest.
@Suite struct FixtureTests {
  static let folder = Checkout.fixtures + "/swift/scan"
  static let files = Checkout.names(in: folder)

  @Test(arguments: files)
  func marksAreMet(file: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(Self.folder)/\(file)")))
    let scan = SwiftScanner().scan(file, text: bytes)
    func marks(_ kind: String) -> [Markers.Mark] {
      Markers.marks(kind, in: bytes, of: file).sorted()
    }
    let sites = scan.sites.compactMap { site in site.key.map { mark($0, at: site.place) } }
    #expect(sites.sorted() == marks("site"))
    // One mark a line stands for all of the line.
    let left = Set(scan.leftAlone.map { mark($0.reason.rawValue, at: $0.place) })
    #expect(left.sorted() == marks("left"))
    func messages(_ severity: Diagnostic.Severity) -> [Markers.Mark] {
      scan.diagnostics.filter { $0.severity == severity }
        .compactMap { message in message.place.map { mark(message.id.rawValue, at: $0) } }.sorted()
    }
    #expect(scan.keys.map { mark($0.name, at: $0.place) }.sorted() == marks("key"))
    #expect(messages(.error) == marks("error"))
    #expect(messages(.warning) == marks("warning"))
  }

  private func mark(_ value: String, at place: Place) -> Markers.Mark {
    .init(file: place.file, line: place.line, value: value)
  }

  @Test func fixturesAreThere() {
    #expect(Self.files.count >= 10)
  }
}
