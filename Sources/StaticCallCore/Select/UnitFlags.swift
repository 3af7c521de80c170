/// What a survey wants to know of a unit's compiler flags.
extension CompileUnit {
  /// Absolute folders that its `#include`s are looked for in, the compiler's own excepted.
  var searchFolders: [String] {
    values(of: ["-I", "-iquote", "-isystem", "-idirafter"]).map { PathText.join(folder, $0) }
  }

  /// The names in `-include` and `-imacros`.
  var forcedIncludes: [String] { values(of: ["-include", "-imacros"]) }

  /// What `-D` and `-U` say of a macro in the end; nil if nothing.
  func macro(_ name: String) -> String? {
    var result: String?
    for (option, value) in pairs(of: ["-D", "-U"]) {
      let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let first = parts.first, first.prefix(while: { $0 != "(" }) == name else { continue }
      result = option == "-U" ? "" : "=" + (parts.count > 1 ? String(parts[1]) : "1")
    }
    return result
  }

  /// Whether a macro's value on the command line has a text.
  func definesText(_ text: String) -> Bool {
    values(of: ["-D"]).contains { $0.contains("=") && $0.contains(text) }
  }

  private func values(of options: [String]) -> [String] { pairs(of: options).map(\.1) }

  private func pairs(of options: [String]) -> [(String, String)] {
    var found: [(String, String)] = []
    var rest = flags[...]
    while let flag = rest.popFirst() {
      guard let option = options.first(where: flag.hasPrefix) else { continue }
      let attached = flag.dropFirst(option.count)
      if let value = attached.isEmpty ? rest.popFirst() : String(attached) {
        found.append((option, value))
      }
    }
    return found
  }
}
