import Testing

@testable import StaticCallCore

@Suite struct ShellWordsTests {
  @Test(arguments: [
    ("cc -c a.c", ["cc", "-c", "a.c"]),
    ("  cc\t-c\n a.c ", ["cc", "-c", "a.c"]),
    (#"-DX='"a b"' "it's""#, [#"-DX="a b""#, "it's"]),
    (#""a\"b\$c\d" e\ f"#, [#"a"b$c\d"#, "e f"]),
    (#"'a\b' '' "" x"#, [#"a\b"#, "", "", "x"]),
    ("a\\\nb", ["ab"]),
    ("", []),
  ])
  func splitsAsAShell(command: String, words: [String]) {
    #expect(ShellWords.split(command) == words)
  }

  @Test(arguments: ["'open", "\"open", "\"open\\", "end\\"])
  func openQuotesAreNotGuessed(command: String) {
    #expect(ShellWords.split(command) == nil)
  }
}
