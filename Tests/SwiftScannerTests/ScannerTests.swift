import StaticCallCore
import Testing

/// What a scan says besides what fixtures mark.
@Suite struct ScannerTests {
  private let head = "import StaticCall\n"

  @Test(arguments: [
    ("import StaticCall", true), ("@_exported public import StaticCallKeys", true),
    ("import func StaticCall.static_call", true), ("@testable import StaticCall; import B", true),
    ("#if DEBUG\nimport StaticCall\n#endif", true), ("#if false\nimport StaticCall\n#endif", false),
    ("import StaticCallHelpers", false), ("import Other.StaticCall", false), ("", false),
    ("import struct StaticCallKeys.Key", true), ("let a = \"import StaticCall\"", false),
  ])
  func imports(text: String, expected: Bool) {
    #expect(scan(text).importsModule == expected)
    // A file with a word of the API is read another way.
    #expect(scan(text + "\n// static_call").importsModule == expected)
  }

  @Test func plainFacts() {
    let scan = scan("let a = 1\n", of: "folder/a.swift")
    #expect(
      scan.unit == "folder/a.swift" && scan.inclusions == ["folder/a.swift"] && scan.hasBodies)
    #expect(scan.diagnostics.isEmpty && scan.sites.isEmpty)
  }

  @Test func site() throws {
    let scan = scan(
      head + "let é = static_call(\n  k\n)(1)\n#if DEBUG\nstatic_call(h)?(1)\n#endif\n")
    let site = try #require(scan.sites.first)
    #expect(site.subject == .key("k") && site.form == .call && site.macro == "static_call")
    #expect(site.argument == "k" && site.isCalled && !site.isConditional && site.isKeptInArguments)
    #expect(site.place == Place(file: "main.swift", offset: 27, line: 2, column: 10))
    #expect(String(decoding: site.original, as: UTF8.self) == "static_call(\n  k\n)(")
    let other = try #require(scan.sites.last)
    #expect(String(decoding: other.original, as: UTF8.self) == "static_call(h)?")
    #expect(other.isConditional && other.kept.isEmpty && !other.isKeptInArguments)
  }

  @Test func uses() {
    let scan = scan(
      head + """
        static_call_update(on_event, f)
        StaticCall.static_call_update(StaticCallKeys.on_event) { 1 }
        if static_call_query(on_event) == f {}
        static_call_update(pick ? a : b, f)
        object.static_call_update(on_event, f)
        func local(on_event: Key) { static_call_query(on_event) }
        #if false
          static_call_query(on_event)
        #endif
        """)
    #expect(scan.uses.map(\.kind) == [.update, .update, .query])
    #expect(
      scan.uses.map(\.place.line) == [2, 3, 4] && scan.uses.map(\.place.column) == [1, 1, 4])
    #expect(scan.uses.allSatisfy { $0.key == "on_event" })
    #expect(scan.mentions.isEmpty && scan.diagnostics.isEmpty)
  }

  /// Keys of refused calls: they may be called all the same.
  @Test func mentions() {
    let scan = scan(
      head + """
        let f = static_call(a)
        static_call(flag ? b : c)(1)
        let g = d
        func local(e: Key) { static_call(e)(1) }
        """)
    #expect(Set(scan.mentions.map(\.key)) == ["a", "b", "c", "flag"])
    #expect(scan.mentions.allSatisfy { $0.kind == .key })
  }

  @Test func hiding() {
    let scan = scan(
      """
      func static_call(_ n: Int) {}
      public let static_call_update = 1, other = 2
      private func static_call_cond() {}
      fileprivate var static_call_query = 1
      private(set) var DEFINE_STATIC_CALL = 1
      struct S { func static_call() {}; struct DEFINE_STATIC_CALL_NULL {} }
      func f() { let static_call = 1 }
      #if os(Windows)
      enum DEFINE_STATIC_CALL_RET0 {}
      #endif
      """)
    #expect(scan.hiding.map(\.name) == ["static_call", "static_call_update", "DEFINE_STATIC_CALL"])
    #expect(scan.hiding.map(\.place.column) == [6, 12, 18])
  }

  /// The words, once for each message.
  @Test(arguments: [
    (
      "let f = static_call(k)", 9,
      "static_call(k) is not called here, and only a call can be direct; write static_call(k)(…), or static_call_query(k) to keep the target"
    ),
    (
      "let f = static_call", 9,
      "static_call is not called here, and only a call can be direct; write static_call(key)(…)"
    ),
    (
      "static_call(k) { 1 }", 1,
      "the closure is an argument of static_call itself here; write static_call(key)(…) { … }"
    ),
    (
      "static_call<K>(k)(1)", 1,
      "static_call is direct without generic arguments only; write static_call(key)(…)"
    ),
    ("static_call(key: k)(1)", 1, "static_call has no label 'key:'; write static_call(key)(…)"),
    (
      "static_call(k)!(1)", 1,
      "'!' asks for the target itself, and only a call can be direct; write static_call(k)?(…) as a statement, or static_call_cond(k)(…)"
    ),
    (
      "_ = static_call(k)?(1)", 5,
      "a direct call cannot tell whether there was a target, as this one does; write static_call(k)?(…) as a statement of a function, or static_call_cond(k)(…)"
    ),
    (
      "static_call(k)?(next())", 1,
      "a direct call evaluates its arguments even if there is no target, and this one does not; write static_call_cond(k)(…), or make the arguments constants before"
    ),
    (
      "static_call_cond(k)?(1)", 1,
      "what static_call_cond returns is not optional; write static_call_cond(k)(…)"
    ),
    (
      "static_call(list[0])(1)", 1,
      "static_call needs to know its key here: the key has to be a constant's name"
    ),
    (
      "func f(k: Key) { static_call(k)(1) }", 18,
      "'k' is not the key here, but declared in this file: the key has to be a constant's name"
    ),
  ])
  func words(text: String, column: Int, message: String) throws {
    let scan = scan(head + text)
    let problem = try #require(scan.diagnostics.first)
    #expect(scan.diagnostics.count == 1 && problem.message == message)
    #expect(problem.id == .swiftPosition && problem.severity == .warning)
    #expect(problem.place?.line == 2 && problem.place?.column == column)
  }

  @Test func syntaxErrors() throws {
    let scan = scan(head + "let on = DEFINE_STATIC_CALL(.on, f)\nfunc f() {\n  static_call(on)(1\n")
    #expect(scan.sites.isEmpty && scan.keys.isEmpty && !scan.importsModule)
    let first = try #require(scan.diagnostics.first)
    #expect(first.id == .parse && first.message == "expected ')' to end function call")
    #expect(first.place?.line == 4 && first.place?.column == 20)
    #expect(first.notes.first?.message == "to match this opening '('")
    #expect(first.notes.first?.place?.column == 18)
  }

  /// Bytes that are no text.
  @Test func damagedFiles() {
    for bytes: [UInt8] in [[], [0], [0xff, 0xfe], [0xef, 0xbb, 0xbf], Array("a\u{0}b".utf8)] {
      let scan = SwiftScannerTests.scan(bytes)
      #expect(scan.sites.isEmpty)
      #expect(scan.diagnostics.allSatisfy { $0.id == .parse && $0.place != nil })
    }
    let comment = Array("import StaticCall // \u{ff}".utf8).dropLast(2) + [0xff, 0x0a]
    #expect(SwiftScannerTests.scan(comment + Array("static_call(k)(1)".utf8)).sites.count == 1)
  }
}
