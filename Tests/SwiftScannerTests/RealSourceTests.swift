import Foundation
import StaticCallCore
import SwiftScanner
import TestSupport
import Testing

/// Swift that people wrote: the sources of the packages that this one depends on.
@Suite struct RealSourceTests {
  /// The build folder's, whichever it is.
  private static func checkouts() throws -> String? {
    var folder = URL(filePath: try Tool.scRewrite).deletingLastPathComponent()
    while folder.path != "/" {
      let found = folder.appending(path: "checkouts").path
      if FileManager.default.fileExists(atPath: found) { return found }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// Every 23rd file, and none so large that a debug build of the parser takes seconds for it.
  private static func sample(of checkouts: String) -> [String] {
    let all = (try? FileManager.default.subpathsOfDirectory(atPath: checkouts)) ?? []
    let swift = all.filter { SourceKind.isSwift($0) && !$0.contains("/generated/") }.sorted()
    return swift.indices.filter { $0 % 23 == 0 }.map { swift[$0] }
      .filter { size(of: "\(checkouts)/\($0)") < 60_000 }
  }

  private static func size(of file: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    return attributes?[.size] as? Int ?? .max
  }

  @Test func nothingIsFound() throws {
    let checkouts = try #require(try Self.checkouts())
    let sample = Self.sample(of: checkouts)
    #expect(!sample.isEmpty)
    for file in sample {
      let text = [UInt8](try Data(contentsOf: URL(filePath: "\(checkouts)/\(file)")))
      let scan = SwiftScanner().scan(file, text: text)
      #expect(scan.diagnostics.isEmpty, "\(file): \(scan.diagnostics)")
      #expect(
        scan.sites.isEmpty && scan.keys.isEmpty && scan.leftAlone.isEmpty && !scan.importsModule)
    }
  }
}
