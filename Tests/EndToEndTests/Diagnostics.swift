import Foundation
import TestSupport
import Testing

/// Every fixture of `diagnostics/`, with every libclang that is supported: the messages printed
/// are those marked in the source, at their lines, with their notes, no fewer and no more.
@Suite struct DiagnosticTests {
  static let folder = Checkout.fixtures + "/diagnostics"
  static let fixtures = Checkout.names(in: folder)
  static let kinds = ["error", "warning", "remark", "note"]

  @Test(
    arguments: fixtures,
    ["/usr/lib/llvm-14/lib/libclang.so", "/usr/lib/llvm-19/lib/libclang.so"])
  func marksAreMet(fixture: String, library: String) async throws {
    let scratch = try Scratch()
    let source = "\(Self.folder)/\(fixture)"
    let files = try FileManager.default.subpathsOfDirectory(atPath: source).sorted()
    var marked: [String: [Markers.Mark]] = [:]
    for file in files where !file.hasSuffix(".txt") {
      guard let data = FileManager.default.contents(atPath: "\(source)/\(file)") else { continue }
      for kind in Self.kinds {
        marked[kind, default: []] += Markers.marks(kind, in: [UInt8](data), of: file)
      }
    }
    func words(_ name: String) -> [String] {
      let text = try? String(contentsOfFile: "\(source)/\(name)", encoding: .utf8)
      return (text ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
    }
    // Remarks are for those who ask, here by a marker.
    let hints = marked["remark", default: []].isEmpty ? [] : ["--hints"]
    let result = try await Tool.run(
      [Tool.scRewrite, ".", "--out", scratch.path("gen"), "--libclang", library] + hints
        + words("options.txt") + ["--"] + words("flags.txt"), in: source)

    let printed = Self.messages(in: result.error)
    for kind in Self.kinds {
      // Several findings may share a note's line; one mark stands for all.
      let (found, wanted) = (printed[kind, default: []], marked[kind, default: []])
      if kind == "note" {
        #expect(Set(found).sorted() == Set(wanted).sorted(), "\(result.error)")
      } else {
        #expect(found.sorted() == wanted.sorted(), "\(result.error)")
      }
    }
    #expect(result.status == (printed["error", default: []].isEmpty ? 0 : 1), "\(result.error)")
  }

  /// By kind; a note has the id of the message that it belongs to.
  private static func messages(in text: String) -> [String: [Markers.Mark]] {
    var found: [String: [Markers.Mark]] = [:]
    var id = ""
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 4)
      guard parts.count == 5, let number = Int(parts[1]) else {
        found["error", default: []].append(.init(file: "", line: 0, value: String(line)))
        continue
      }
      let kind = String(parts[3].dropFirst())
      if kind != "note" { id = String(line.split(separator: "[").last?.dropLast() ?? "") }
      found[kind, default: []].append(.init(file: String(parts[0]), line: number, value: id))
    }
    return found
  }

  @Test func wholeProgramChecksHaveFixtures() throws {
    let ids = try Self.fixtures.flatMap { fixture in
      try FileManager.default.subpathsOfDirectory(atPath: "\(Self.folder)/\(fixture)")
        .compactMap { FileManager.default.contents(atPath: "\(Self.folder)/\(fixture)/\($0)") }
        .flatMap { data in
          Self.kinds.flatMap { Markers.marks($0, in: [UInt8](data), of: "").map(\.value) }
        }
    }
    for id in [
      "sc-update-cast", "sc-update-type", "sc-ret0-type", "sc-cond-type", "sc-never-called",
      "sc-never-updated", "sc-undefined-key",
    ] {
      #expect(ids.contains(id))
    }
  }

  /// The words, once for each message.
  @Test func words() async throws {
    let sandbox = try Sandbox([
      "src/main.c": """
      #include <static_call.h>
      int f(int n);
      int g(void);
      DEFINE_STATIC_CALL(compute, f);
      DEFINE_STATIC_CALL(idle, f);
      DEFINE_STATIC_CALL(constant, f);
      void run(void)
      {
      \tstatic_call_cond(compute)(static_call(constant)(1));
      \tstatic_call_update(compute, (void *)g);
      \tstatic_call_update(idle, f);
      }

      """
    ])
    let result = try await sandbox.run("src", "--out", "gen", "--hints")
    #expect(result.status == 0)
    #expect(
      result.error == """
        src/main.c:5:1: warning: static call 'idle' is defined but never called; if another program calls it, say EXPORT_STATIC_CALL [sc-never-called]
        src/main.c:11:2: note: it is updated here
        src/main.c:6:1: remark: static call 'constant' is never updated; a plain call of its target would do [sc-never-updated]
        src/main.c:9:28: note: it is called here
        src/main.c:9:2: warning: static_call_cond drops what static call 'compute' returns, 'int'; it is meant for functions that return nothing [sc-cond-type]
        src/main.c:4:1: note: the key's type comes from here
        src/main.c:10:2: warning: 'g' is 'int (void)' behind the cast, but static call 'compute' is 'int (int)' [sc-update-cast]
        src/main.c:4:1: note: the key's type comes from here

        """)
    let quiet = try await sandbox.run("src", "--out", "gen")
    #expect(quiet.status == 0 && !quiet.error.contains("remark"))
  }

  /// An error hides what calls a key: then nothing is said of calls that are missing.
  @Test func nothingIsUnusedBesideAnError() async throws {
    let sandbox = try Sandbox([
      "src/a.c": Sandbox.key,
      "src/b.c": "#include <static_call.h>\nDECLARE_STATIC_CALL(k, nobody);\n",
    ])
    let result = try await sandbox.run("src", "--out", "gen", "--hints")
    #expect(result.status == 1 && !result.error.contains("sc-never"), "\(result.error)")
  }

  /// A unit that was not chosen, or whose functions were passed over, may use the macro with any
  /// key.
  @Test func aPastedNameMayBeAnyKey() async throws {
    let scratch = try Scratch()
    let result = try await Tool.run(
      [Tool.scRewrite, "never-called-pasted", "--out", scratch.path("gen")], in: Self.folder)
    #expect(result.status == 0 && result.error == "", "\(result.error)")
  }

  /// A file outside the tree that declares a key may call it, as may another program.
  @Test func keysThatOthersKnowAreNotUnused() async throws {
    let sandbox = try Sandbox(
      [
        "include/key.h":
          "#include <static_call.h>\nint one(int);\nDECLARE_STATIC_CALL(known, one);\n",
        "src/a.c": "#include \"key.h\"\nDEFINE_STATIC_CALL(known, one);\n" + Sandbox.key,
      ].mapValues { $0.replacingOccurrences(of: "static int one", with: "int one") })
    let result = try await sandbox.run("src", "--out", "gen", "--hints", "--", "-Iinclude")
    #expect(!result.error.contains("'known'") && result.error.contains("'compute'"))
    let told = try await sandbox.run(
      "src", "--out", "gen", "--hints", "--extern", "compute", "--", "-Iinclude")
    #expect(told.status == 0 && told.error == "", "\(told.error)")
  }

  /// The manifest has the same facts, and the updates that come out of a user's macros.
  @Test func manifest() async throws {
    let sandbox = try Sandbox([
      "src/main.c": Sandbox.key + """
        DEFINE_STATIC_CALL(idle, one);
        #define SET(name, f) static_call_update(name, f)
        int main(void)
        {
        \tSET(compute, NULL);
        \tasm volatile("call " STATIC_CALL_TRAMP_STR(compute));
        \treturn static_call(compute)(1);
        }

        """
    ])
    #expect(try await sandbox.run("src", "--out", "gen").status == 0)
    let manifest = try sandbox.scratch.text("gen/static_calls.json").filter { !$0.isWhitespace }
    #expect(manifest.contains(#""asm_uses":[{"at":"main.c:9:2","key":"compute"}]"#), "\(manifest)")
    #expect(manifest.contains(#""never_called":true,"never_updated":true,"signature":"int(int)""#))
    #expect(
      manifest.contains(
        #""uses":[{"at":"main.c:8:2","key":"compute","macro":"static_call_update"}]"#))
    #expect(!manifest.contains(#""never_called":false"#))
  }
}
