import TestSupport
import Testing

/// The samples' own checks, as their readers would run them.
@Suite struct SampleTests {
  /// Without optimization Swift calls more of what the board has to have.
  private static let gnu = [
    "CC=aarch64-linux-gnu-gcc", "C_TARGET=-mno-outline-atomics -fno-pie", "LD=aarch64-linux-gnu-ld",
    "SWIFTFLAGS=-Onone",
  ]

  @Test(arguments: [("hooks", []), ("inline", []), ("firmware", []), ("firmware", gnu)])
  func checksItself(sample: String, variables: [String]) async throws {
    let scratch = try Scratch()
    try scratch.copy("\(Checkout.root)/Samples/\(sample)", to: "sample")
    let result = try await Tool.run(
      [
        "make", "-s", "check", "SC_REWRITE=\(Tool.scRewrite)",
        "SC_INCLUDE=\(Checkout.headerFolder)",
      ] + variables, in: scratch.path("sample"))
    #expect(result.status == 0, "\(result.output)\(result.error)")
  }
}
