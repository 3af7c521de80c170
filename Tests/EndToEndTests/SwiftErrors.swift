import Foundation
import TestSupport
import Testing

/// What the Swift compiler says of a call, it says of the rewritten one, at the same line of the
/// user's file.
@Suite struct SwiftErrorTests {
  private static let folder = Checkout.fixtures + "/swift/errors"

  @Test(arguments: Checkout.names(in: folder), SwiftBuild.Form.allCases)
  func marksAreMet(fixture: String, form: SwiftBuild.Form) async throws {
    let build = try await SwiftBuild(of: "\(Self.folder)/\(fixture)")
    let text = try build.scratch.bytes("src/main.swift")
    let result = try await build.typecheck(form)
    for kind in ["error", "warning"] {
      let wanted = Set(Markers.marks(kind, in: text, of: "").map(\.line))
      #expect(!wanted.isEmpty)
      #expect(lines(of: kind, in: result.error, form) == wanted, "\(form) \(kind): \(result.error)")
    }
  }

  /// The lines of main.swift that messages of a kind are about: the user's, but where the mirror
  /// is compiled.
  private func lines(of kind: String, in text: String, _ form: SwiftBuild.Form) -> Set<Int> {
    Set(
      text.split(separator: "\n").compactMap { line in
        let parts = line.split(separator: ":", maxSplits: 4)
        guard parts.count == 5, parts[0].hasSuffix("\(form.swiftSource)/main.swift"),
          parts[3] == " \(kind)"
        else { return nil }
        return Int(parts[1])
      })
  }
}
