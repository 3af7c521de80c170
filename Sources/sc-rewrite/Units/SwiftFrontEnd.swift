import Glibc
import StaticCallCore
import Synchronization

/// The Swift front end: `sc-rewrite-swift`, a program of its own that comes with a Swift
/// toolchain. It is started when the first Swift file is scanned, and as many times as files are
/// scanned at once.
final class SwiftFrontEnd: Sendable {
  private static let name = "sc-rewrite-swift"
  /// Names the program, if it is where nobody looks.
  private static let variable = "SC_REWRITE_SWIFT"
  /// How long it may take to start, in seconds.
  private static let start = 60

  private let root: String
  private let seconds: Int
  private let idle = Mutex<[Ready]>([])
  /// Why there is no scan of any file.
  private let problem = Mutex<Diagnostic?>(nil)

  /// One that waits for names. It is in one list or in one thread's hands.
  private struct Ready: @unchecked Sendable {
    var process: AnsweringProcess
    var warnings: [Diagnostic]
    /// Whether it has answered before: then it may have ended since, for reasons of its own.
    var isUsed = false
  }

  /// - Parameters:
  ///   - root: the tree's, absolute.
  ///   - seconds: how long a file may take.
  init(root: String, seconds: Int) {
    self.root = root
    self.seconds = seconds
  }

  /// Where the program may be.
  private static var places: [String] {
    if let chosen = getenv(variable), chosen.pointee != 0 { return [String(cString: chosen)] }
    guard let own = Disk.realPath("/proc/self/exe") else { return [] }
    let folder = PathText.folder(of: own)
    return [
      PathText.join(folder, "../libexec/sc-rewrite/\(name)"), PathText.join(folder, name),
    ]
  }

  /// Looked for once: each file's scan names it.
  static let program: String? = places.first { access($0, X_OK) == 0 }

  /// Change with the program, and with the compiler that it may differ from.
  static var stamps: [Stamp?] {
    let folders = getenv("PATH").map { String(cString: $0).split(separator: ":") } ?? []
    let compiler = folders.lazy.compactMap { Stamp("\($0)/swiftc") }.first
    return [program.flatMap { Stamp($0) }, compiler]
  }

  /// What is in a file of the tree.
  func scan(_ unit: String) -> UnitScan {
    var ready: Ready
    switch take() {
    case .success(let found): ready = found
    case .failure(let failure): return UnitScan(unit: unit, failure.diagnostics)
    }
    let answer = ready.process.answer(to: Array(unit.utf8) + [0], within: seconds)
    if case .ended = answer, ready.isUsed { return scan(unit) }
    ready.isUsed = true
    let place = Place(file: unit, offset: 0, line: 1, column: 1)
    switch answer {
    case .line(let line):
      do {
        let file = try ScanFile(line, root: root)
        guard var scan = file.entries.first?.scanned.scan, scan.unit == unit else {
          return UnitScan(unit: unit, [garbled(place, "it is about something else")])
        }
        scan.diagnostics += ready.warnings
        idle.withLock { $0.append(ready) }
        return scan
      } catch {
        return UnitScan(unit: unit, [garbled(place, error.reason)])
      }
    case .ended(let end, let said):
      let reason = SwiftFrontEnd.text(end, said)
      return UnitScan(
        unit: unit,
        [
          Diagnostic(
            .swiftFrontEnd, at: place, "\(SwiftFrontEnd.name) failed to read this file: \(reason)")
        ])
    case .late:
      return UnitScan(
        unit: unit,
        [
          Diagnostic(
            .swiftFrontEnd, at: place,
            "reading this file took longer than \(seconds) s; --swift-timeout gives it more")
        ])
    }
  }

  private func garbled(_ place: Place, _ reason: String) -> Diagnostic {
    Diagnostic(
      .swiftFrontEnd, at: place,
      "cannot use what \(SwiftFrontEnd.name) says of this file: \(reason)")
  }

  private func take() -> Result<Ready, Failure> {
    if let known = idle.withLock({ $0.popLast() }) { return .success(known) }
    // One that does not start is not tried for each file.
    if let known = problem.withLock({ $0 }) { return .failure(Failure(known)) }
    let made = make()
    if case .failure(let failure) = made { problem.withLock { $0 = failure.diagnostics.first } }
    return made
  }

  private func make() -> Result<Ready, Failure> {
    guard let program = SwiftFrontEnd.program else {
      let places = SwiftFrontEnd.places.map { "'\($0)'" }.joined(separator: " nor ")
      return failure(
        "Swift files have static calls, and \(SwiftFrontEnd.name), which reads them, is not there (not \(places)): 'make swift' in sc-rewrite's source builds it; \(SwiftFrontEnd.variable) may name it"
      )
    }
    let again = "build it anew with the Swift toolchain that is there: 'make swift'"
    guard let process = AnsweringProcess(program, [root]) else {
      return failure("cannot start '\(program)': \(Disk.lastError); \(again)")
    }
    switch process.answer(to: [], within: SwiftFrontEnd.start) {
    case .line(let line):
      do {
        let heading = try ScanFile(line, root: root)
        let warnings = heading.entries.flatMap(\.scanned.scan.diagnostics)
        return .success(Ready(process: process, warnings: warnings))
      } catch {
        return failure(
          "'\(program)' does not fit to this sc-rewrite (\(error.reason)); build both from one source"
        )
      }
    case .ended(let end, let said):
      return failure("'\(program)' does not start: \(SwiftFrontEnd.text(end, said)); \(again)")
    case .late:
      return failure("'\(program)' does not start within \(SwiftFrontEnd.start) seconds")
    }
  }

  private func failure(_ message: String) -> Result<Ready, Failure> {
    .failure(Failure(Diagnostic(.swiftFrontEnd, message)))
  }

  /// How it ended, and the first line of what it said.
  private static func text(_ end: ChildProcess.End, _ said: String) -> String {
    let line = said.split(separator: "\n").first.map { ": \($0)" } ?? ""
    switch end {
    case .exited(let status): return "exit status \(status)\(line)"
    case .killed(let signal): return "\(String(cString: strsignal(signal)))\(line)"
    }
  }
}

extension UnitScan {
  /// Of a unit of which nothing but this is known.
  fileprivate init(unit: String, _ diagnostics: [Diagnostic]) {
    self.init(unit: unit)
    self.diagnostics = diagnostics
    inclusions = [unit]
  }
}
