import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Runs programs and keeps what they print.
public enum Tool {
  public struct Result: Sendable {
    /// The exit status, or 128 and the signal's number, as shells have it.
    public var status: Int32
    /// What ended it, if it did not end by itself.
    public var signal: Int32?
    public var output: String
    public var error: String
    public var succeeded: Bool { status == 0 }
  }

  /// A program could not even be started: the machine lacks it. Tests fail then, they do not skip.
  public struct Missing: Error, CustomStringConvertible {
    public var description: String
  }

  /// - Parameters:
  ///   - command: a program, by name or path, and its arguments.
  ///   - folder: where it runs.
  ///   - environment: variables set in addition to this process's.
  public static func run(
    _ command: [String], in folder: String? = nil, environment: [String: String] = [:]
  ) async throws -> Result {
    let program: Executable =
      command[0].contains("/") ? .path(FilePath(command[0])) : .name(command[0])
    // Tests must not find what others left, nor leave anything.
    var environment = environment
    if environment["XDG_CACHE_HOME"] == nil { environment["XDG_CACHE_HOME"] = "" }
    if environment["HOME"] == nil { environment["HOME"] = "" }
    if environment["PATH"] == nil { environment["PATH"] = path }
    let changes = environment.map { (Environment.Key(stringLiteral: $0), Optional($1)) }
    do {
      let record = try await Subprocess.run(
        program, arguments: Arguments(Array(command.dropFirst())),
        environment: .inherit.updating(Dictionary(uniqueKeysWithValues: changes)),
        workingDirectory: folder.map { FilePath($0) },
        output: .bytes(limit: 64 << 20), error: .bytes(limit: 64 << 20))
      return Result(
        status: code(of: record.terminationStatus),
        signal: signal(in: record.terminationStatus),
        output: String(decoding: record.standardOutput, as: UTF8.self),
        error: String(decoding: record.standardError, as: UTF8.self))
    } catch {
      throw Missing(description: "cannot run '\(command.joined(separator: " "))': \(error)")
    }
  }

  /// This process's PATH with the Swift toolchain in front: `clang`, `ld.lld` and `llvm-objcopy`
  /// mean its own, whatever else of that name is installed. Others are named with their version
  /// (`clang-14`).
  private static let path: String = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let compiler = path.split(separator: ":").map { "\($0)/swiftc" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let compiler else { return path }
    return URL(filePath: compiler).resolvingSymlinksInPath().deletingLastPathComponent().path + ":"
      + path
  }()

  private static func signal(in status: TerminationStatus) -> Int32? {
    if case .signaled(let signal) = status { Int32(signal) } else { nil }
  }

  private static func code(of status: TerminationStatus) -> Int32 {
    switch status {
    case .exited(let code): Int32(code)
    case .signaled(let signal): 128 + Int32(signal)
    }
  }

  /// The sc-rewrite that this build made.
  public static var scRewrite: String { get throws { try built("sc-rewrite") } }

  /// A program that this build made: it lies beside the test bundle.
  public static func built(_ name: String) throws -> String {
    let here = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    let candidates = [
      here, Bundle.main.bundleURL,
      URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent(),
    ].map { $0.appending(path: name).path }
    guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
      throw Missing(description: "no \(name) at \(candidates)")
    }
    return found
  }
}
