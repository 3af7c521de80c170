/// Static calls in files that no front end reads: contract, "every `static_call` in the tree is
/// accounted for".
extension Program {
  /// Lists the calls in files that nothing includes, and in those of other languages, and says of
  /// the latter that they stay as they are.
  ///
  /// - Parameters:
  ///   - texts: the files of the tree that may have any, sorted.
  ///   - read: the bytes of a file of the tree.
  mutating func addUnread(
    _ texts: [String], callMacros: CallMacros, read: (String) -> [UInt8]?
  ) {
    let seen = Set(inclusions)
    var warnings: [Diagnostic] = []
    for path in texts where !SourceKind.isSwift(path) && !seen.contains(path) {
      guard let text = read(path) else { continue }
      let calls = Occurrences.calls(in: text, of: path, macros: callMacros)
      let reason = SourceKind.isC(path) ? LeftAlone.Reason.notIncluded : .otherLanguage
      leftAlone += calls.map { LeftAlone(place: $0, reason: reason) }
      if reason == .otherLanguage, let first = calls.first, !SourceKind.isProse(path) {
        warnings.append(
          Diagnostic(
            .otherLanguage, at: first,
            calls.count == 1
              ? "a static call in a file that is neither C nor Swift is left alone"
              : "\(calls.count) static calls in a file that is neither C nor Swift are left alone"))
      }
    }
    leftAlone.sort { $0.place < $1.place }
    diagnostics = Program.sorted(diagnostics + warnings)
  }
}
