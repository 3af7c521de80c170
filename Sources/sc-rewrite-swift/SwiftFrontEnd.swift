import Glibc
import StaticCallCore
import SwiftScanner

/// `sc-rewrite-swift ROOT`: scans Swift files of the tree ROOT for `sc-rewrite`, which starts it
/// when it meets the first one. A program of its own, because it needs a Swift toolchain's parser.
///
/// In: names of files, relative to ROOT, each with a NUL behind it. Out: a line for each, a scan
/// as `sc-rewrite scan` writes it; and one before all, without units or with what there is to say
/// of the toolchain. Ends when there are no more names. Exit status: 0, or 2 with a reason on
/// stderr.
@main
enum SwiftFrontEnd {
  static func main() {
    // Who asked went away: nobody is left to tell.
    signal(SIGPIPE, SIG_DFL)
    guard CommandLine.arguments.count == 2, CommandLine.arguments[1].hasPrefix("/") else {
      fail("usage: sc-rewrite-swift ROOT; started by sc-rewrite, which gives it names to read")
    }
    let root = CommandLine.arguments[1]
    if let problem = Toolchain.problem { fail(problem) }
    var heading = UnitScan(unit: "")
    heading.diagnostics = Toolchain.warning.map { [Diagnostic(.swiftToolchain, $0)] } ?? []
    answer(heading, root)
    endWithParent()
    let scanner = SwiftScanner()
    var names = Names()
    while let name = names.next() { answer(scan(name, root, scanner), root) }
  }

  /// Nobody waits for a scan whose asker is gone, however long it takes.
  private static func endWithParent() {
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { _ in
        var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        while poll(&output, 1, -1) != 1 || output.revents & Int16(POLLHUP | POLLERR) == 0 {}
        _exit(2)
      }, nil)
  }

  private static func scan(_ name: String, _ root: String, _ scanner: SwiftScanner) -> UnitScan {
    if let text = read(PathText.join(root, name)) { return scanner.scan(name, text: text) }
    var scan = UnitScan(unit: name)
    scan.diagnostics = [
      Diagnostic(
        .parse, at: Place(file: name, offset: 0, line: 1, column: 1),
        "cannot read this file: \(String(cString: strerror(errno)))")
    ]
    return scan
  }

  private static func answer(_ scan: UnitScan, _ root: String) {
    let unit = CompileUnit(path: scan.unit, folder: root, flags: [])
    let entry = ScanFile.Entry(unit: unit, scanned: Scanned(scan: scan))
    let file = ScanFile(setting: .init(callMacros: [], isExhaustive: false), entries: [entry])
    guard write(file.encoded(root: root), to: STDOUT_FILENO) else { exit(2) }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { return false }
      rest = rest.dropFirst(max(0, count))
    }
    return true
  }

  private static func read(_ path: String) -> [UInt8]? {
    // O_NONBLOCK: opening a FIFO that took the file's place must not wait.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count > 0 { bytes += buffer[..<count] } else if errno != EINTR { return nil }
    }
  }

  private static func fail(_ reason: String) -> Never {
    _ = write(Array("\(reason)\n".utf8), to: STDERR_FILENO)
    exit(2)
  }
}

/// What comes on stdin.
private struct Names {
  private var bytes: [UInt8] = []
  private var isOver = false

  /// Nil when there are no more.
  mutating func next() -> String? {
    while true {
      if let end = bytes.firstIndex(of: 0) {
        defer { bytes.removeSubrange(...end) }
        return String(decoding: bytes[..<end], as: UTF8.self)
      }
      if isOver { return nil }
      var buffer = [UInt8](repeating: 0, count: 1 << 12)
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count > 0 {
        bytes += buffer[..<count]
      } else if count == 0 || errno != EINTR {
        isOver = true
      }
    }
  }
}
