import ClangScanner
import Foundation
import StaticCallRuntime
import TestSupport

@testable import StaticCallCore

enum ScannerProperties {
  /// Scans a text as a unit of its own.
  static func scan(_ text: [UInt8]) throws -> Scanned {
    let scratch = try Scratch()
    try scratch.write(text, to: "main.c")
    let names = FileNames(
      root: scratch.path, folder: scratch.path, aliases: [:], contains: { $0 == "main.c" },
      hidden: BuiltInHeader.folder)
    let header = RuntimeSources.header
    let scanner = try ClangScanner(
      library: nil, names: names, header: BuiltInHeader(name: header.name, bytes: header.bytes))
    return scanner.scan(
      CompileUnit(path: "main.c", folder: scratch.path, flags: ["-std=gnu11"]),
      watching: ["main.c"])
  }

  static func problem(of text: [UInt8]) throws -> String? {
    let scan = try scan(text).scan
    let names = Set(text.withUnsafeBufferPointer { Occurrences.names(in: $0, of: .standard) })
    for site in scan.sites where site.place.file == "main.c" {
      if !names.contains(site.place.offset) { return "a site at \(site.place) that no lexer finds" }
    }
    let places = scan.sites.map(\.place) + scan.leftAlone.map(\.place) + scan.uses.map(\.place)
    for place in places where place.file == "main.c" && place.offset >= text.count {
      return "a place behind the end, \(place)"
    }
    return scan.diagnostics.isEmpty ? finish(scan, text: text) : nil
  }

  /// Links and plans a unit alone.
  @discardableResult
  static func finish(_ scan: UnitScan, text: [UInt8]) -> String? {
    let tree = SourceTree(
      entries: [.init(path: "main.c", kind: .file(permissions: 0o644))], folders: [""],
      displayRoot: "")
    let program = Program(linking: [scan], in: tree)
    let options = PlanOptions(
      architectures: Architecture.all.map(\.name), lineDirectives: true, runtime: [],
      installedRuntime: [],
      displayOutput: "", version: "0")
    let result = Plan.make(
      for: program, in: tree, texts: ["main.c": text], options: options)
    guard case .success(let plan) = result else {
      return program.diagnostics.contains { $0.severity == .error } ? nil : "no plan: \(result)"
    }
    _ = Emitters.files(of: plan)
    _ = plan.afterwards
    return nil
  }
}

enum ProgramProperties {
  /// If a program compiles and sc-rewrite is content with it, the rewritten one compiles.
  static func problem(of text: [UInt8]) async throws -> String? {
    let scratch = try Scratch()
    try scratch.write(text, to: "src/main.c")
    func compiles(_ folder: String) async throws -> (Bool, String) {
      let result = try await Tool.run(
        [
          "clang", "-fsyntax-only", "-std=gnu11", "-w", "-fbracket-depth=100000",
          "-I\(Checkout.headerFolder)", "\(folder)/main.c",
        ], in: scratch.path)
      return (result.succeeded, result.error)
    }
    guard try await compiles("src").0 else { return nil }
    let result = try await Tool.run(
      [Tool.scRewrite, "src", "--out", "gen"], in: scratch.path)
    guard result.status == 0 else {
      return result.status > 2 ? "status \(result.status): \(result.error)" : nil
    }
    let (succeeded, message) = try await compiles("gen")
    return succeeded ? nil : "it does not compile any more: \(message)"
  }
}
