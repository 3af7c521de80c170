import Foundation
import TestSupport
import Testing

/// One way in which a file that is not edited comes to read a header that is.
///
/// In `flags` and the other strings of a build, `SRC` stands for the source root and `BUILD` for a
/// build folder: what a user's Makefile would have as variables. `HERE` is the absolute folder of
/// all.
struct Layout: Sendable, CustomTestStringConvertible {
  var name: String
  /// How main.c begins; nothing in it is edited.
  var includes: String
  /// Texts by path; `src/` is the source root, what lies beside it is outside.
  var files: [String: String]
  /// Symbolic links by path, with their texts.
  var links: [String: String] = [:]
  var flags: [String] = []
  var environment: [String: String] = [:]
  /// Where the compiler runs. If that is not the folder that sc-rewrite runs in, the flags can
  /// only come from a database.
  var folder = ""
  var unit = "SRC/app/main.c"
  /// What sc-rewrite is given.
  var paths = ["src"]
  var flagsFrom = FlagSource.both
  var output = "2 200\n"

  var testDescription: String { name }

  /// From where sc-rewrite knows `flags`, and which units there are.
  enum FlagSource {
    case commandLine, database, both
  }

  /// A header with a site, safe to be read twice.
  static let hook = """
    #ifndef HOOK_H
    #define HOOK_H
    #include <static_call.h>
    DECLARE_STATIC_CALL(hook, int(int));
    static inline int call_hook(int n) { return static_call(hook)(n); }
    #endif

    """
  /// The same, for compilers to recognise the file.
  static let hookOnce =
    "#pragma once\n"
    + hook.split(separator: "\n").dropFirst(2).dropLast()
    .joined(separator: "\n") + "\n"

  private static let key = """
    #include <static_call.h>
    static int first(int n) { return n + 1; }
    static int second(int n) { return n * 100; }
    DEFINE_STATIC_CALL(hook, first);
    void swap(void);
    void swap(void) { static_call_update(hook, second); }

    """
  private static let main = """
    int printf(const char *, ...);
    void swap(void);
    int main(void)
    {
    \tprintf("%d", call_hook(1));
    \tswap();
    \tprintf(" %d\\n", call_hook(2));
    \treturn 0;
    }

    """

  func write(to scratch: Scratch) throws {
    try scratch.write(Layout.key, to: "src/key.c")
    var all = files
    for (path, text) in all { all[path] = text.replacing("MAIN", with: includes + Layout.main) }
    if all["src/app/main.c"] == nil, links["src/app/main.c"] == nil {
      all["src/app/main.c"] = includes + Layout.main
    }
    for (path, text) in all { try scratch.write(text, to: path) }
    for (path, target) in links {
      let folder = URL(filePath: scratch.path(path)).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: scratch.path(path),
        withDestinationPath: target.replacing("/HERE", with: scratch.path))
    }
  }
}

/// A layout on disk, and its two builds, which differ in nothing but the source root.
struct LayoutBuild {
  let layout: Layout
  let scratch: Scratch

  enum Root {
    case source, mirror
  }

  init(_ layout: Layout) throws {
    self.layout = layout
    scratch = try Scratch()
    try layout.write(to: scratch)
  }

  private func fill(_ text: String, _ root: Root) -> String {
    // Several paths: the output mirrors the folder that holds them all.
    let isMirror = root == .mirror
    let several = layout.paths.count > 1
    let source = isMirror ? several ? "gen/src" : "gen" : layout.paths[0]
    return text.replacing("SRC", with: source)
      .replacing("BUILD", with: isMirror && several ? "gen/build" : "build")
      .replacing("HERE", with: scratch.path)
  }

  private func flags(_ root: Root) -> [String] {
    layout.flags.map { fill($0, root) }
  }

  private func folder(_ root: Root) -> String { scratch.path(fill(layout.folder, root)) }

  /// A path from the scratch folder, as a command in the layout's folder names it.
  private func name(_ path: String, _ root: Root) -> String {
    let depth = fill(layout.folder, root).split(separator: "/").count
    return String(repeating: "../", count: depth) + fill(path, root)
  }

  private func environment(_ root: Root) -> [String: String] {
    layout.environment.mapValues { fill($0, root) }
  }

