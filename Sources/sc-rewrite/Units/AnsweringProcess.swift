import Glibc
import StaticCallCore

/// A program that answers what is written to it with a line each, one after the other. Belongs to
/// one thread at a time.
final class AnsweringProcess {
  enum Answer {
    /// Without its newline.
    case line([UInt8])
    /// It ended instead; with what it said on stderr.
    case ended(ChildProcess.End, said: String)
    /// It took too long, and was ended.
    case late
  }

  private var child: pid_t
  /// Its stdin and stdout.
  private let socket: Int32
  private let errors: Int32
  /// How long that was before the last question.
  private var saidBefore = 0
  /// What was read of the next line.
  private var rest: [UInt8] = []

  /// How much of what it says on stderr is of interest.
  private static let limit = 2_000

  /// Nil if it cannot be started; `errno` says why.
  init?(_ program: String, _ arguments: [String]) {
    // A file, because nobody reads while it is written; a program may say much.
    let errors = AnsweringProcess.temporaryFile()
    // A socket and not pipes: closed by exec() from the beginning, it is in no other child's
    // hands.
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard errors >= 0, socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      AnsweringProcess.close([errors])
      return nil
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    // Threads that work for the process have most signals blocked, and a child inherits that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = Signals.set([])
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    // Inherited, that would make its end unknowable.
    signal(SIGCHLD, SIG_DFL)
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child = pid_t()
    let failure = posix_spawn(&child, program, &actions, &attributes, &words, environ)
    AnsweringProcess.close([ends[1]])
    guard failure == 0 else {
      AnsweringProcess.close([ends[0], errors])
      errno = failure
      return nil
    }
    self.child = child
    self.errors = errors
    socket = ends[0]
  }

  deinit {
    AnsweringProcess.close([socket, errors])
    if child > 0 { _ = end() }
  }

  /// - Parameters:
  ///   - question: what is written first.
  ///   - seconds: how long the answer may take.
  /// - Returns: the next line. Whatever else is returned, there are no more answers afterwards.
  func answer(to question: [UInt8], within seconds: Int) -> Answer {
    var info = stat()
    if !question.isEmpty, fstat(errors, &info) == 0 { saidBefore = info.st_size }
    // A program that reads no more tells by its end why.
    _ = Disk.writeAll(question, to: socket)
    let deadline = AnsweringProcess.now + seconds * 1_000
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var searched = 0
    while true {
      if let end = rest[searched...].firstIndex(of: 0x0a) {
        defer { rest.removeSubrange(...end) }
        return .line(Array(rest[..<end]))
      }
      searched = rest.count
      var waited = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      let left = deadline - AnsweringProcess.now
      let ready = left > 0 ? poll(&waited, 1, Int32(clamping: left)) : 0
      if ready == 0 {
        _ = end()
        return .late
      }
      let count = ready < 0 ? -1 : read(socket, &buffer, buffer.count)
      if count > 0 {
        rest += buffer[..<count]
      } else if count == 0 || errno != EINTR {
        return .ended(end(), said: said)
      }
    }
  }

  /// One that closed its output and goes on is of no use, either.
  private func end() -> ChildProcess.End {
    kill(child, SIGKILL)
    defer { child = 0 }
    return ChildProcess.end(of: child)
  }

  /// What it said on stderr since the last question.
  private var said: String {
    var buffer = [UInt8](repeating: 0, count: AnsweringProcess.limit)
    let count = pread(errors, &buffer, buffer.count, saidBefore)
    return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
  }

  /// Milliseconds.
  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  /// A file without a name.
  private static func temporaryFile() -> Int32 {
    guard let file = tmpfile() else { return open("/dev/null", O_RDWR | O_CLOEXEC) }
    defer { fclose(file) }
    return fcntl(fileno(file), F_DUPFD_CLOEXEC, 3)
  }

  private static func close(_ descriptors: [Int32]) {
    for descriptor in descriptors where descriptor >= 0 { Glibc.close(descriptor) }
  }
}
