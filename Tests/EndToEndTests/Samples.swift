import TestSupport
import Testing

/// The samples' own checks, as their readers would run them.
@Suite struct SampleTests {
  @Test(arguments: ["hooks", "inline"])
  func checksItself(sample: String) async throws {
    let scratch = try Scratch()
    try scratch.copy("\(Checkout.root)/Samples/\(sample)", to: "sample")
    let result = try await Tool.run(
      [
        "make", "-s", "check", "SC_REWRITE=\(Tool.scRewrite)",
        "SC_INCLUDE=\(Checkout.headerFolder)",
      ], in: scratch.path("sample"))
    #expect(result.status == 0, "\(result.output)\(result.error)")
  }
}