  private func writeDatabase() throws {
    let commands = [layout.unit, "SRC/key.c"].map { unit in
      let name = name(unit, .source)
      let words = ["gcc"] + flags(.source) + ["-I\(Checkout.headerFolder)", "-c", name]
      return ["directory": folder(.source), "file": name, "arguments": words] as [String: Any]
    }
    let json = try JSONSerialization.data(withJSONObject: commands)
    try scratch.write([UInt8](json), to: "db/compile_commands.json")
  }

  /// Rewrites with the flags given and with a database, which must make no difference.
  func rewrite() async throws {
    try writeDatabase()
    let base = try [Tool.scRewrite] + layout.paths + ["--out", "gen"]
    let written = base + ["--"] + flags(.source) + ["-I\(Checkout.headerFolder)"]
    let database = base + ["-p", "db"]
    let runs =
      switch layout.folder.isEmpty ? layout.flagsFrom : .database {
      case .commandLine: [written]
      case .database: [database]
      case .both: [written, database + ["--check"]]
      }
    for command in runs {
      let result = try await Tool.run(
        command, in: scratch.path, environment: environment(.source))
      try #require(result.status == 0, "\(result.error)\(result.output)")
    }
  }

  /// Builds from one of the roots.
  ///
  /// - Parameters:
  ///   - isDirect: whether main.c's calls are to be direct ones.
  ///   - isRun: whether the program is linked and run, too.
  func check(
    _ root: Root, with compiler: Compiler, isDirect: Bool = true, isRun: Bool = true
  ) async throws {
    let object = scratch.path("main.o")
    let header = root == .mirror ? scratch.path("gen/static_call_runtime") : Checkout.headerFolder
    let common = ["-std=gnu11", "-O0"] + flags(root) + ["-I\(header)"]
    let compile = try await Tool.run(
      compiler.command + common + ["-c", name(layout.unit, root), "-o", object],
      in: folder(root), environment: environment(root))
    try #require(compile.status == 0, "\(root): \(compile.error)")
    if root == .mirror { try await expectCalls(in: object, areDirect: isDirect) }
    if isRun { try await run(object, root, with: compiler, header: header) }
  }

  private func run(
    _ object: String, _ root: Root, with compiler: Compiler, header: String
  ) async throws {
    // The generated assembly does without the layout's flags: -include would force C upon it.
    var parts = [scratch.path(fill("SRC/key.c", root)), object]
    if root == .mirror {
      parts += ["static_call_stubs.S", "static_call_table.c"].map { scratch.path("gen/\($0)") }
      parts += try await RuntimeObjects.shared.folder(for: compiler)
    }
    let link = try await Tool.run(
      compiler.command + ["-O0", "-I\(header)"] + parts
        + ["-pthread", "-o", scratch.path("program")])
    try #require(link.status == 0, "\(root): \(link.error)")
    let run = try await compiler.run(scratch.path("program"), in: scratch.path)
    #expect(run.status == 0 && run.output == layout.output, "\(root): \(run.output)")
  }

  /// An object that calls the trampoline and does not so much as know the key has read the header
  /// of the mirror and nothing else.
  private func expectCalls(in object: String, areDirect: Bool) async throws {
    let result = try await Tool.run(["readelf", "-rW", object])
    let symbols = result.output.split { $0.isWhitespace }.filter {
      $0.hasPrefix("__SCT__") || $0.hasPrefix("__SCK__")
    }
    #expect(Set(symbols) == [areDirect ? "__SCT__hook" : "__SCK__hook"])
  }

  /// main.c is in the mirror as it was, but for the `#line`.
  func expectUnmodifiedUnit() throws {
    if fill(layout.unit, .mirror) == fill(layout.unit, .source) { return }
    let text = try String(contentsOfFile: scratch.path(fill(layout.unit, .mirror)), encoding: .utf8)
    let original = try String(
      contentsOfFile: scratch.path(fill(layout.unit, .source)), encoding: .utf8)
    #expect(text.split(separator: "\n").dropFirst() == original.split(separator: "\n")[...])
  }

  /// The whole promise.
  static func prove(_ layout: Layout) async throws {
    let build = try LayoutBuild(layout)
    try await build.rewrite()
    try build.expectUnmodifiedUnit()
    for root in [LayoutBuild.Root.source, .mirror] {
      try await build.check(root, with: Compiler.native[0])
    }
    // How headers are searched for is each compiler's own matter.
    try await build.check(.mirror, with: Compiler.native[1], isRun: false)
  }
}
