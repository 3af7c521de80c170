import Testing

@testable import StaticCallCore

/// A file's text, cut into directives and words.
@Suite struct DigesterTests {
  private let names = NameTable()

  private func digest(_ text: String) -> FileDigest { PreprocessSupport.digest(text, names) }

  private func kinds(_ text: String) -> [FileDigest.Step.Kind] { digest(text).steps.map(\.kind) }

  private func spelt(_ tokens: [PPToken]) -> String {
    tokens.map { names.text($0.text) }.joined(separator: " ")
  }

  /// The definitions' texts, parameters included.
  private func bodies(_ text: String) -> [String] {
    let digest = digest(text)
    return digest.definitions.map {
      String(
        decoding: digest.bodies[Int($0.body.lowerBound)..<Int($0.body.upperBound)], as: UTF8.self)
    }
  }

  private func words(_ text: String) -> [String] {
    digest(text).words.map { names.text($0.name) }
  }

  // MARK: Directives

  @Test func allKinds() {
    let text = """
      #pragma once
      #ifdef A
      #elifdef B
      #elifndef C
      #endif
      #ifndef D
      #elif 1
      #else
      #endif
      #if 1
      #define E
      #undef E
      #include "f.h"
      #pragma push_macro("E")
      #pragma GCC poison nothing
      #error no
      static_call
      #endif

      """
    #expect(
      kinds(text) == [
        .once, .ifDefined, .elseIfDefined, .elseIfNotDefined, .end, .ifNotDefined, .elseIf, .else,
        .end, .if, .define, .undefine, .include, .forget, .word, .end,
      ])
    #expect(digest(text).oddity == nil)
  }

  @Test func splices() {
    #expect(bodies("#define A 1 \\\n + 2\n") == [" 1 + 2"])
    #expect(bodies("#def\\\nine A\\\r\nB 1\n") == [" 1"])
    #expect(kinds("#\\\ndefine A \\\n\n#undef A") == [.define, .undefine])
    #expect(kinds("\\\n#define A\n") == [.define])
    #expect(bodies("#define A 1\\  \n + 2\n") == [" 1 + 2"], "blanks behind the backslash")
    #expect(words("static_\\\ncall(k)(1);") == ["static_call"])
  }

  @Test func comments() {
    #expect(bodies("#define A 1 /* two\n lines */ + 2 // end\n") == [" 1 + 2"])
    #expect(kinds("/* a */ # /* b */ define /* c */ A\n") == [.define])
    #expect(kinds("/* a\n */ #define A\n") == [.define], "a comment of two lines is one space")
    #expect(kinds("// one \\\n#define A\n#undef A\n") == [.undefine])
    #expect(kinds("/* #define A\n#define B\n*/\n") == [])
    #expect(kinds("/\\\n* #define A *\\\n/ #undef A\n") == [.undefine])
    #expect(words("/* static_call(k) */ // static_call(k)\n") == [])
    #expect(kinds("/* without an end\n#define A\n") == [])
  }

  @Test func otherSpellings() {
    #expect(kinds("%:define A\n  %: undef A\n") == [.define, .undefine])
    #expect(kinds("#ifdef A\r\n#define B 1\r\n#endif\r\n") == [.ifDefined, .define, .end])
    #expect(bodies("#define B 1\r\n") == [" 1"])
    #expect(kinds("\u{feff}#define A\n") == [.define])
    #expect(kinds("#\n#123 \"a.c\"\n#!shell\n# define A") == [.define])
  }

  @Test func notTheFirstOnItsLine() {
    #expect(kinds("x #define A\n") == [])
    #expect(kinds("; %:define A\n") == [])
    #expect(kinds("x \\\n#define A\n") == [])
    #expect(kinds("x /*\n*/ #define A\n") == [])
    #expect(kinds("\t \u{b}#define A\n") == [.define])
  }

  @Test func literals() {
    #expect(kinds("char *s = \"// /*\";\n#define A\n") == [.define])
    #expect(kinds("char c = '\"';\n#define A\n") == [.define])
    #expect(kinds("it's\n#define A\n/* it's */\n#undef A\n") == [.define, .undefine])
    #expect(kinds("\"\\\"\"\n#define A\n") == [.define])
    #expect(kinds("\"a\\\n#define B\"\n#define A\n") == [.define])
    #expect(bodies("#define A \"//\" 'x' '\"' /* */\n") == [" \"//\" 'x' '\"'"])
    #expect(kinds("int n = 1'000'000; '/*'\n#define A\n") == [.define])
    #expect(words("\"static_call(k)\" 'static_call'") == [])
    #expect(words("0static_call 1.static_call my_static_call static_calls") == [])
  }

  @Test func inclusions() {
    let digest = digest(
      """
      #include "a//b.h"
      #include <c//d.h> // rest
      #include MACRO(x)
      #include_next <e.h>
      #import "f.h"
      #include/**/"g.h"
      #include<it's.h>
      #include

      """)
    func name(_ text: String) -> NameTable.Name { names.name(text) }
    #expect(digest.inclusions.count == 8)
    #expect(digest.inclusions[0] == .init(target: .quoted(name("a//b.h"))))
    #expect(digest.inclusions[1] == .init(target: .angled(name("c//d.h"))))
    if case .computed(let tokens) = digest.inclusions[2].target {
      #expect(spelt(tokens) == "MACRO ( x )")
    } else {
      Issue.record("not computed")
    }
    #expect(digest.inclusions[3] == .init(target: .angled(name("e.h")), isNext: true))
    #expect(digest.inclusions[4] == .init(target: .quoted(name("f.h")), isImport: true))
    #expect(digest.inclusions[5].target == .quoted(name("g.h")))
    #expect(digest.inclusions[6].target == .angled(name("it's.h")))
    #expect(digest.inclusions[7].target == .computed([]))
  }

  @Test func definitions() {
    #expect(
      bodies("#define A\n#define B(x) x\n#define C (x)\n#define D(x, \\\n y) x\n")
        == ["", "(x) x", " (x)", "(x, y) x"])
    #expect(kinds("#define\n#define 1\n#undef\n") == [])
  }

  // MARK: Conditionals

  /// The next step of each step that begins a branch.
  @Test func chains() {
    let digest = digest("#if 1\n#define A\n#elif 2\n#else\n#ifdef B\n#endif\n#endif\n")
    #expect(digest.steps.map(\.kind) == [.if, .define, .elseIf, .else, .ifDefined, .end, .end])
    #expect(
      [0, 2, 3, 4].map { digest.steps[$0].next } == [2, 3, 6, 5])
  }

  @Test func includeGuards() {
    func name(_ text: String) -> String? { digest(text).guardMacro.map(names.text) }
    #expect(name("/* (c) */\n#ifndef A\n#define A\nint x;\n#endif // A\n") == "A")
    #expect(name("#ifndef A\n#define A\n#endif\n#define B\n") == nil)
    #expect(name("#define B\n#ifndef A\n#define A\n#endif\n") == nil)
    #expect(name("#ifndef A\n#define A\n#else\n#define B\n#endif\n") == nil)
    #expect(name("#ifdef A\n#endif\n") == nil)
    #expect(name("#ifndef A\n#define A\n") == nil)
    #expect(name("#ifndef A\n#define A\n#endif\n#ifndef A\n#endif\n") == nil)
    #expect(name("static_call\n#ifndef A\n#define A\n#endif\n") == nil, "a word stands outside")
  }

  @Test(arguments: [
    "#if 1\n", "#ifdef A\n#else\n", "#else\n", "#endif\n", "#elif 1\n#endif\n",
    "#if 1\n#else\n#else\n#endif\n", "#if 1\n#else\n#elif 1\n#endif\n", "#ifdef\n#endif\n",
    "#ifndef 1\n#endif\n", "#ifdef A\n#elifdef\n#endif\n",
    "_Pragma(\"push_macro(\\\"A\\\")\")\n", "_Pragma(\"once\")\n",
  ])
  func oddities(text: String) async {
    #expect(digest(text).oddity != nil)
    // A run through it ends, and whatever it shows is in doubt.
    for flags in [[], ["-DA"]] {
      let readings = await PreprocessSupport.readings(
        ["a.c": text], [PreprocessSupport.unit("a.c", flags)])
      #expect(readings[0].doubt != nil)
    }
  }

  @Test func questions() {
    let found = digest(
      "#if __has_attribute(hot) && __has_builtin( __builtin_expect ) || __has_include(<a.h>)\n#endif"
    )
    #expect(
      found.questions == [
        .init(function: "__has_attribute", operand: "hot"),
        .init(function: "__has_builtin", operand: "__builtin_expect"),
      ])
  }

  // MARK: Words

  @Test func argumentsAndCallees() throws {
    let digest = digest("x = WRAP(f(1), static_call(k + (2))(3, 4)) + static_call_cond(\"a\", b);")
    let words = digest.words
    try #require(words.count == 2)
    #expect(words.map { Int($0.offset) } == [15, 45])
    #expect(spelt(words[0].arguments) == "( k + ( 2 ) )")
    #expect(words[0].around.map(names.text) == ["WRAP"])
    #expect(spelt(words[1].arguments) == "( \" , b )", "of a literal the first character is enough")
    #expect(words[1].around == [])
  }

  @Test func nestedCallees() {
    let digest = digest("A(B((C(1), static_call(D(k)), static_call)))")
    #expect(digest.words.map { $0.around.map(names.text) } == [["A", "B"], ["A", "B"]])
    #expect(digest.words.map { spelt($0.arguments) } == ["( D ( k ) )", ""])
  }

  /// A branch may close or open what another does, too: behind them, what the longest left counts,
  /// and whatever any of them left may still be around.
  @Test func branchesWithParentheses() {
    let open = digest(
      "#ifdef X\nA(1,\n#else\nB(C(\n#endif\nstatic_call(k)(1)))\nstatic_call(j)(1);\n")
    #expect(
      open.words.map { $0.around.map(names.text) } == [
        ["A", "B", "C", "B", "C"], ["A", "B", "C"],
      ])
    let closed = digest(
      "A(\n#ifdef X\n1)\n#else\n2);\n#endif\nstatic_call(k)(1);\n")
    #expect(closed.words.map { $0.around.map(names.text) } == [[]])
  }

  @Test func bodiesAndNames() {
    let digest = digest(
      "#define CALL(x) static_call(x)\n#define static_call(k) k\n#undef static_call\n")
    #expect(
      digest.bodyWords.map { names.text($0.name) } == Array(repeating: "static_call", count: 3))
    #expect(digest.steps.map(\.isWord) == [false, true, true])
    #expect(digest.words.isEmpty)
  }

  @Test func filesWithoutWordsAreNotSearched() {
    let digest = PreprocessSupport.digest(
      "static_call(k)(1);\n#define A static_call\n", isWord: nil)
    #expect(digest.words.isEmpty && digest.bodyWords.isEmpty && digest.steps.count == 1)
  }

  @Test func equalTextsHaveEqualHashes() {
    #expect(digest("a").contentHash == digest("a").contentHash)
    #expect(digest("a").contentHash != digest("b").contentHash)
  }

  /// Whatever the bytes are, it ends, and each chain goes forward.
  @Test func anyBytes() {
    let parts = [
      "#if 1\n", "#else\n", "#endif\n", "#elif\n", "#ifdef\n", "#elifdef\n", "\\\n", "/*", "*/",
      "'",
      "\"", "static_call", "(", ")", "\n", "#", "%:", "#define A", "??/\n", "//", "#include <",
    ]
    for seed in 0..<300 {
      var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15
      var text = ""
      for _ in 0..<40 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += parts[Int(state >> 33) % parts.count]
      }
      let digest = digest(text)
      for (index, step) in digest.steps.enumerated() {
        switch step.kind {
        case .ifDefined, .ifNotDefined, .if, .elseIfDefined, .elseIfNotDefined, .elseIf, .else:
          #expect(step.next > index && step.next <= digest.steps.count, "\(text)")
        default: break
        }
      }
    }
  }
}
