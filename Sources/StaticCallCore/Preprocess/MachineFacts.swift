import Synchronization

/// What the compiler knows for one set of flags, asked as seldom as possible: each question costs
/// it some milliseconds.
final class MachineFacts: Sendable {
  private struct State {
    var answers: [CompilerQuestion: Bool?] = [:]
    var headers: [String: String?] = [:]
    /// Where the compiler's own headers were found, in the order that they are searched in.
    var folders: [String] = []
  }

  let predefined: [UInt8]
  private let flags: [String]
  private let compiler: Compiler
  private let exists: @Sendable (String) -> Bool
  private let hasFolders: Bool
  private let state: Mutex<State>

  /// - Parameter exists: whether a file of this absolute name is there.
  init(
    _ flags: [String], _ compiler: Compiler, hasFolders: Bool,
    exists: @escaping @Sendable (String) -> Bool
  ) {
    self.flags = flags
    self.compiler = compiler
    self.hasFolders = hasFolders
    self.exists = exists
    predefined = compiler.predefined(flags)
    var state = State()
    if hasFolders {
      state.headers = MachineFacts.known(
        compiler.headers(MachineFacts.pilots, flags), MachineFacts.pilots, &state.folders)
    }
    self.state = Mutex(state)
  }

  /// Headers that between them lie in all folders that a compiler for Linux has.
  private static let pilots = [
    "stddef.h", "limits.h", "stdio.h", "sys/types.h", "bits/types.h", "asm/types.h",
    "gnu/stubs.h", "linux/types.h",
  ]

  /// Searched by most compilers, and most often empty.
  private static let local = "/usr/local/include"

  /// Nil if there is no telling.
  func answer(_ question: CompilerQuestion, among all: [CompilerQuestion]) -> Bool? {
    state.withLock { state in
      if let known = state.answers[question] { return known }
      let new = Array(Set(all + [question]).filter { state.answers[$0] == nil })
        .sorted { ($0.function, $0.operand) < ($1.function, $1.operand) }
      for (question, answer) in zip(new, compiler.answers(new, flags)) {
        state.answers[question] = .some(answer)
      }
      return state.answers[question] ?? nil
    }
  }

  /// The absolute name of the header that `<name>` is, if it is in none of the unit's own folders.
  func header(_ name: String) -> String? {
    guard hasFolders else { return nil }
    return state.withLock { state in
      if let known = state.headers[name] { return known }
      // Where just one folder has it, there is nothing to ask.
      let places = (state.folders + [MachineFacts.local]).map { "\($0)/\(name)" }.filter(exists)
      if places.count == 1, places[0] != "\(MachineFacts.local)/\(name)" {
        state.headers[name] = .some(places[0])
        return places[0]
      }
      if places.isEmpty, !state.folders.isEmpty {
        state.headers[name] = .some(nil)
        return nil
      }
      let found = MachineFacts.known(compiler.headers([name], flags), [name], &state.folders)
      state.headers.merge(found) { $1 }
      return found[name] ?? nil
    }
  }

  /// The header that `#include_next <name>` is in a header of the compiler's or the system's.
  ///
  /// - Parameter folder: where that one was found.
  func header(_ name: String, after folder: String) -> String? {
    state.withLock { state in
      let order = state.folders
      let start = (order.firstIndex(of: folder) ?? -1) + 1
      return order[start...].map { "\($0)/\(name)" }.first(where: exists)
    }
  }

  /// The folder, of those, that a header was found in by a name.
  func folder(of path: String, named name: String) -> String? {
    path.hasSuffix("/" + name) ? String(path.dropLast(name.count + 1)) : nil
  }

  private static func known(
    _ found: [String: String], _ names: [String], _ folders: inout [String]
  ) -> [String: String?] {
    for name in names {
      guard let path = found[name], path.hasSuffix("/" + name) else { continue }
      let folder = String(path.dropLast(name.count + 1))
      if !folders.contains(folder) { folders.append(folder) }
    }
    // The compiler's own folder goes first, the system's plain one last.
    folders.sort { (rank($0), $0) < (rank($1), $1) }
    return Dictionary(uniqueKeysWithValues: Set(names).map { ($0, found[$0]) })
  }

  private static func rank(_ folder: String) -> Int {
    if folder.contains("/clang/") || folder.contains("/gcc/") { return 0 }
    if folder == local { return 1 }
    return folder.hasSuffix("/include") ? 3 : 2
  }
}

/// The facts for all sets of flags of a run.
final class MachineStore: Sendable {
  private let compiler: Compiler
  private let exists: @Sendable (String) -> Bool
  private let known = Mutex<[String: MachineFacts]>([:])

  init(_ compiler: Compiler, exists: @escaping @Sendable (String) -> Bool) {
    self.compiler = compiler
    self.exists = exists
  }

  var lastFolders: [String] { compiler.lastFolders }

  func facts(_ options: PreprocessorOptions) -> MachineFacts {
    let key = options.machine.joined(separator: "\u{0}")
    // Whoever comes second waits: asking twice takes longer.
    return known.withLock { known in
      if let facts = known[key] { return facts }
      let facts = MachineFacts(
        options.machine, compiler, hasFolders: options.hasOwnFolders, exists: exists)
      known[key] = facts
      return facts
    }
  }
}
