import Foundation
import TestSupport
import Testing

/// A tree with Swift files, rewritten from src/ to gen/ and built in one of its forms.
struct SwiftBuild {
  enum Form: String, CaseIterable {
    case unrewritten
    /// The mirror.
    case rewritten
    /// The tree's own files, read from the mirror by way of an overlay; with patched sites.
    case inline

    var source: String { self == .unrewritten ? "src" : "gen" }
    var swiftSource: String { self == .rewritten ? "gen" : "src" }
  }

  enum Optimisation: CaseIterable {
    /// A file at a time, an object each.
    case none
    /// The whole module into one object.
    case speed

    var flags: [String] {
      switch self {
      case .none: ["-Onone", "-g"]
      case .speed: ["-O", "-wmo"]
      }
    }
  }

  let scratch: Scratch

  /// - Parameter folder: the sources; copied to src/.
  init(of folder: String) async throws {
    scratch = try Scratch()
    try scratch.copy(folder, to: "src")
    let result = try await Tool.run(
      [Tool.scRewrite, "src", "--out", "gen", "--", "-Isrc"], in: scratch.path)
    #expect(result.status == 0, "\(result.error)")
  }

  private static let swift = "gen/static_call_swift"

  /// Builds ./program.
  func make(_ form: Form, _ optimisation: Optimisation) async throws {
    try? scratch.remove("build")
    try scratch.write(Self.counter, to: "build/count.c")
    try await compileC(form)
    try await compileModule(optimisation)
    try await scratch.run(
      ["swiftc", "-c"] + optimisation.flags + (try arguments(form)), in: "build")
    let objects = Checkout.names(in: scratch.path("build")).filter { $0.hasSuffix(".o") }
      .map { "build/\($0)" }
    if form == .inline { try await scratch.run([try Tool.scRewrite, "sites"] + objects) }
    let runtime =
      form == .unrewritten
      ? [] : try await RuntimeObjects.shared.folder(for: Compiler(["gcc"]))
    try await scratch.run(["swiftc", "-o", "program"] + objects + runtime)
  }

  /// What the compiler says of the Swift files, in a form without objects.
  func typecheck(_ form: Form) async throws -> Tool.Result {
    try scratch.write("", to: "build/nothing")
    try await compileModule(.none)
    return try await Tool.run(
      ["swiftc", "-typecheck"] + (try arguments(form)), in: scratch.path("build"))
  }

  /// The tree's files, relative to its root.
  private func files(in form: Form) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: scratch.path(form.source)).sorted()
      .filter { !$0.hasPrefix("static_call") }
  }

  /// gcc's objects mix with Swift's.
  private func compileC(_ form: Form) async throws {
    var sources = try files(in: form).filter { $0.hasSuffix(".c") }.map { "\(form.source)/\($0)" }
    sources.append("\(Self.swift)/CStaticCallKeys/static_call_keys.c")
    if form != .unrewritten {
      sources += ["gen/static_call_stubs.S", "gen/static_call_table.c", "build/count.c"]
    }
    for file in sources {
      let object = "build/" + (file.split(separator: "/").last ?? "") + ".o"
      try await Compiler(["gcc"]).build(
        ["-std=gnu11", "-O2", "-fPIC", "-Igen/static_call_runtime", "-I\(form.source)"]
          + ["-c", file, "-o", object], in: scratch.path)
    }
  }

  /// The module that Swift files import. Not into StaticCall.o: with -g, swiftc 6.3 makes one of
  /// its own of that name, and stumbles over it.
  private func compileModule(_ optimisation: Optimisation) async throws {
    try await scratch.run(
      ["swiftc", "-emit-module", "-emit-module-path", "StaticCall.swiftmodule"]
        + ["-module-name", "StaticCall", "-parse-as-library", "-wmo", "-emit-object"]
        + ["-o", "module.o"] + optimisation.flags + flags("gen")
        + [scratch.path("\(Self.swift)/StaticCall/StaticCall.swift")], in: "build")
  }

  private func flags(_ source: String) -> [String] {
    ["-I", scratch.path("\(Self.swift)/CStaticCall")]
      + ["-I", scratch.path("\(Self.swift)/CStaticCallKeys/include")]
      + ["-Xcc", "-I" + scratch.path("gen/static_call_runtime")]
      + ["-Xcc", "-I" + scratch.path(source)]
      + ["-swift-version", "6", "-module-cache-path", Self.moduleCache]
  }

  /// The program's files and how they are compiled, in build/.
  private func arguments(_ form: Form) throws -> [String] {
    let swift = try files(in: form).filter { $0.hasSuffix(".swift") }
    let sources = swift.map { scratch.path("\(form.swiftSource)/\($0)") }
    let overlay = ["-vfsoverlay", scratch.path("\(Self.swift)/overlay.yaml")]
    return ["-module-name", "Program", "-I", "."] + flags(form.source)
      + (form == .inline ? overlay : [])
      + (swift.contains("main.swift") ? [] : ["-parse-as-library"]) + sources
      + [scratch.path("\(Self.swift)/StaticCallKeys/StaticCallKeys.swift")]
  }

  /// Tells at exit how many sites there are and how many are patched.
  private static let counter = """
    #include <static_call.h>
    #include <stdio.h>

    __attribute__((destructor)) static void count(void)
    {
    \tstruct static_call_stats stats;

    \tstatic_call_stats(&stats);
    \tfprintf(stderr, "sites: %zu %zu\\n", stats.total_sites, stats.sites[STATIC_CALL_PATCHED]);
    }

    """

  /// Shared, because making clang modules of the system's headers takes seconds.
  private static let moduleCache = FileManager.default.temporaryDirectory
    .appending(path: "sc-test-modules").path
}
