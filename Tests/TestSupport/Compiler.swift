/// A C compiler for one CPU, and how to run what it makes.
public struct Compiler: Sendable, CustomStringConvertible {
  public var command: [String]
  public var runner: [String]
  public var description: String { command.joined(separator: " ") }

  private static let qemu = ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"]

  public static let all = [
    Compiler(command: ["gcc"], runner: []),
    Compiler(command: ["clang"], runner: []),
    Compiler(command: ["aarch64-linux-gnu-gcc"], runner: qemu),
    Compiler(command: ["clang", "--target=aarch64-linux-gnu"], runner: qemu),
  ]
  /// Another C library; not among `all`, because it has no other architecture here.
  public static let musl = Compiler(command: ["musl-gcc"], runner: [])
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
