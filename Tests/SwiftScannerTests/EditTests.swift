import StaticCallCore
import Testing

/// What becomes of the text: lines keep their numbers, and comments stay.
@Suite struct EditTests {
  private let head = "import StaticCall\n"

  private func expect(_ text: String, becomes wanted: String) throws {
    let result = try rewritten(head + text)
    #expect(result == head + wanted)
    #expect(scan(result).diagnostics.isEmpty)
  }

  @Test func calleeAlone() throws {
    try expect("static_call(k)(1, \"x\")", becomes: "__SCT__k(1, \"x\")")
    try expect("static_call ( k ) (1)", becomes: "__SCT__k (1)")
    try expect("static_call(h)?(1)", becomes: "__SCT__h(1)")
    try expect("static_call_cond(h)(1)", becomes: "__SCT__h(1)")
    try expect("StaticCall . static_call(k)(1)", becomes: "__SCT__k(1)")
    try expect("StaticCall::static_call(`k`)(1)", becomes: "__SCT__k(1)")
    try expect("((static_call(k)))(1)", becomes: "((__SCT__k))(1)")
    try expect("(static_call(k)) { $0 }", becomes: "(__SCT__k) { $0 }")
    try expect("static_call(k)(static_call(k)(1))", becomes: "__SCT__k(__SCT__k(1))")
  }

  @Test func commentsStay() throws {
    try expect("static_call(/* why */ k)(1)", becomes: "__SCT__k/* why */ (1)")
    try expect("static_call(k)/* why */(1)", becomes: "__SCT__k/* why */(1)")
  }

  /// A newline before the parenthesis would end the statement.
  @Test func newlinesGoBehindTheParenthesis() throws {
    try expect("static_call(\n  k // why\n)(1)", becomes: "__SCT__k(\n   // why\n1)")
    try expect("static_call(\r\n  k)\t/* a */ (1)", becomes: "__SCT__k(\r\n  \t/* a */ 1)")
    try expect("static_call(h /*\n*/)?(1)", becomes: "__SCT__h( /*\n*/1)")
    try expect("static_call(\nk\n)()", becomes: "__SCT__k(\n\n)")
    try expect("(static_call(\nk\n))(1)", becomes: "(__SCT__k\n\n)(1)")
    try expect("static_call(\nk) (1) { $0 }", becomes: "__SCT__k(\n 1) { $0 }")
  }
}
