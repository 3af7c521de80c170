import Glibc

/// Signals that ask a process to end, and keeping them waiting.
enum Signals {
  static let asking = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

  /// Runs `body` while signals that ask this process to end wait. Of use where there is one
  /// thread.
  static func deferred<Result>(during body: () -> Result) -> Result {
    var waiting = set(asking)
    var inherited = sigset_t()
    sigprocmask(SIG_BLOCK, &waiting, &inherited)
    defer { sigprocmask(SIG_SETMASK, &inherited, nil) }
    return body()
  }

  static func set(_ numbers: [Int32]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    return set
  }
}
