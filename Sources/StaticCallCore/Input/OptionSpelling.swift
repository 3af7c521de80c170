/// The spellings that gcc and clang have for one option: `-includeX`, `--include=X` and `--include
/// X` are all `-include X`. Nothing behind this has to know more than one.
enum OptionSpelling {
  /// An option of the command line in one or two words, the second its value. What has one
  /// spelling only stays as it is.
  static func words(of option: String) -> [String] {
    if let short = long[option] { return [short] }
    if option.hasPrefix("--"), let equals = option.firstIndex(of: "="),
      let short = long[String(option[..<equals])]
    {
      return [short, String(option[option.index(after: equals)...])]
    }
    // An option of its own, not a value that is joined.
    if option.hasPrefix("-include-pch") { return [option] }
    if let short = joined.first(where: { option.hasPrefix($0) && option != $0 }) {
      return [short, String(option.dropFirst(short.count))]
    }
    return [option]
  }

  private static let long: [String: String] = [
    "--include": "-include", "--imacros": "-imacros", "--include-directory": "-I",
    "--include-directory-after": "-idirafter", "--include-prefix": "-iprefix",
    "--include-with-prefix": "-iwithprefix", "--include-with-prefix-after": "-iwithprefix",
    "--include-with-prefix-before": "-iwithprefixbefore", "--define-macro": "-D",
    "--undefine-macro": "-U", "--language": "-x", "--no-standard-includes": "-nostdinc",
    "--ansi": "-ansi", "--trigraphs": "-trigraphs",
  ]

  /// Longer ones first: `-iwithprefixbefore` is no `-iwithprefix`.
  private static let joined = [
    "-iwithprefixbefore", "-iwithprefix", "-iprefix", "-include", "-imacros", "-x",
  ]
}
