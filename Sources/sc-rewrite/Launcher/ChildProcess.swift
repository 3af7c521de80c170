import Glibc

/// A program run in this one's place: it has its streams, hears of its signals, and its end
/// becomes this one's.
enum ChildProcess {
  /// A program and its arguments as exec() takes them, byte for byte as they came.
  typealias Words = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

  /// How it ended.
  enum End: Equatable {
    case exited(Int32)
    case killed(by: Int32)

    /// - Parameter status: what wait() says. Of its 16 bits, the lower 7 are a signal, the upper 8
    ///   what exit() was given.
    init(_ status: Int32) {
      self = status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .killed(by: status & 0x7f)
    }
  }

  /// Waits for a child that ends.
  static func end(of child: pid_t) -> End {
    var status: Int32 = 0
    while waitpid(child, &status, 0) != child {
      if errno != EINTR { return .exited(1) }
    }
    return End(status)
  }

  /// Becomes the program. Returns only if it cannot be started; `errno` says why.
  static func become(_ words: Words) {
    if let program = words[0] { execvp(program, words) }
  }

  /// Runs the program, and `after` when it has ended.
  ///
  /// Signals that would end this process wait until then; the program hears of them, and if it
  /// dies of one, so does this process. They are received as values, so there is no handler to be
  /// written without locks and allocations.
  ///
  /// - Returns: the exit status, or nil if the program could not be started; `errno` says why.
  static func run(_ words: Words, after: (End) -> Int32) -> Int32? {
    // Inherited, that would make the program's end unknowable.
    signal(SIGCHLD, SIG_DFL)
    let handedOn = (Signals.asking + [SIGUSR1, SIGUSR2, SIGPIPE]).filter { !isIgnored($0) }
    var waited = Signals.set(handedOn + [SIGCHLD])
    var inherited = sigset_t()
    sigprocmask(SIG_BLOCK, &waited, &inherited)

    guard let child = spawn(words, mask: &inherited) else {
      let reason = errno
      sigprocmask(SIG_SETMASK, &inherited, nil)
      errno = reason
      return nil
    }
    let end = wait(for: child, &waited)
    // Nobody reads what is told: the objects matter more. A file over its limit is a failed write.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    let status = after(end)
    if case .killed(let signal) = end { die(of: signal) }
    sigprocmask(SIG_SETMASK, &inherited, nil)
    return status
  }

  private static func spawn(_ words: Words, mask: inout sigset_t) -> pid_t? {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setsigmask(&attributes, &mask)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    guard let program = words[0] else { return nil }
    var child = pid_t()
    let failure = posix_spawnp(&child, program, nil, &attributes, words, environ)
    guard failure == 0 else {
      errno = failure
      return nil
    }
    return child
  }

  private static func wait(for child: pid_t, _ waited: inout sigset_t) -> End {
    while true {
      var status: Int32 = 0
      let ended = waitpid(child, &status, WNOHANG)
      if ended == child { return End(status) }
      // Somebody else's wait() took it, which nobody here has: do not call that a success.
      if ended < 0 && errno != EINTR { return .exited(1) }
      var info = siginfo_t()
      let received = sigwaitinfo(&waited, &info)
      // A terminal sends its signals to the program, too; kill() means this process alone.
      if received > 0, received != SIGCHLD, info.si_code <= 0 { kill(child, received) }
    }
  }

  /// Ends this process as the program ended, so that a shell or make sees the same.
  private static func die(of signal: Int32) -> Never {
    // The core that matters is the program's.
    var limit = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    Glibc.signal(signal, SIG_DFL)
    var own = Signals.set([signal])
    kill(getpid(), signal)
    sigprocmask(SIG_UNBLOCK, &own, nil)
    exit(128 + signal)
  }

  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(signal, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1  // SIG_IGN
  }
}
