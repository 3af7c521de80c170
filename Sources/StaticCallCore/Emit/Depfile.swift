/// A Make depfile: what a run has read, folders included, so that new files count as changes.
///
/// Its target is a stamp that the user's rule touches, because sc-rewrite itself leaves files
/// alone whose content stays the same.
public enum Depfile {
  @Sendable static func emit(_ plan: Plan) -> [OutputFile] {
    let files = Set(plan.tree.entries.map(\.path)).union(plan.program.inclusions).sorted()
    let names = (plan.tree.folders.map { folder($0, plan) } + files.map(plan.tree.display))
      .filter(isSpeakable).map(escaped)
    let target = plan.options.displayOutput + "/" + OutputName.stamp
    return [OutputFile(path: OutputName.depfile, text: rule(for: target, escapedNames: names))]
  }

  /// A rule for Make or Ninja that says which files a target depends on.
  public static func rule(for target: String, reading files: [String]) -> String {
    rule(for: target, escapedNames: files.filter(isSpeakable).map(escaped))
  }

  private static func rule(for target: String, escapedNames names: [String]) -> String {
    var text = escaped(target) + ":"
    for name in names { text += " \\\n  \(name)" }
    text += "\n\n"
    // An empty rule each, as gcc -MP writes: a file that goes away must not stop Make.
    for name in names { text += "\(name):\n" }
    return text
  }

  private static func folder(_ path: String, _ plan: Plan) -> String {
    let name = plan.tree.display(path)
    return name.isEmpty ? "." : name
  }

  private static let unspeakable = Array("%;|=:\\\t\n\r".utf8)

  /// Whether Make has a way to write a name; a file without one is seen through its folder alone.
  private static func isSpeakable(_ path: String) -> Bool {
    !path.utf8.contains { unspeakable.contains($0) }
  }

  private static let special = Array(" #$".utf8)

  /// GNU Make, 4.1: blanks and `#` take a backslash, `$` another `$`.
  private static func escaped(_ path: String) -> String {
    guard path.utf8.contains(where: { special.contains($0) }) else { return path }
    var result = ""
    for character in path.unicodeScalars {
      switch character {
      case " ", "#": result += "\\\(character)"
      case "$": result += "$$"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
