import Foundation
import PackagePlugin

/// `swift package sc-rewrite`: rewrites a package's static calls, from Sources/ to gen/. Arguments
/// are sc-rewrite's.
///
/// A plugin of builds could not do it: such a one adds sources to a target, and takes none away.
@main
struct SCRewrite: CommandPlugin {
  func performCommand(context: PluginContext, arguments: [String]) throws {
    let tool = try builtTool()
    let package = context.package
    let layout = Layout(of: package)

    // For `swift build --toolset`, which patches call sites.
    let outputs = context.pluginWorkDirectoryURL
    try run(tool, ["toolset", outputs.path], in: package)

    let own = arguments.prefix { $0 != "--" }
    let flags = arguments.dropFirst(own.count + 1)
    let command =
      [layout.sources, "--out", Layout.output, "--cache", outputs.appending(path: "cache").path]
      + own + ["--"] + layout.flags(for: package) + flags
    try run(tool, command, in: package)
  }

  /// What SC_REWRITE names, or the tool of this package, with what reads Swift beside it: the
  /// first time they take minutes to build.
  private func builtTool() throws -> URL {
    if let chosen = ProcessInfo.processInfo.environment["SC_REWRITE"] {
      return URL(filePath: chosen)
    }
    _ = try built("sc-rewrite-swift")
    return try built("sc-rewrite")
  }

  private func built(_ name: String) throws -> URL {
    let result = try packageManager.build(.product(name), parameters: .init(echoLogs: true))
    guard result.succeeded,
      let tool = result.builtArtifacts.first(where: { $0.url.lastPathComponent == name })
    else { throw CannotBuild(name: name) }
    return tool.url
  }

  /// Ends as the tool does if it does not succeed.
  private func run(_ tool: URL, _ arguments: [String], in package: Package) throws {
    let process = Process()
    process.executableURL = tool
    process.arguments = arguments
    // Names in messages and output are relative, and the same on every machine.
    process.currentDirectoryURL = package.directoryURL
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus != 0 { exit(process.terminationStatus) }
  }
}

/// Where a package's sources are, and what its C files are compiled with.
private struct Layout {
  static let output = "gen"

  /// Relative to the package.
  let sources: String
  private let folder: String

  init(of package: Package) {
    folder = package.directoryURL.path
    // The names that SwiftPM knows.
    let names = ["Sources", "Source", "src", "srcs"]
    let folder = folder
    sources = names.first { FileManager.default.fileExists(atPath: "\(folder)/\($0)") } ?? names[0]
  }

  /// The search paths and macros of all C targets at once. Public headers are known by their usual
  /// folder, too: before there is any output, the manifest may leave out the targets that need it.
  func flags(for package: Package) -> [String] {
    var flags = ["-DSWIFT_PACKAGE=1"]
    func add(_ flag: String) {
      if !flags.contains(flag) { flags.append(flag) }
    }
    func addFolder(_ path: String) {
      let name = original(path)
      let full = name.hasPrefix("/") ? name : "\(folder)/\(name)"
      if FileManager.default.fileExists(atPath: full) { add("-I" + name) }
    }
    let modules =
      (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(sources)")) ?? []
    for module in modules.sorted() { addFolder("\(folder)/\(sources)/\(module)/include") }
    for target in package.targets {
      for needed in [target] + target.recursiveTargetDependencies {
        if let system = needed as? SystemLibraryTarget { system.compilerFlags.forEach(add) }
        // The tool has the header of that one.
        guard let module = needed as? ClangSourceModuleTarget, module.name != "CStaticCall" else {
          continue
        }
        if let path = module.publicHeadersDirectoryURL?.path { addFolder(path) }
        // The rest is for the target's own files, and other packages' are not read.
        guard package.targets.contains(where: { $0.id == needed.id }) else { continue }
        for path in module.headerSearchPaths { addFolder("\(module.directoryURL.path)/\(path)") }
        for define in module.preprocessorDefinitions { add("-D" + define) }
      }
    }
    return flags
  }

  /// The manifest may name rewritten sources, and it is the others that are read. Relative to the
  /// package if it is in there.
  private func original(_ path: String) -> String {
    guard path.hasPrefix(folder + "/") else { return path }
    let inside = path.dropFirst(folder.count + 1)
    let output = Self.output + "/"
    return inside.hasPrefix(output)
      ? "\(sources)/\(inside.dropFirst(output.count))" : String(inside)
  }
}

private struct CannotBuild: Error, CustomStringConvertible {
  var name: String
  var description: String { "cannot build \(name)" }
}
