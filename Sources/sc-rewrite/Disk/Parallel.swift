import Dispatch
import FoundationEssentials
import Synchronization

/// Work that waits for the disk's answers, spread over the processors.
enum Parallel {
  /// More threads than that only wait for one another.
  private static let limit = 8

  private static var workers: Int { min(ProcessInfo.processInfo.activeProcessorCount, limit) }

  /// Calls `body` for all of `0..<count` in parts that follow one another, of which no more are in
  /// work at once than there are processors or `limit` says.
  ///
  /// - Parameter least: how many pieces make a part worth a thread.
  /// - Returns: what `body` returned, in the order of the parts, whichever was done first.
  static func parts<Result: Sendable>(
    _ count: Int, least: Int, _ body: @Sendable (Range<Int>) -> Result
  ) -> [Result] {
    let workers = workers
    // Some more than there are processors: parts take different times.
    let parts = workers == 1 ? 1 : min(workers * 8, count / least)
    guard parts > 1 else { return count > 0 ? [body(0..<count)] : [] }
    let results = Mutex([Result?](repeating: nil, count: parts))
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(workers, parts)) { _ in
      while true {
        // Only the number matters: nothing else is handed from one to the other by it.
        let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if part >= parts { return }
        let result = body(count * part / parts..<count * (part + 1) / parts)
        results.withLock { $0[part] = result }
      }
    }
    return results.withLock { $0.compactMap(\.self) }
  }
}
