/// What only the compiler itself knows: asked of the library that will parse, so that a dry run
/// goes the way that the parse goes.
public struct Compiler: Sendable {
  /// The macros that it defines by itself, as `#define` directives.
  ///
  /// - Parameter: the flags that are no include path, no macro and no file.
  public var predefined: @Sendable (_ flags: [String]) -> [UInt8]
  /// What it answers to `__has_attribute(x)` and the like.
  public var answers: @Sendable (_ questions: [CompilerQuestion], _ flags: [String]) -> [Bool?]
  /// The headers of its own folders and the system's, by the names that lead there.
  public var headers: @Sendable (_ names: [String], _ flags: [String]) -> [String: String]
  /// Folders that it searches after all others.
  public var lastFolders: [String]
  /// Files that lie on no disk, by absolute name.
  public var files: [String: [UInt8]]

  public init(
    predefined: @escaping @Sendable ([String]) -> [UInt8],
    answers: @escaping @Sendable ([CompilerQuestion], [String]) -> [Bool?],
    headers: @escaping @Sendable ([String], [String]) -> [String: String],
    lastFolders: [String] = [], files: [String: [UInt8]] = [:]
  ) {
    self.predefined = predefined
    self.answers = answers
    self.headers = headers
    self.lastFolders = lastFolders
    self.files = files
  }

  /// One that knows nothing by itself.
  public static let none = Compiler(
    predefined: { _ in [] }, answers: { questions, _ in questions.map { _ in nil } },
    headers: { _, _ in [:] })
}
