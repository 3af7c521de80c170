/// Finds the call macros' names in bytes, before and without any parsing.
public enum Occurrences {
  /// Where identifiers that are a call macro's name start, in order. Those in comments, literals
  /// and names of headers do not count; line splices within a name are seen through.
  public static func names(
    in text: UnsafeBufferPointer<UInt8>, of macros: CallMacros
  ) -> [Int] {
    lexemes(in: text, of: macros).map(\.offset)
  }

  /// The places of `static_call(` and its relatives in a file that no unit includes.
  static func calls(in text: [UInt8], of file: String, macros: CallMacros) -> [Place] {
    let lines = LineTable(text)
    return text.withUnsafeBufferPointer { lexemes(in: $0, of: macros) }
      .filter(\.isCalled).map { lines.place(of: $0.offset, in: file) }
  }

  /// - Returns: the names' offsets, and whether a parenthesis follows.
  private static func lexemes(
    in text: UnsafeBufferPointer<UInt8>, of macros: CallMacros
  ) -> [(offset: Int, isCalled: Bool)] {
    // Most files have none, and are not looked at byte by byte.
    guard macros.needles.contains(where: { $0.isIn(text) }) || LineSplice.isInWord(text)
    else { return [] }
    var found: [(offset: Int, isCalled: Bool)] = []
    var lexer = DirectiveReader(text)
    while let event = lexer.next() {
      switch event {
      case .word(let name, let offset, _), .definition(let name, let offset):
        if macros.form(of: name) != nil { found.append((offset, lexer.isCalled)) }
      case .include: break
      }
    }
    return found
  }
}
