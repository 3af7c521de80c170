import CClang
import Glibc
import StaticCallCore

/// Finds the trampolines that assembly in C names: `asm("call " STATIC_CALL_TRAMP_STR(k))`.
///
/// libclang before version 21 does not tell an asm statement's text, whose parts may come from
/// macros anyway. But it prints declarations, with the strings put together. Limits: what an asm
/// operand brings into the text is a reference in the syntax tree (UpdateReader sees it); a symbol
/// that the assembler puts together, by a macro of its own, is not seen.
struct AsmReader {
  private let unit: ParsedUnit
  private var clang: LibClang { unit.clang }

  struct Found {
    var uses: [AssemblyUse] = []
    var mentions: [KeyMention] = []
  }

  init(_ unit: ParsedUnit) {
    self.unit = unit
  }

  /// - Parameters:
  ///   - declaration: one of the unit's top level.
  ///   - statements: the asm statements in it.
  func read(_ declaration: CXCursor, statements: [CXCursor]) -> Found {
    // libclang has no kind of its own for asm at file scope.
    guard !statements.isEmpty || declaration.kind == CXCursor_UnexposedDecl,
      let text = printed(declaration)
    else { return Found() }
    let all = AsmStrings.find(in: text)
    let cursors = all.count == statements.count ? statements : all.map { _ in declaration }
    var found = Found()
    for (text, cursor) in zip(all, cursors) {
      let trampolines = Assembly.trampolines(in: text)
      guard let place = unit.spot(of: cursor).map(unit.place) else { continue }
      found.uses += trampolines.branches.map { AssemblyUse(key: $0, place: place) }
      found.mentions += trampolines.data.map { KeyMention(key: $0, kind: .target) }
    }
    return found
  }

  /// The declaration as C, if it names a trampoline at all; most do not, and are no strings of
  /// ours.
  private func printed(_ declaration: CXCursor) -> String? {
    let string = clang.c.clang_getCursorPrettyPrinted(declaration, nil)
    defer { clang.c.clang_disposeString(string) }
    guard let text = clang.c.clang_getCString(string), strstr(text, Symbols.trampolinePrefix) != nil
    else { return nil }
    return String(cString: text)
  }
}

/// The text of asm statements in C that clang printed: strings are joined, comments gone.
enum AsmStrings {
  /// What stands in each asm statement's first string, in order, escapes resolved.
  static func find(in code: String) -> [String] {
    var found: [String] = []
    var rest = Array(code.utf8)[...]
    while let first = rest.first {
      switch first {
      case UInt8(ascii: "\""): _ = string(&rest)
      case UInt8(ascii: "'"): skipCharacter(&rest)
      case _ where isWord(first):
        let word = rest.prefix(while: isWord)
        rest = rest.dropFirst(word.count)
        if ["asm", "__asm", "__asm__"].contains(String(decoding: word, as: UTF8.self)),
          let text = statement(&rest)
        {
          found.append(text)
        }
      default: rest = rest.dropFirst()
      }
    }
    return found
  }

  /// Behind `asm`: qualifiers, a parenthesis, the string.
  private static func statement(_ rest: inout ArraySlice<UInt8>) -> String? {
    rest = rest.drop { $0 != UInt8(ascii: "(") && (isWord($0) || $0 == 0x20) }
    guard rest.first == UInt8(ascii: "(") else { return nil }
    rest = rest.dropFirst().drop { $0 == 0x20 }
    return rest.first == UInt8(ascii: "\"") ? string(&rest) : nil
  }

  private static func string(_ rest: inout ArraySlice<UInt8>) -> String {
    var text: [UInt8] = []
    rest = rest.dropFirst()
    while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
      guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else {
        text.append(byte)
        continue
      }
      switch escaped {
      case UInt8(ascii: "n"): text.append(0x0a)
      case UInt8(ascii: "t"): text.append(0x09)
      default: text.append(escaped)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func skipCharacter(_ rest: inout ArraySlice<UInt8>) {
    rest = rest.dropFirst()
    while let byte = rest.popFirst(), byte != UInt8(ascii: "'") {
      if byte == UInt8(ascii: "\\") { rest = rest.dropFirst() }
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
