import CClang
import StaticCallCore

/// clang's errors as the tool's own. Those that are about a key get that key's id and words.
struct ClangDiagnostics {
  private let unit: ParsedUnit
  private var c: cclang { unit.clang.c }

  init(_ unit: ParsedUnit) {
    self.unit = unit
  }

  /// The unit's errors in clang's order, each once.
  func all() -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return (0..<c.clang_getNumDiagnostics(unit.handle)).compactMap { index in
      let handle = c.clang_getDiagnostic(unit.handle, index)
      defer { c.clang_disposeDiagnostic(handle) }
      guard c.clang_getDiagnosticSeverity(handle).rawValue >= CXDiagnostic_Error.rawValue
      else { return nil }
      let diagnostic = translate(
        text(of: handle), at: place(of: handle), notes: notes(of: handle))
      return seen.insert(diagnostic).inserted ? diagnostic : nil
    }
  }

  private func text(of handle: CXDiagnostic?) -> String {
    unit.clang.take(c.clang_getDiagnosticSpelling(handle))
  }

  private func place(of handle: CXDiagnostic?) -> Place? {
    let location = c.clang_getDiagnosticLocation(handle)
    let spots = [unit.spot(location), unit.spot(location, through: .expansion)]
    // Nobody can look a place in the built-in header up.
    return spots.compactMap { $0 }
      .first { !unit.names.isHidden(unit.absoluteName(of: $0.file)) }.map(unit.place)
  }

  private func notes(of handle: CXDiagnostic?) -> [Diagnostic.Note] {
    guard let set = c.clang_getChildDiagnostics(handle) else { return [] }
    defer { c.clang_disposeDiagnosticSet(set) }
    return (0..<c.clang_getNumDiagnosticsInSet(set)).map { index in
      let note = c.clang_getDiagnosticInSet(set, index)
      defer { c.clang_disposeDiagnostic(note) }
      return .init(at: place(of: note), text(of: note))
    }
  }

  private func translate(
    _ message: String, at place: Place?, notes: [Diagnostic.Note]
  ) -> Diagnostic {
    if let key = keyName(in: message) {
      if message.hasPrefix("use of undeclared identifier") {
        return Diagnostic(
          .unknownKey, at: place,
          "no static call '\(key)' is declared here; DECLARE_STATIC_CALL or DEFINE_STATIC_CALL it first"
        )
      }
      if message.hasPrefix("conflicting types for") || message.hasSuffix("different type")
        || message.contains("with a different type")
      {
        return Diagnostic(
          .keyType, at: place, "static call '\(key)' is declared with two types",
          notes: notes.first.map { [.init(at: $0.place, "the other type comes from here")] } ?? [])
      }
      if message.hasPrefix("redefinition of") {
        return Diagnostic(
          .duplicateKey, at: place, "static call '\(key)' is defined twice",
          notes: notes.first.map { [.init(at: $0.place, "the other definition is here")] } ?? [])
      }
    }
    if let start = message.firstRange(of: "static_call_update: ")?.lowerBound {
      // Behind the condition, which nobody wants to read; some versions quote the text.
      return Diagnostic(.updateType, at: place, message[start...].filter { $0 != "\"" })
    }
    return Diagnostic(.parse, at: place, message, notes: notes)
  }

  /// `name` of the first quoted `__SCK__name` or `__SCT__name`.
  private func keyName(in message: String) -> String? {
    let quoted = message.split(separator: "'", omittingEmptySubsequences: false)
    guard quoted.count > 2 else { return nil }
    return KeySymbol.name(of: String(quoted[1]))
  }
}
