import Foundation
import PackagePlugin

/// `swift package sc-rewrite`: rewrites a package's static calls, from Sources/ to gen/. Arguments are
/// sc-rewrite's.
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

    let words = arguments.first == "--" ? arguments.dropFirst() : arguments[...]
    let own = words.prefix { $0 != "--" }
    let flags = words.dropFirst(own.count + 1)
    let command =
      [layout.sources, "--out", Layout.output, "--cache", outputs.appending(path: "cache").path]
      + own + ["--"] + layout.flags(for: package) + flags
    try run(tool, command, in: package)
  }

  /// What SC_REWRITE names, or the tool of this package: the first time it takes minutes to build.
  private func builtTool() throws -> URL {
    if let chosen = ProcessInfo.processInfo.environment["SC_REWRITE"] {
      return URL(filePath: chosen)
    }
    let result = try packageManager.build(.product("sc-rewrite"), parameters: .init(echoLogs: true))
    guard result.succeeded,
      let tool = result.builtArtifacts.first(where: { $0.url.lastPathComponent == "sc-rewrite" })
    else { throw CannotBuild() }
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

  /// The search paths and macros of all C targets at once.
  func flags(for package: Package) -> [String] {
    var flags = ["-DSWIFT_PACKAGE=1"]
    func add(_ flag: String) {
      if !flags.contains(flag) { flags.append(flag) }
    }
    for target in package.targets {
      for target in [target] + target.recursiveTargetDependencies {
        if let system = target as? SystemLibraryTarget { system.compilerFlags.forEach(add) }
        guard let module = target as? ClangSourceModuleTarget else { continue }
        for path in [module.publicHeadersDirectoryURL?.path].compactMap(\.self) {
          add("-I" + original(path))
        }
        // These are for the target's own files, and other packages' are not read.
        guard package.targets.contains(where: { $0.id == target.id }) else { continue }
        for path in module.headerSearchPaths { add("-I" + original(path)) }
        for define in module.preprocessorDefinitions { add("-D" + define) }
      }
    }
    return flags
  }

  /// The manifest may name rewritten sources, and it is the others that are read. Relative to the package if
  /// it is in there.
  private func original(_ path: String) -> String {
    guard path.hasPrefix(folder + "/") else { return path }
    let inside = path.dropFirst(folder.count + 1)
    let output = Self.output + "/"
    return inside.hasPrefix(output) ? "\(sources)/\(inside.dropFirst(output.count))" : String(inside)
  }
}

private struct CannotBuild: Error, CustomStringConvertible {
  var description: String { "cannot build sc-rewrite" }
}
