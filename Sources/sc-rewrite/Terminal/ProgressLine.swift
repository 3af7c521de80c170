import Glibc
import StaticCallCore

/// `scanning 12/39 units…` on a terminal, for runs over a second; gone at the end.
///
/// It remembers nothing but when the run began, so that it can be told of progress from anywhere.
/// No escape sequences: blanks and a carriage return wipe it on any terminal that can do the
/// latter.
struct ProgressLine: Sendable {
  private let isShown: Bool
  private let start = ContinuousClock.now

  private let isVerbose: Bool

  /// - Parameter isVerbose: whether to say why each unit is parsed.
  init(isWanted: Bool, isVerbose: Bool) {
    self.isVerbose = isVerbose
    let terminal = getenv("TERM").map { String(cString: $0) } ?? ""
    isShown = isWanted && TextStream.error.isTerminal && !["", "dumb"].contains(terminal)
  }

  func report(_ event: FrontEnd.Event) {
    switch event {
    case .scanned(let done, let total): show(done: done, of: total)
    // Lines in between would break the progress up, and show as much.
    case .chosen(let unit, let reason):
      if isVerbose { print("parsing \(unit.path): \(reason)", to: .error) }
    }
  }

  private func show(done: Int, of total: Int) {
    if isDue { write("\r" + ProgressLine.text(done, total)) }
  }

  /// - Parameter total: as it was shown.
  func clear(total: Int) {
    guard isDue else { return }
    let blanks = ProgressLine.text(total, total).map { _ in " " }.joined()
    write("\r\(blanks)\r")
  }

  private var isDue: Bool { isShown && ContinuousClock.now - start > .seconds(1) }

  private func write(_ text: String) {
    _ = Disk.writeAll(Array(text.utf8), to: TextStream.error.rawValue)
  }

  private static func text(_ done: Int, _ total: Int) -> String {
    "scanning \(done)/\(total) units…"
  }
}
