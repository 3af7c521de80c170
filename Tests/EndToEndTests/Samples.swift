import Foundation
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

  /// A package, with its plugin. It depends on the checkout by its place in it, and that one on
  /// packages that SwiftPM has already: so this test, and no other, needs what a home folder
  /// keeps.
  @Test func swiftPackage() async throws {
    let scratch = try Scratch()
    // Without builds that are there already.
    try scratch.write("", to: "sample/nothing")
    for name in ["Makefile", "Package.swift", "Sources", "expected.txt"] {
      try scratch.copy("\(Checkout.root)/Samples/SwiftHooks/\(name)", to: "sample/\(name)")
    }
    let manifest = try scratch.text("sample/Package.swift")
    try scratch.write(
      manifest.replacing("path: \"../..\"", with: "path: \"\(Checkout.root)\""),
      to: "sample/Package.swift")
    let result = try await Tool.run(
      ["make", "-s", "check", "SC_REWRITE=\(Tool.scRewrite)"], in: scratch.path("sample"),
      environment: ["HOME": ProcessInfo.processInfo.environment["HOME"] ?? ""])
    #expect(result.status == 0, "\(result.output)\(result.error)")
    #expect(!result.output.contains("warning:") && !result.error.contains("warning:"), "\(result)")
  }
}
