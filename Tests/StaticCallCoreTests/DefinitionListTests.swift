import Testing

@testable import StaticCallCore

/// Files of definitions alone, and which of those a unit may ask for.
@Suite struct DefinitionListTests {
  private func list(_ text: String) -> DefinitionList? {
    var text = text
    return text.withUTF8 { DefinitionList($0) }
  }

  /// The names that count where `source` is all that a unit has besides.
  private func counted(_ text: String, for source: String) throws -> [String] {
    let text = try #require(list(text)).text(for: SpelledNames(in: source))
    return text.split(separator: "\n").map { String($0.prefix { $0 != " " && $0 != "(" }) }
  }

  @Test(arguments: [
    "#define A 1\n", "/* generated */\n# define A\n\n#define B \\\n 2 // two\n", "%: define A 1",
    "#ifndef G\n#define G\n#define A 1\n#endif /* G */\n",
  ])
  func definitionsAlone(text: String) throws { #expect(list(text) != nil) }

  @Test(arguments: [
    "", "/* none */\n", "int a;\n#define A 1\n", "#define A 1\nint a;\n", "#define A 1\n#undef A\n",
    "#include \"a.h\"\n#define A 1\n", "#define A 1\n#pragma once\n", "#define\n", "#define 1\n",
    "#ifdef B\n#define A 1\n#endif\n", "#if B\n#define A 1\n#endif\n",
    "#ifndef G\n#define A 1\n#endif\n", "#ifndef G\n#define G\n", "#define A 1\n#endif\n",
    "#ifndef G\n#define G\n#else\n#define A\n#endif\n", "#ifndef G\n#define G\n#endif\nint a;\n",
    "#ifndef G\n#define G\n#endif\n#define A\n",
    "#ifndef G\n#ifndef H\n#define G\n#endif\n#endif\n",
  ])
  func somethingElse(text: String) { #expect(list(text) == nil) }

  @Test func onlyWhatIsSpelled() throws {
    let config = "#define AB 1\n#define CD(x) x\n#define EF 3\n#define GH 4\n"
    #expect(try counted(config, for: "int a = AB;\n#ifdef CD\n#endif\n") == ["AB", "CD"])
    #expect(try counted(config, for: "/* EF */ char *s = \"GH\"; // AB\n").isEmpty)
    #expect(try counted(config, for: "#define X EF\n") == ["EF"])
    #expect(try counted(config, for: "G\\\nH") == ["GH"])
  }

  /// C11, 6.10.3.3: what is pasted begins with something that is spelled.
  @Test func whatMayBePasted() throws {
    let config = "#define CONFIG_A 1\n#define OTHER_B 2\n#define int_size 4\n"
    #expect(try counted(config, for: "#define HAS(x) CONFIG_##x\n") == ["CONFIG_A", "int_size"])
    #expect(try counted(config, for: "PASTE(OTH, ER_B)") == ["OTHER_B", "int_size"])
    // Parameters stand for what is spelled elsewhere.
    #expect(try counted(config, for: "#define P(CON, O) CON##O\nP(x, y)\n") == ["int_size"])
    // No parameters: the name has a blank behind it.
    #expect(
      try counted(config, for: "#define P (CON, O)\n") == ["CONFIG_A", "OTHER_B", "int_size"])
  }

  @Test func aGuardAlwaysCounts() throws {
    let config = "#ifndef G_H\n#define G_H\n#define A 1\n#endif\n"
    #expect(try counted(config, for: "") == ["G_H"])
  }

  @Test func whatAListSpells() throws {
    let spelled = try #require(list("#define A B + C(1)\n#define F(x) x D\n")).spelled
    #expect(["B", "C", "D"].allSatisfy(spelled.mayMake))
    #expect(!spelled.mayMake("A"))
  }

  @Test func equalTextsForEqualMeanings() throws {
    let source = SpelledNames(in: "int a = A;")
    func text(_ config: String) throws -> String { try #require(list(config)).text(for: source) }
    let plain = try text("#define A 1\n#define B 2\n")
    #expect(try text("/* new */\n#define A 1\n#define C 2\n") == plain)
    #expect(try text("#define A 2\n#define B 2\n") != plain)
    #expect(try text("#define B 2\n") != plain)
    #expect(try text("#define A() 1\n") != plain)
  }
}
