import Synchronization

/// Spellings as small numbers, so that a macro is an index and tokens compare at once. Numbers are
/// given in order of first use, which depends on how files are spread over threads: so none may
/// reach an output.
final class NameTable: Sendable {
  typealias Name = Int32

  private struct State {
    var numbers: [String: Name] = [:]
    var texts: [String] = []
  }

  private let state = Mutex(State())

  /// The number of a text.
  func name(_ text: String) -> Name {
    state.withLock { NameTable.name(text, &$0) }
  }

  /// The numbers of some texts, for one lock.
  func names(_ texts: [String]) -> [Name] {
    state.withLock { state in texts.map { NameTable.name($0, &state) } }
  }

  /// The text of a number that this table gave.
  func text(_ name: Name) -> String {
    state.withLock { $0.texts[Int(name)] }
  }

  private static func name(_ text: String, _ state: inout State) -> Name {
    if let known = state.numbers[text] { return known }
    let new = Name(state.texts.count)
    state.numbers[text] = new
    state.texts.append(text)
    return new
  }
}

/// A preprocessing token (C11, 6.4) of a directive.
struct PPToken: Sendable, Hashable {
  enum Kind: UInt8, Sendable {
    case identifier, number, character, string, punctuator
    /// A macro's name within its own expansion, which is not expanded again (C11, 6.10.3.4).
    case painted
    /// What no dry run can know: the value of a macro that may have several, say.
    case unknown
  }

  var kind: Kind
  /// Whether white space stands before it.
  var isSpaced: Bool
  var text: NameTable.Name
}
