import Foundation
import TestSupport
import Testing

/// The folders of StaticCallCore have an order, and no file names what stands in a later one: data
/// flows one way. `Pipeline.swift`, beside them, knows all.
@Suite struct FolderOrderTests {
  private static let order = [
    "Text", "Model", "Input", "Preprocess", "Select", "Link", "Plan", "Targets", "Emit", "Report",
  ]
  private static let root = Checkout.root + "/Sources/StaticCallCore"

  /// The files of each folder, by path, comments and strings left out.
  private func files(of folder: String) throws -> [String: String] {
    let all = FileManager.default.enumerator(atPath: "\(Self.root)/\(folder)")
    var files: [String: String] = [:]
    for case let name as String in all ?? .init() where name.hasSuffix(".swift") {
      let text = try String(contentsOfFile: "\(Self.root)/\(folder)/\(name)", encoding: .utf8)
      files["\(folder)/\(name)"] =
        text.replacing(/\/\/.*/, with: "").replacing(/"(?:[^"\\\n]|\\.)*"/, with: "")
    }
    return files
  }

  /// Types that are declared at the top of a file.
  private func declared(in text: String) -> Set<Substring> {
    let declaration =
      /(?m)^(?:(?:public|final|indirect) )*(?:struct|enum|class|protocol|actor|typealias) (\w+)/
    return Set(text.matches(of: declaration).map(\.1))
  }

  @Test func noArrowRunsBack() throws {
    let files = try Self.order.map(files)
    let types = files.map {
      $0.values.reduce(into: Set<Substring>()) { $0.formUnion(declared(in: $1)) }
    }
    #expect(types.allSatisfy { !$0.isEmpty }, "a folder is empty: \(types.map(\.count))")
    for (index, folder) in files.enumerated() {
      let later = types[(index + 1)...].reduce(into: Set<Substring>()) { $0.formUnion($1) }
      for (path, text) in folder {
        // Not `Outer.Inner`, which is found by its outer type.
        let words = Set(text.matches(of: /(?:^|[^.\w])([A-Z]\w*)/).map(\.1))
        let own = declared(in: text)
        let backwards = words.intersection(later).subtracting(own)
        #expect(backwards.isEmpty, "\(path) names \(backwards.sorted()), which come later")
      }
    }
  }

  @Test func everyFolderIsInTheOrder() {
    let names = Checkout.names(in: Self.root).filter { !$0.hasSuffix(".swift") }
    #expect(names.sorted() == Self.order.sorted())
    #expect(Checkout.names(in: Self.root).filter { $0.hasSuffix(".swift") } == ["Pipeline.swift"])
  }
}
