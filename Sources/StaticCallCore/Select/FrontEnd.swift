/// What reads units, from outside: selection decides which.
public struct FrontEnd: Sendable {
  /// What dry runs of units show, in the order of the units.
  public typealias Reader = @Sendable ([CompileUnit], _ jobs: Int) async -> [Reading]
  /// Parses one unit. Must be pure but for reading sources. The second argument are the files that
  /// can hold static calls, and whose skipped branches are asked for; nil for any. The third is
  /// what a dry run of the unit showed, if there was one.
  public typealias Scanner = @Sendable (CompileUnit, Set<String>?, Reading?) -> Scanned

  /// What happens while units are scanned, for people.
  public enum Event: Sendable {
    case chosen(CompileUnit, reason: String)
    case scanned(done: Int, of: Int)
  }

  var read: Reader
  var scan: Scanner
  var report: @Sendable (Event) -> Void

  public init(
    read: @escaping Reader, scan: @escaping Scanner,
    report: @escaping @Sendable (Event) -> Void = { _ in }
  ) {
    self.read = read
    self.scan = scan
    self.report = report
  }
}

/// Which units are parsed.
public enum Coverage: Sendable {
  /// As few as give the same result as all.
  case needed
  case everything
}
