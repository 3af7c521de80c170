import Foundation
import TestSupport
import Testing

/// `--format json` and `--format sarif`.
@Suite struct ReportTests {
  /// Situations, with the exit status, how many diagnostics are about a file, and how many are
  /// not.
  struct Case: Sendable, CustomStringConvertible {
    var arguments: [String]
    var status: Int32
    var located = 0
    var unlocated = 0
    var description: String { arguments.joined(separator: " ") }
  }

  static let cases = [
    Case(arguments: ["good", "--out", "gen"], status: 0),
    Case(arguments: ["good", "--out", "gen", "--", "-fplugin=x.so"], status: 0, unlocated: 1),
    Case(arguments: ["good", "--out", "new", "--check", "--no-runtime"], status: 1, located: 7),
    Case(arguments: ["bad", "--out", "gen"], status: 1, located: 2),
    Case(arguments: ["nowhere", "--out", "gen"], status: 2, unlocated: 1),
    Case(arguments: ["good", "--out", "gen", "-p", "db.json"], status: 2, located: 1),
    Case(arguments: ["good", "--out", "gen", "--arch", "z80"], status: 2, unlocated: 1),
    Case(arguments: ["good"], status: 2, unlocated: 1),
    Case(arguments: ["good", "--frobnicate"], status: 2, unlocated: 1),
    Case(arguments: ["good", "--diff"], status: 2, unlocated: 1),
  ]

  static let files = [
    "good/main.c": Sandbox.key + "int main(void) { return static_call(compute)(-1); }\n",
    "bad/a.c": Sandbox.key, "bad/b ä%.c": Sandbox.key,
    "bad/c.c":
      "\u{feff}/* \u{e9}\u{1f600} */ int f = __SCK__gone;\n#include <static_call.h>\n",
    "db.json": "[{]",
  ]

  private func run(_ sandbox: Sandbox, _ format: String, _ arguments: [String]) async throws
    -> Tool.Result
  {
    try await Tool.run(
      [Tool.scRewrite, "--format", format] + arguments, in: sandbox.scratch.path)
  }

  private func document(_ text: String) throws -> [String: Any] {
    let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(parsed as? [String: Any], "\(text)")
  }

  private func list(_ value: Any?) -> [[String: Any]] { value as? [[String: Any]] ?? [] }

  @Test(arguments: cases)
  func jsonIsOneDocument(of situation: Case) async throws {
    let sandbox = try Sandbox(Self.files)
    let result = try await run(sandbox, "json", situation.arguments)
    #expect(result.status == situation.status)
    #expect(result.error == "")
    let report = try document(result.output)
    #expect(report["version"] as? Int == 1)
    #expect(report["exit_status"] as? Int32 == situation.status)
    let diagnostics = list(report["diagnostics"])
    let located = diagnostics.filter { $0["place"] != nil }
    #expect(located.count == situation.located, "\(result.output)")
    #expect(diagnostics.count == situation.located + situation.unlocated, "\(result.output)")
    #expect(try await run(sandbox, "json", situation.arguments).output == result.output)
  }

  /// The official schema accepts it, whatever happened; and its results have locations, without
  /// which code scanning services refuse the file.
  @Test(arguments: cases)
  func sarifIsValid(for situation: Case) async throws {
    let sandbox = try Sandbox(Self.files)
    let result = try await run(sandbox, "sarif", situation.arguments)
    #expect(result.status == situation.status)
    #expect(result.error == "")
    #expect(try await Self.schemaErrors(in: result.output, sandbox.scratch) == "")
    let run = try #require(list(document(result.output)["runs"]).first)
    let invocation = try #require(list(run["invocations"]).first)
    #expect(invocation["executionSuccessful"] as? Bool == (situation.status < 2))
    let notifications =
      list(invocation["toolConfigurationNotifications"])
      + list(invocation["toolExecutionNotifications"])
    #expect(notifications.count == situation.unlocated)
    let results = list(run["results"])
    #expect(results.count == situation.located, "\(result.output)")
    #expect(results.allSatisfy { list($0["locations"]).count == 1 })

    let rules = list((run["tool"] as? [String: [String: Any]])?["driver"]?["rules"])
    for result in results {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
    }
  }

  /// What the schema has against a report.
  static func schemaErrors(in text: String, _ scratch: Scratch) async throws -> String {
    try scratch.write(text, to: "report.sarif")
    let script = """
      import json, jsonschema, sys
      schema, report = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:])
      jsonschema.Draft7Validator.check_schema(schema)
      for error in jsonschema.Draft7Validator(schema).iter_errors(report):
          print(list(error.path), error.message)
      """
    // Not the first on the PATH: Debian's python3-jsonschema belongs to Debian's Python.
    let result = try await Tool.run(
      [
        "/usr/bin/python3", "-c", script, "\(Checkout.fixtures)/schemas/sarif-schema-2.1.0.json",
        "report.sarif",
      ], in: scratch.path)
    return result.output + result.error
  }

