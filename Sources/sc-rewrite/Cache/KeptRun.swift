import Glibc
import StaticCallCore

/// A run that ended well, so that the next one, if nothing changed, can end at once.
struct KeptRun: Codable {
  /// Of the command, the tree, and what else the user gave.
  var input: UInt64
  /// Files elsewhere that were read: headers of the system, response files.
  var elsewhere: [String: Stamp]
  /// Of the files in the output folder.
  var output: UInt64
  /// Warnings to say again.
  var diagnostics: [Diagnostic]

  /// Whether a run with this input would find everything as it was left.
  func isCurrent(input: UInt64, output: OutputFolder) -> Bool {
    self.input == input && elsewhere.allSatisfy { Stamp($0) == $1 }
      && output.fingerprint()?.value == self.output
  }

  /// Nil if some file is so new that it could change without showing.
  init?(
    input: UInt64, elsewhere: some Sequence<String>, output: OutputFolder, since start: Int,
    diagnostics: [Diagnostic]
  ) {
    self.input = input
    self.elsewhere = [:]
    for path in elsewhere {
      guard let stamp = Stamp(path), stamp.settled(before: start) else { return nil }
      self.elsewhere[path] = stamp
    }
    // What was written just now has to settle.
    usleep(UInt32(Stamp.tick / 1000))
    guard let written = output.fingerprint(), written.newest <= Stamp.now - Stamp.tick
    else { return nil }
    self.output = written.value
    self.diagnostics = diagnostics
  }
}
