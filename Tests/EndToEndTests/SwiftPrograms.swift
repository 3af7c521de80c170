import Foundation
import TestSupport
import Testing

/// Every fixture program in Swift and C prints the same unrewritten, rewritten, and rewritten with
/// patched sites, optimised and not.
@Suite struct SwiftProgramTests {
  static let folder = Checkout.fixtures + "/swift/programs"
  static let programs = Checkout.names(in: folder)

  @Test(arguments: programs)
  func behavesTheSame(program: String) async throws {
    let build = try await SwiftBuild(of: "\(Self.folder)/\(program)")
    let expected = try build.scratch.text("src/expected.txt")
    try expectMarks(in: build.scratch)
    for optimisation in SwiftBuild.Optimisation.allCases {
      for form in SwiftBuild.Form.allCases {
        try await build.make(form, optimisation)
        for patching in form == .unrewritten ? ["on"] : ["on", "off"] {
          let result = try await Tool.run(
            ["./program"], in: build.scratch.path, environment: ["STATIC_CALL_PATCH": patching])
          let what: Comment = "\(program) \(form) \(optimisation), patching \(patching)"
          #expect(result.status == 0, what)
          #expect(result.output == expected, what)
          // The program counts its sites, and those of them that are patched: see `counter`.
          let counted = result.error.split(separator: "\n").last { $0.hasPrefix("sites: ") }
          let numbers = counted?.split(separator: " ").compactMap { Int($0) } ?? [0, 0]
          #expect((numbers[0] > 0) == (form == .inline), "\(what): \(result.error)")
          #expect(numbers[1] == (patching == "on" ? numbers[0] : 0), "\(what): \(result.error)")
        }
      }
    }
  }

  /// What the manifest says of both languages is what is marked, no less and no more.
  private func expectMarks(in scratch: Scratch) throws {
    struct Manifest: Decodable {
      struct Row: Decodable {
        var at: String
        var key: String?
        var reason: String?

        var mark: Markers.Mark {
          let parts = at.split(separator: ":")
          return .init(
            file: String(parts[0]), line: Int(parts[1]) ?? 0, value: key ?? reason ?? "")
        }
      }
      var sites: [Row]
      var leftAlone: [Row]
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let manifest = try decoder.decode(
      Manifest.self, from: Data(try scratch.bytes("gen/static_calls.json")))
    func marks(_ kind: String) throws -> [Markers.Mark] {
      let sources = Checkout.names(in: scratch.path("src")).filter { !$0.hasSuffix(".txt") }
      return try sources.flatMap { file in
        Markers.marks(kind, in: try scratch.bytes("src/\(file)"), of: file)
      }.sorted()
    }
    #expect(manifest.sites.map(\.mark).sorted() == (try marks("site")))
    // What a text for people spells is listed, too.
    let isText = { (mark: Markers.Mark) in mark.file.hasSuffix(".txt") }
    let left = Set(manifest.leftAlone.map(\.mark))
    #expect(left.filter(isText).allSatisfy { $0.value == "other-language" })
    #expect(left.filter { !isText($0) }.sorted() == (try marks("left")))
  }

  @Test func fixturesAreThere() {
    #expect(Self.programs.count >= 6)
  }
}
