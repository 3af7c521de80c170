import Foundation
import TestSupport
import Testing

/// Scans that are kept by content: what the same flags make of the same bytes is made once.
@Suite struct ScanCacheTests {
  private static let files = [
    "src/key.c": Sandbox.key,
    "src/one.c": "#include \"one.h\"\nint one_user(void) { return CALL(1); }\n",
    "src/two.c": "#include \"two.h\"\nint two_user(void) { return CALL(2); }\n",
    "src/one.h": header, "src/two.h": header, "src/plain.c": "int plain;\n",
  ]
  private static let header = """
    #include <static_call.h>
    DECLARE_STATIC_CALL(compute, int(int));
    #define SIGN -
    #define CALL(n) (SIGN static_call(compute)(n))

    """

  /// The kept scans, with when each was written.
  private func scans(_ scratch: Scratch) throws -> [String: Date] {
    var found: [String: Date] = [:]
    for name in Checkout.names(in: scratch.path("kept")) where name.hasSuffix(".scan") {
      found[name] = try scratch.modified("kept/\(name)")
    }
    return found
  }

  private func rewrite(_ scratch: Scratch, in folder: String, _ more: String...) async throws {
    // What was changed only just is not kept.
    try await Task.sleep(for: .milliseconds(100))
    try await scratch.run(
      [Tool.scRewrite, "src", "--out", "gen", "--cache", scratch.path("kept")] + more, in: folder)
  }

  /// Another checkout has the same files under other names.
  @Test(arguments: [false, true])
  func anotherCheckout(hasDatabase: Bool) async throws {
    let scratch = try Scratch()
    for folder in ["first", "deep/down/second"] {
      for (name, text) in Self.files { try scratch.write(text, to: "\(folder)/\(name)") }
      let entries = Self.files.keys.filter { $0.hasSuffix(".c") }.sorted().map {
        """
        {"directory": "\(scratch.path(folder))", "file": "\($0)",
         "command": "cc -I\(scratch.path(folder))/src -c \($0)"}
        """
      }
      try scratch.write(
        "[\(entries.joined(separator: ",\n"))]", to: "\(folder)/db/compile_commands.json")
    }
    let options = hasDatabase ? ["-p", "db"] : ["--", "-Isrc"]
    func run(_ folder: String) async throws -> [String: Date] {
      try await Task.sleep(for: .milliseconds(100))
      try await scratch.run(
        [Tool.scRewrite, "src", "--out", "gen", "--cache", scratch.path("kept")] + options,
        in: folder)
      return try scans(scratch)
    }
    let before = try await run("first")
    #expect(before.count == 3, "\(before)")
    #expect(try await run("deep/down/second") == before)
    let first = try scratch.snapshot("first/gen")
    #expect(try scratch.snapshot("deep/down/second/gen") == first)
    #expect(try scratch.text("first/gen/one.h").contains("STATIC_CALL_TRAMP(compute)(n)"))
  }

  /// A header that changed concerns those that read it.
  @Test func aChangedMacro() async throws {
    let scratch = try Scratch()
    for (name, text) in Self.files { try scratch.write(text, to: name) }
    try await rewrite(scratch, in: "")
    let before = try scans(scratch)
    #expect(before.count == 3)
    try scratch.write(Self.header.replacing("SIGN -", with: "SIGN +"), to: "src/one.h")
    try await rewrite(scratch, in: "")
    let after = try scans(scratch)
    #expect(after.count == 4 && after.merging(before) { $1 } == after)
    // Back again: both are kept.
    try scratch.write(Self.header, to: "src/one.h")
    try await rewrite(scratch, in: "")
    #expect(try scans(scratch) == after)
  }

  /// Other flags are another scan, even if they change nothing.
  @Test func otherFlags() async throws {
    let scratch = try Scratch()
    for (name, text) in Self.files { try scratch.write(text, to: name) }
    try await rewrite(scratch, in: "")
    let before = try scans(scratch)
    #expect(before.count == 3)
    try await rewrite(scratch, in: "", "--", "-DX")
    let after = try scans(scratch)
    #expect(after.count == 2 * before.count && after.merging(before) { $1 } == after)
  }
}

/// Configurations that differ in what a unit does not ask for are one to it.
extension ScanCacheTests {
  private static let source = [
    "src/key.c": Sandbox.key,
    "src/one.c": """
    #include "config.h"
    #include <static_call.h>
    DECLARE_STATIC_CALL(compute, int(int));
    #define HAS(feature) WITH_##feature
    #ifdef SMALL
    int one(void) { return 0; }
    #else
    int one(void) { return HAS(CALLS) ? static_call(compute)(1) : 0; }
    #endif

    """,
  ]

  private static let config = "#define WITH_CALLS 1\n#define UNUSED 1\n"

  @Test(arguments: [
    // Nothing that matters to it.
    ("#define WITH_CALLS 1\n#define UNUSED 2\n", true),
    ("/* made anew */\n#define WITH_CALLS 1\n#define ANOTHER 1\n", true),
    // A macro that is spelled, one that is pasted, and something else than definitions.
    ("#define WITH_CALLS 1\n#define UNUSED 1\n#define SMALL\n", false),
    ("#define WITH_CALLS 0\n#define UNUSED 1\n", false),
    ("#define WITH_CALLS 1\n#define UNUSED 1\n#undef UNUSED\n", false),
  ])
  func anotherConfiguration(config: String, isKept: Bool) async throws {
    let scratch = try Scratch()
    func run(_ config: String, _ folder: String, _ cache: [String]) async throws -> Int {
      for (name, text) in Self.source { try scratch.write(text, to: "\(folder)/\(name)") }
      try scratch.write(config, to: "\(folder)/src/config.h")
      try await Task.sleep(for: .milliseconds(100))
      try await scratch.run(
        [Tool.scRewrite, "src", "--out", "gen"] + cache, in: folder)
      return Checkout.names(in: scratch.path("kept")).count { $0.hasSuffix(".scan") }
    }
    let cache = ["--cache", scratch.path("kept")]
    #expect(try await run(Self.config, "first", cache) == 2)
    #expect(try await run(config, "second", cache) == (isKept ? 2 : 3))
    // The same as without a cache.
    _ = try await run(config, "plain", ["--no-cache"])
    #expect(try scratch.snapshot("second/gen") == scratch.snapshot("plain/gen"))
  }
}
