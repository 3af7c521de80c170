import ObjectPass
import StaticCallCore

/// What stands between `sc-rewrite cc` and the compiler.
struct LauncherOptions {
  private(set) var pass = ObjectPass.Options()
  /// How many words the options are.
  private(set) var count = 0

  /// - Parameter words: what stands behind `cc`.
  /// - Returns: nil if help is asked for.
  init?(_ words: [String]) throws(Failure) {
    var rest = words[...]
    while let word = rest.first, word.utf8.first == UInt8(ascii: "-") {
      rest.removeFirst()
      if word == "--" { break }
      let equals = word.firstIndex(of: "=")
      let option = String(word[..<(equals ?? word.endIndex)])
      switch (option, equals) {
      case ("--help", nil), ("-h", nil): return nil
      case ("--module", nil): pass.isModule = true
      case ("--layout", _), ("--init-section", _):
        let joined = equals.map { String(word[word.index(after: $0)...]) }
        guard let value = joined ?? rest.popFirst() else {
          throw Self.usage("'\(option)' lacks its value")
        }
        try take(option, value)
      default: throw Self.usage("unknown option '\(FlagFilter.shown(word))'")
      }
    }
    if rest.isEmpty { throw Self.usage("the compiler is missing") }
    count = words.count - rest.count
  }

  private mutating func take(_ option: String, _ value: String) throws(Failure) {
    if option == "--init-section" { return pass.initSections.append(value) }
    guard let layout = ObjectPass.Layout(rawValue: value) else {
      let known = ObjectPass.Layout.allCases.map(\.rawValue).joined(separator: ", ")
      throw Self.usage("unknown layout '\(FlagFilter.shown(value))'; there are \(known)")
    }
    pass.layout = layout
  }

  private static func usage(_ message: String) -> Failure {
    Failure(Diagnostic(.usage, "cc: \(message); see 'sc-rewrite cc --help'"))
  }

  static let help = """
    OVERVIEW: Runs a compiler, then adds the table of call sites to the objects it wrote.

    The compiler gets its arguments as they are, and its output, exit status and signals are
    what is seen. What writes no object (-E, -S, -M, links ...) is the compiler alone. If the
    table cannot be added, the object is removed (or emptied, if the folder is read-only) and
    the exit status is not 0.

    USAGE: sc-rewrite cc [<options>] <compiler> [<arguments> ...]

        make CC="sc-rewrite cc gcc"
        cmake -DCMAKE_C_COMPILER_LAUNCHER="sc-rewrite;cc"
        sc-rewrite cc ccache gcc -c main.c
        ccache sc-rewrite cc gcc -c main.c

    A tree of that name is ./cc.

    OPTIONS:
      --layout <layout>       Who reads the table: 'note', sc-rewrite's runtime, or 'linux',
                              the kernel. (default: note)
      --module                With --layout linux: the objects are part of a module. Commands
                              with -DMODULE are taken so anyway.
      --init-section <name>   A section whose code is gone after the start, besides .init.text.
                              May be repeated.
      -h, --help              Show help information.

    """
}
