import Testing

@testable import StaticCallCore

@Suite struct PlanTests {
  private let tree = SourceTree(
    entries: [.init(path: "a.c", kind: .file(permissions: 0o644))], folders: [""], displayRoot: "")
  private let options = PlanOptions(
    architectures: Architecture.all.map(\.name), lineDirectives: true, runtime: [],
    installedRuntime: [],
    displayOutput: "gen", version: "0")

  private func site(_ text: String, at offset: Int) -> Site {
    Site(
      .key("k"), form: .call,
      place: Place(file: "a.c", offset: offset, line: 1, column: offset + 1),
      original: Array(text.utf8), kept: [], isCalled: true)
  }

  private func failure(_ sites: [Site], text: String) -> [Diagnostic] {
    var program = Program(linking: [], in: tree)
    program.sites = sites
    let plan = Plan.make(
      for: program, in: tree, texts: ["a.c": Array(text.utf8)], options: options)
    if case .failure(let failure) = plan { return failure.diagnostics }
    return []
  }

  @Test func aFileThatChangedIsNotEdited() {
    let found = failure([site("static_call(k)", at: 0)], text: "changed since (k)")
    #expect(found.map(\.id) == [.changedWhileRead])
    #expect(found.first?.place?.file == "a.c")
    #expect(failure([site("static_call(k)", at: 0)], text: "").map(\.id) == [.changedWhileRead])
  }

  @Test func overlappingEditsAreAnError() {
    let found = failure(
      [site("static_call(k)", at: 0), site("call(k)", at: 7)], text: "static_call(k)(1);")
    #expect(found.map(\.id) == [.conflictingEdits])
    #expect(found.first?.notes.first?.place?.offset == 0)
  }

  @Test func editsThatFitMakeAPlan() {
    #expect(failure([site("static_call(k)", at: 0)], text: "static_call(k)(1);").isEmpty)
  }

  /// A file of the tree may not stand where a generated file or its folder goes.
  @Test(arguments: [
    "static_calls.json", "static_call_stubs.S", "static_calls.mk/x.c", ".static_calls.staging/x.c",
    ".static_calls.files", "static_call_runtime", "static_calls.stamp",
  ])
  func namesThatAreTaken(path: String) {
    let tree = SourceTree(
      entries: [.init(path: path, kind: .file(permissions: 0o644))], folders: [""],
      displayRoot: "src")
    let generated = [
      "static_calls.json", "static_call_stubs.S", "static_calls.mk", "static_call_runtime/x.h",
      path,
    ].map { OutputFile(path: $0, text: "") }
    #expect(Emitters.clashes(in: generated, of: tree).map(\.id) == [.nameTaken])
  }
}
