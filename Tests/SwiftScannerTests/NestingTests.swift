import StaticCallCore
import Testing

/// Sources that no person writes: they must end in an answer, and soon.
@Suite struct NestingTests {
  private let head = "import StaticCall\n"

  private func nested(_ open: String, _ inner: String, _ close: String, _ count: Int) -> String {
    head + String(repeating: open, count: count) + inner + String(repeating: close, count: count)
  }

  /// The parser looks for the end of each block that may be a closure: those are fewer.
  @Test(arguments: [
    ("(", ")", 10_000), ("f(", ")", 10_000), ("!(", ")", 10_000), ("{", "}", 1_000),
    ("if a { ", "}", 300),
  ])
  func bracketsAreRefused(open: String, close: String, count: Int) {
    let scan = scan(nested(open, "static_call(k)(1)", close, count))
    #expect(scan.diagnostics.map(\.id) == [.parse])
    #expect(scan.diagnostics.first?.message.contains("nested too deeply") == true)
    #expect(scan.sites.isEmpty)
  }

  /// As deep as a compiler goes, and then some.
  @Test(arguments: [("(", ")"), ("{", "}"), ("f(", ")"), ("\"\\(", ")\""), ("if a { ", "}")])
  func bracketsAreRead(open: String, close: String) {
    let scan = scan(nested(open, "static_call(k)(1)", close, 100))
    #expect(scan.diagnostics.isEmpty && scan.sites.count == 1)
  }

  private struct Chain: Sendable {
    var start: String
    var link: String
    var end = ""
    var count = 1_000
  }

  @Test(arguments: [
    Chain(start: "if a {}", link: " else if static_call(k)(1) {}", count: 10_000),
    Chain(start: "_ = a", link: " + static_call(k)(1)", count: 20_000),
    Chain(start: "a", link: ".b(static_call(k)(1))"),
    Chain(start: "a", link: "?.b![static_call(k)(1)]"),
    Chain(start: "_ = ", link: "a ? static_call(k)(1) : ", end: "b"),
    Chain(start: "switch a {", link: "case static_call(k)(1): b\n", end: "}"),
    Chain(start: "#if a\n", link: "static_call(k)(1)\n#elseif b\n", end: "#endif"),
  ])
  private func chains(_ chain: Chain) {
    let links = String(repeating: chain.link, count: chain.count)
    let scan = scan(head + chain.start + links + chain.end)
    #expect(scan.diagnostics.isEmpty && scan.sites.count == chain.count)
  }

  /// No Swift at all.
  @Test func manyErrors() {
    let scan = scan(head + String(repeating: "x y z ", count: 1_000))
    #expect(scan.diagnostics.count == 100 && scan.sites.isEmpty)
  }

  @Test func manySites() {
    let text = (0..<10_000).map {
      "  static_call(k\($0))(\($0))\n  let a\($0) = static_call(h)?(1)\n"
    }
    let body = text.joined()
    let scan = scan(head + "func f() {\n" + body + "}\n")
    #expect(scan.sites.count == 10_000 && scan.leftAlone.count == 10_000)
  }

  /// Names that are declared as often as they are used.
  @Test func manyScopes() {
    let text = (0..<5_000).map { n in
      "struct T\(n): T\(n + 1) { func f(k: Int) { static_call(k)(1); static_call(l)(1); let l = 1 } }\n"
    }
    let scan = scan(head + text.joined() + "struct T5000 { func static_call_cond() {} }\n")
    #expect(scan.sites.count == 5_000 && scan.leftAlone.count == 5_000)
  }
}
