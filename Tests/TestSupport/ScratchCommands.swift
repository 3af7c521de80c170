extension Scratch {
  public struct Failure: Error, CustomStringConvertible {
    public var description: String
  }

  /// Runs a command here, or in a folder of this one; a failure carries what it said.
  @discardableResult
  public func run(
    _ command: [String], in folder: String = "", environment: [String: String] = [:]
  ) async throws -> String {
    let result = try await Tool.run(command, in: path(folder), environment: environment)
    guard result.succeeded else {
      throw Failure(description: "\(command.joined(separator: " ")): \(result.error)")
    }
    return result.output
  }
}
