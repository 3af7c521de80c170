import Testing

@testable import StaticCallCore

/// What conditions come to when all macros in them are expanded. `UNKNOWN` stands for what no dry
/// run can know.
@Suite struct ConditionValueTests {
  private func value(_ condition: String) -> Bool? {
    let names = NameTable()
    let unknown = names.name("UNKNOWN")
    let tokens = PreprocessSupport.tokens(condition, names).map { token in
      token.text == unknown
        ? PPToken(kind: .unknown, isSpaced: token.isSpaced, text: token.text) : token
    }
    return ConditionValue.isTrue(tokens, names)
  }

  @Test(arguments: [
    "1 + 2 == 3", "7 - 9 == -2", "6 * 7 == 42", "7 / 2 == 3", "-7 / 2 == -3", "-7 % 3 == -1",
    "1 << 4 == 16", "-16 >> 2 == -4", "1 < 2", "2 > 1", "2 <= 2", "2 >= 2", "1 != 2",
    "(6 & 3) == 2", "(6 | 3) == 7", "(6 ^ 3) == 5", "~0 == -1", "!0", "!!5", "+3 == 3",
    "1 ? 2 : 0", "0 ? 0 : 1", "0 ? 0 : 0 ? 0 : 1", "1 ? 1 : 0 ? 0 : 0", "1 || 0", "1 && 2",
  ])
  func operators(condition: String) {
    #expect(value(condition) == true)
    #expect(value("!(\(condition))") == false)
  }

  @Test(arguments: [
    "2 + 3 * 4 == 14", "(2 + 3) * 4 == 20", "10 - 4 - 3 == 3", "100 / 10 / 5 == 2",
    "1 << 2 + 1 == 8", "(1 | 2 ^ 3 & 4) == 3", "1 == 1 == 1", "0 == 2 > 1 == 0", "1 || 0 && 0",
    "-1 < 0 && 0 < 1", "!0 + 1 == 2", "- - 1 == 1", "(5 & 1 == 1) == 1",
  ])
  func precedence(condition: String) {
    #expect(value(condition) == true)
  }

  @Test(arguments: [
    "0x10 == 16", "0XfF == 255", "010 == 8", "0b101 == 5", "1'000 == 1000", "10L == 10",
    "10uLL == 10", "0 == 00", "0x7fffffffffffffff > 0", "18446744073709551615u == ~0u",
  ])
  func integers(condition: String) {
    #expect(value(condition) == true)
  }

  /// `uintmax_t` takes over what it meets, but for shifts (C11, 6.3.1.8 and 6.5.7).
  @Test(arguments: [
    ("-1 < 0u", false), ("-1 > 0u", true), ("-1 > 0", false), ("0u - 1 > 0", true),
    ("-1 / 2u > 1", true), ("(0 ? 1u : -1) > 0", true), ("(1 ? -1 : 0u) > 0", true),
    ("-1 >> 63u == -1", true), ("~0u >> 63 == 1", true), ("(-1 < 0u) - 1 < 0", true),
    ("0xffffffffffffffff > 0", true), ("-0xffffffffffffffff == 1", true),
    ("9223372036854775807 + 1 < 0", true),
  ])
  func signs(condition: String, isTrue: Bool) {
    #expect(value(condition) == isTrue)
  }

  @Test(arguments: [
    "1 / 0", "1 % 0", "1u / 0u", "1 << 64", "1 >> 64", "1 << -1", "08", "1.5", "0x", "1e3",
  ])
  func whatHasNoValueIsUnknown(condition: String) {
    #expect(value(condition) == nil)
  }

  @Test func theLeastNumberDividedByMinusOne() {
    #expect(value("(-9223372036854775807 - 1) / -1 < 0") == true)
    #expect(value("(-9223372036854775807 - 1) % -1 == 0") == true)
  }

  @Test(
    arguments: [
      ("UNKNOWN", nil), ("!UNKNOWN", nil), ("UNKNOWN + 1", nil), ("UNKNOWN * 0", nil),
      ("UNKNOWN == UNKNOWN", nil), ("-UNKNOWN", nil), ("(UNKNOWN)", nil), ("UNKNOWN(1, (2))", nil),
      ("UNKNOWN || 1", true), ("1 || UNKNOWN", true), ("UNKNOWN || 0", nil), ("0 || UNKNOWN", nil),
      ("UNKNOWN && 0", false), ("0 && UNKNOWN", false), ("UNKNOWN && 1", nil),
      ("1 && UNKNOWN", nil), ("UNKNOWN(3) || 1", true), ("0 && UNKNOWN(1 + 2) == 3", false),
      ("1 ? 1 : UNKNOWN", true), ("0 ? UNKNOWN : 0", false), ("UNKNOWN ? 1 : 1", nil),
      ("1 ? UNKNOWN : 1", nil), ("1 || 1 / 0", true), ("0 && 1 / 0", false),
    ] as [(String, Bool?)])
  func unknownParts(condition: String, isTrue: Bool?) {
    #expect(value(condition) == isTrue)
  }

  @Test(
    arguments: [
      ("'a' == 97", true), ("'\\n' == 10", true), ("'\\\\' == 92", true), ("'\\'' == 39", true),
      ("'\\0'", false), ("'\"' == 34", true), ("'ab'", nil), ("'\\x41'", nil), ("'\\377' < 0", nil),
      ("''", nil), ("'\u{e4}'", nil),
    ] as [(String, Bool?)])
  func characters(condition: String, isTrue: Bool?) {
    #expect(value(condition) == isTrue)
  }

  @Test func namesThatAreNoMacrosAreZero() {
    #expect(value("NAME") == false)
    #expect(value("NAME == 0 && int == 0") == true)
    #expect(value("true") == nil, "1 in C++ and C23 only")
    #expect(value("false") == false)
  }

  /// A compiler reports these, and goes on in its own way.
  @Test(arguments: [
    "", "1 +", "(1", "1)", "1 2", "NAME(1)", "\"text\"", "1 ? 2", "1, 2", "1 = 1", "* 1", "? 1 : 2",
    "1 ||", "0 &&", "1 || (", "0 && NAME(1)", "1 || NAME(1)",
  ])
  func whatIsNoExpressionIsUnknown(condition: String) {
    #expect(value(condition) == nil)
  }
}
