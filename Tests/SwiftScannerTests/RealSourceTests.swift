import Foundation
import StaticCallCore
import TestSupport
import Testing

@testable import SwiftScanner

/// Swift that people wrote: the sources of the packages that this one depends on.
@Suite struct RealSourceTests {
  private static let checkouts = Checkout.root + "/.build/checkouts"

  /// Every 23rd file, and none so large that a debug build of the parser takes seconds for it.
  private static func sample() -> [String] {
    let all = (try? FileManager.default.subpathsOfDirectory(atPath: checkouts)) ?? []
    let swift = all.filter { SourceKind.isSwift($0) && !$0.contains("/generated/") }.sorted()
    return swift.indices.filter { $0 % 23 == 0 }.map { swift[$0] }
      .filter { size(of: $0) < 60_000 }
  }

  private static func size(of file: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: "\(checkouts)/\(file)")
    return attributes?[.size] as? Int ?? .max
  }

  /// Read in full, as if each had a word of the API.
  @Test(.enabled(if: !sample().isEmpty))
  func nothingIsFound() throws {
    for file in Self.sample() {
      let text = [UInt8](try Data(contentsOf: URL(filePath: "\(Self.checkouts)/\(file)")))
      let scan = SwiftScanner().scan(file, text: text, words: nil)
      #expect(scan.diagnostics.isEmpty, "\(file): \(scan.diagnostics)")
      #expect(
        scan.sites.isEmpty && scan.keys.isEmpty && scan.leftAlone.isEmpty && !scan.importsModule)
    }
  }
}
