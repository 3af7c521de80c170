import FoundationEssentials

/// A compilation database (compile_commands.json), read as untrusted input: nothing in it runs,
/// and of its options only those that matter for parsing C are kept.
public struct CompileCommands: Sendable {
  /// One command, made absolute but otherwise as written: where `..` leads to behind a link, only
  /// the disk knows.
  public struct Command: Sendable, Equatable {
    public var file: String
    public var folder: String
    /// The compiler first.
    public var arguments: [String]
  }

  public struct Malformed: Error, Equatable {
    public var reason: String
  }

  public let commands: [Command]

  /// - Parameters:
  ///   - json: the file's bytes.
  ///   - folder: the absolute folder that relative directories start from: the file's own.
  public init(json: [UInt8], folder: String) throws(Malformed) {
    let entries: [Entry]
    do {
      entries = try JSONDecoder().decode([Entry].self, from: Data(json))
    } catch let error as DecodingError {
      throw Malformed(reason: CompileCommands.describe(error))
    } catch {
      throw Malformed(reason: "it is not JSON")
    }
    var commands: [Command] = []
    for (index, entry) in entries.enumerated() {
      guard let arguments = entry.arguments ?? entry.command.flatMap(ShellWords.split) else {
        throw Malformed(
          reason: entry.command == nil
            ? "entry \(index) has neither 'command' nor 'arguments'"
            : "entry \(index) has a 'command' with an open quote")
      }
      let directory = entry.directory.map { PathText.below(folder, $0) } ?? folder
      commands.append(
        Command(
          file: PathText.below(directory, entry.file), folder: directory, arguments: arguments))
    }
    self.commands = commands
  }

  private struct Entry: Decodable {
    var directory: String?
    var file: String
    var command: String?
    var arguments: [String]?
  }

  private static func describe(_ error: DecodingError) -> String {
    func path(_ context: DecodingError.Context) -> String {
      context.codingPath.map { $0.intValue.map { "entry \($0)" } ?? "'\($0.stringValue)'" }
        .joined(separator: ", ")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "\(path(context)) has no '\(key.stringValue)'"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      let place = path(context)
      return (place.isEmpty ? "the file" : place) + " is not of the right type"
    case .dataCorrupted: return "it is not valid JSON"
    @unknown default: return "it cannot be read"
    }
  }
}