  @Test func theSchemaRefuses() async throws {
    let errors = try await Self.schemaErrors(
      in: "{\"version\": \"2.1.0\", \"runs\": [{}]}", try Scratch())
    #expect(errors == "['runs', 0] 'tool' is a required property\n")
  }

  @Test func placesAndNotesInJSON() async throws {
    let sandbox = try Sandbox(Self.files)
    let report = try await document(run(sandbox, "json", ["bad", "--out", "gen"]).output)
    let diagnostics = list(report["diagnostics"])
    let duplicate = try #require(diagnostics.first { $0["id"] as? String == "sc-duplicate-key" })
    #expect(duplicate["severity"] as? String == "error")
    #expect(duplicate["message"] as? String == "static call 'compute' is defined twice")
    let place = try #require(duplicate["place"] as? [String: Any])
    #expect(place["file"] as? String == "bad/b ä%.c")
    #expect(place["line"] as? Int == 3 && place["column"] as? Int == 1)
    #expect(place["offset"] as? Int == 65)
    let note = try #require(list(duplicate["notes"]).first)
    #expect(note["message"] as? String == "the other definition is here")
    #expect((note["place"] as? [String: Any])?["file"] as? String == "bad/a.c")
    #expect((report["summary"] as? [String: Int])?["keys"] == 1)
  }

  /// URIs are escaped; columns count characters, without the byte order mark.
  @Test func placesInSarif() async throws {
    let sandbox = try Sandbox(Self.files)
    let text = try await run(sandbox, "sarif", ["bad", "--out", "gen"]).output
    let results = list(list(try document(text)["runs"])[0]["results"])
    func location(_ result: [String: Any], _ key: String = "locations") -> [String: Any] {
      list(result[key]).first?["physicalLocation"] as? [String: Any] ?? [:]
    }
    let duplicate = try #require(results.first { $0["ruleId"] as? String == "sc-duplicate-key" })
    #expect(
      location(duplicate)["artifactLocation"] as? [String: String]
        == ["uri": "bad/b%20%C3%A4%25.c", "uriBaseId": "%SRCROOT%"])
    #expect(
      (location(duplicate, "relatedLocations")["artifactLocation"] as? [String: String])?["uri"]
        == "bad/a.c")
    #expect(list(duplicate["relatedLocations"]).count == 1)
    let unknown = try #require(results.first { $0["ruleId"] as? String == "sc-unknown-key" })
    #expect(
      location(unknown)["region"] as? [String: Int]
        == ["startLine": 1, "startColumn": 18, "endColumn": 29], "\(text)")
    #expect(!text.contains(sandbox.scratch.path))
  }

  @Test func aStaleFileIsAResult() async throws {
    let sandbox = try await Sandbox.rewritten()
    try sandbox.scratch.write("int plain(void) { return 3; }\n", to: "src/lib/plain.c")
    let json = try await run(sandbox, "json", ["src", "--out", "gen", "--check"])
    #expect(json.status == 1)
    let diagnostics = list(try document(json.output)["diagnostics"])
    #expect(diagnostics.map { $0["id"] as? String } == ["sc-stale"])
    #expect((diagnostics[0]["place"] as? [String: Any])?["file"] as? String == "gen/lib/plain.c")
    let sarif = try await run(sandbox, "sarif", ["src", "--out", "gen", "--check"])
    #expect(sarif.output.contains("\"uri\" : \"gen/lib/plain.c\""))
  }

  @Test func whyThereIsNoList() async throws {
    let sandbox = try Sandbox(Self.files)
    let result = try await run(sandbox, "json", ["bad", "--list"])
    #expect(result.status == 1 && result.error == "")
    #expect(list(try document(result.output)["diagnostics"]).count == 2)
  }

  @Test func theListIsTheManifest() async throws {
    let sandbox = try await Sandbox.rewritten()
    let result = try await run(sandbox, "json", ["src", "--list", "--", "-fplugin=x.so"])
    #expect(result.status == 0)
    #expect(result.output == (try sandbox.scratch.text("gen/static_calls.json")))
    #expect(result.error.contains("[sc-dropped-option]"))
    let sarif = try await run(sandbox, "sarif", ["src", "--list"])
    #expect(sarif.status == 2 && sarif.output.contains("--list has no form in SARIF"))
  }

  @Test func textIsTheDefault() async throws {
    let sandbox = try Sandbox(Self.files)
    let plain = try await sandbox.run("bad", "--out", "gen")
    let text = try await run(sandbox, "text", ["bad", "--out", "gen"])
    #expect(plain.error == text.error && plain.output == "" && text.output == "")
    let wrong = try await run(sandbox, "xml", ["bad", "--out", "gen"])
    #expect(wrong.status == 2 && wrong.error.contains("xml") && wrong.output == "")
  }
}
