import Dispatch
import FoundationEssentials
import Synchronization

/// Work that waits for the disk's answers, spread over the processors.
enum Parallel {
  /// More threads than that only wait for one another.
  private static let limit = 8

  /// Into how many parts it is worth to cut work of this size.
  ///
  /// - Parameter least: how many pieces make a part worth a thread.
  private static func parts(of count: Int, least: Int) -> Int {
    let processors = min(ProcessInfo.processInfo.activeProcessorCount, limit)
    // Some more than there are processors: parts take different times.
    return processors == 1 ? 1 : min(processors * 8, count / least)
  }

  /// Calls `body` for all of `0..<count` in parts that follow one another.
  ///
  /// - Returns: what `body` returned, in the order of the parts, whichever was done first.
  static func parts<Result: Sendable>(
    _ count: Int, least: Int, _ body: @Sendable (Range<Int>) -> Result
  ) -> [Result] {
    let parts = parts(of: count, least: least)
    guard parts > 1 else { return count > 0 ? [body(0..<count)] : [] }
    let results = Mutex([Result?](repeating: nil, count: parts))
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let result = body(count * part / parts..<count * (part + 1) / parts)
      results.withLock { $0[part] = result }
    }
    return results.withLock { $0.compactMap(\.self) }
  }
}
