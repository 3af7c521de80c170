import CClang
import Glibc
import StaticCallCore

/// Asks libclang what only a compiler knows by itself: its macros, what it has, where its headers
/// are. Each question is a parse of a few lines that lie in no file, without what they include.
struct CompilerProbe: Sendable {
  let clang: LibClang
  let extraFlags: [String]
  /// A folder that holds nothing of anybody's.
  let folder: String

  /// The macros that are defined before the first line, as directives.
  func predefined(_ flags: [String]) -> [UInt8] {
    var text: [UInt8] = []
    parse("\n", flags) { unit, _ in
      visit(unit) { cursor in
        guard cursor.kind == CXCursor_MacroDefinition else { return }
        let tokens = spellings(clang.c.clang_getCursorExtent(cursor), unit)
        guard let name = tokens.first else { return }
        // A parenthesis of parameters stands at the name.
        let isFunctionLike = clang.c.clang_Cursor_isMacroFunctionLike(cursor) != 0
        let body = (isFunctionLike ? "" : " ") + tokens.dropFirst().joined(separator: " ")
        text += Array("#define \(name)\(body)\n".utf8)
      }
    }
    return text
  }

  /// Whether conditions hold; nil for all where the lines do not parse.
  func answers(_ questions: [CompilerQuestion], _ flags: [String]) -> [Bool?] {
    // Each on lines of its own: the preprocessor skips the second of three, or not.
    let lines = questions.map { question in
      question.function == "defined"
        ? "#ifdef \(question.operand)\n\n#endif\n"
        : "#if \(question.function)(\(question.operand))\n\n#endif\n"
    }
    var answers: [Bool?] = Array(repeating: nil, count: questions.count)
    parse(lines.joined(), flags) { unit, file in
      guard let list = clang.c.clang_getSkippedRanges(unit, file) else { return }
      defer { clang.c.clang_disposeSourceRangeList(list) }
      var isSkipped = Array(repeating: false, count: questions.count)
      for index in 0..<Int(list.pointee.count) {
        let start = clang.c.clang_getRangeStart(list.pointee.ranges[index])
        if let line = line(of: start), isSkipped.indices.contains(line / 3) {
          isSkipped[line / 3] = true
        }
      }
      answers = isSkipped.map { !$0 }
      // What is no question to this compiler is told as an error, and is unknown.
      for line in errorLines(unit) where answers.indices.contains(line / 3) {
        answers[line / 3] = nil
      }
    }
    return answers
  }

  /// The files that `#include <name>` reads, for those that there are.
  func headers(_ names: [String], _ flags: [String]) -> [String: String] {
    let plain = names.filter { !$0.utf8.contains(UInt8(ascii: ">")) && !$0.contains("\n") }
    let text = plain.map { "#if __has_include(<\($0)>)\n#include <\($0)>\n#endif\n" }.joined()
    var found: [String: String] = [:]
    parse(text, flags) { unit, _ in
      visit(unit) { cursor in
        guard cursor.kind == CXCursor_InclusionDirective,
          let file = clang.c.clang_getIncludedFile(cursor)
        else { return }
        found[clang.take(clang.c.clang_getCursorSpelling(cursor))] =
          clang.take(clang.c.clang_getFileName(file))
      }
    }
    return found
  }

  /// Parses a text that is in no file.
  private func parse(
    _ text: String, _ flags: [String], _ body: (CXTranslationUnit, CXFile?) -> Void
  ) {
    let index = clang.c.clang_createIndex(0, 0)
    defer { clang.c.clang_disposeIndex(index) }
    let name = folder + "/sc-rewrite-probe.c"
    let all = FlagFilter.withoutForeignABI(flags) + extraFlags + ["-Wno-everything"]
    // A CPU that this libclang has not heard of is better ignored than all else.
    let plain = all.filter { !$0.hasPrefix("-march=") && !$0.hasPrefix("-mcpu=") }
    guard let unit = parse(name, text, all, in: index) ?? parse(name, text, plain, in: index)
    else { return }
    defer { clang.c.clang_disposeTranslationUnit(unit) }
    body(unit, clang.c.clang_getFile(unit, name))
  }

  private func parse(
    _ name: String, _ text: String, _ flags: [String], in index: CXIndex?
  ) -> CXTranslationUnit? {
    let options =
      CXTranslationUnit_DetailedPreprocessingRecord.rawValue
      | CXTranslationUnit_SingleFileParse.rawValue
    let arguments = flags.map { UnsafePointer(strdup($0)) }
    defer { for argument in arguments { free(UnsafeMutableRawPointer(mutating: argument)) } }
    var unit: CXTranslationUnit?
    let result = name.withCString { name in
      text.withCString { contents in
        var file = CXUnsavedFile(
          Filename: name, Contents: contents, Length: UInt(strlen(contents)))
        return clang.c.clang_parseTranslationUnit2(
          index, name, arguments, Int32(arguments.count), &file, 1, options, &unit)
      }
    }
    return result == CXError_Success ? unit : nil
  }

  private func visit(_ unit: CXTranslationUnit, _ body: (CXCursor) -> Void) {
    clang.visit(clang.c.clang_getTranslationUnitCursor(unit), body)
  }

  private func spellings(_ range: CXSourceRange, _ unit: CXTranslationUnit) -> [String] {
    var tokens: UnsafeMutablePointer<CXToken>?
    var count: UInt32 = 0
    clang.c.clang_tokenize(unit, range, &tokens, &count)
    guard let tokens else { return [] }
    defer { clang.c.clang_disposeTokens(unit, tokens, count) }
    return (0..<Int(count)).map { clang.take(clang.c.clang_getTokenSpelling(unit, tokens[$0])) }
  }

  /// From 0.
  private func line(of location: CXSourceLocation) -> Int? {
    var line: UInt32 = 0
    clang.c.clang_getExpansionLocation(location, nil, &line, nil, nil)
    return line > 0 ? Int(line) - 1 : nil
  }

  private func errorLines(_ unit: CXTranslationUnit) -> [Int] {
    (0..<clang.c.clang_getNumDiagnostics(unit)).compactMap { number in
      guard let diagnostic = clang.c.clang_getDiagnostic(unit, number) else { return nil }
      defer { clang.c.clang_disposeDiagnostic(diagnostic) }
      guard
        clang.c.clang_getDiagnosticSeverity(diagnostic).rawValue >= CXDiagnostic_Error.rawValue
      else { return nil }
      return line(of: clang.c.clang_getDiagnosticLocation(diagnostic))
    }
  }
}

extension ClangScanner {
  /// What the library that parses knows by itself, for dry runs.
  public var compiler: Compiler {
    let probe = CompilerProbe(clang: clang, extraFlags: resourceFlags, folder: names.hidden)
    return Compiler(
      predefined: probe.predefined, answers: probe.answers, headers: probe.headers,
      lastFolders: [names.hidden],
      files: header.map { [names.hidden + "/" + $0.name: $0.bytes] } ?? [:])
  }
}
