/// A C compiler for one CPU, and how to run what it makes.
public struct Compiler: Sendable, CustomStringConvertible {
  public var command: [String]
  public var runner: [String]
  public var description: String { command.joined(separator: " ") }

  public init(_ command: [String], runner: [String] = []) {
    (self.command, self.runner) = (command, runner)
  }

  private static let qemu = ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"]

  public static let all = [
    Compiler(["gcc"], runner: []),
    Compiler(["clang"], runner: []),
    Compiler(["aarch64-linux-gnu-gcc"], runner: qemu),
    Compiler(["clang", "--target=aarch64-linux-gnu"], runner: qemu),
  ]
  /// The oldest and the newest clang that Debian 12 has; `clang` itself is Swift's.
  public static let debianClangs = [
    Compiler(["clang-14"], runner: []), Compiler(["clang-19"], runner: []),
  ]
  public static var native: [Compiler] { all.filter(\.runner.isEmpty) }

  public struct Failure: Error, CustomStringConvertible {
    public var description: String
  }

  /// Compiles and links; a failure carries what the compiler said.
  public func build(_ arguments: [String], in folder: String) async throws {
    let result = try await Tool.run(command + arguments, in: folder)
    guard result.succeeded else {
      throw Failure(
        description: "\(self) \(arguments.joined(separator: " "))\n\(result.error)")
    }
  }

  public func run(
    _ program: String, in folder: String, environment: [String: String] = [:]
  ) async throws -> Tool.Result {
    try await Tool.run(runner + [program], in: folder, environment: environment)
  }
}
