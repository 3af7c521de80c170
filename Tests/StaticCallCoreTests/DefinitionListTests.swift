import Testing

@testable import StaticCallCore

/// Files of definitions alone, and which of those a unit may ask for.
@Suite struct DefinitionListTests {
  private func list(_ text: String) -> DefinitionList? {
    var text = text
    return text.withUTF8 { DefinitionList($0) }
  }

  /// What some sources, and the list itself, may ask of it.
  private func needed(_ list: DefinitionList, _ sources: String...) -> NeededNames {
    var needed = NeededNames(in: [list], flags: ["-std=c11"])
    needed.add(list.spelled)
    for source in sources { needed.add(SpelledNames(in: source)) }
    return needed
  }

  /// The names that count where `source` is all that a unit has besides.
  private func counted(_ text: String, for source: String) throws -> [String] {
    let list = try #require(self.list(text))
    let needed = needed(list, source)
    return list.definitions.map(\.name).filter { $0 == list.guardMacro || needed.mayBe($0) }
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
    // In comments and literals, too: `_Pragma` reads those.
    #expect(try counted(config, for: "/* EF */ char *s = \"GH\"; // AB\n") == ["AB", "EF", "GH"])
    #expect(try counted(config, for: "int none;\n").isEmpty)
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

  /// Not replaced in GNU's dialects: there `asm-???/delay.h` in a comment is no backslash.
  @Test func trigraphsOfNobody() throws {
    let list = try #require(self.list("#define A 1\n"))
    for (flags, isNeeded) in [
      ([], false), (["-std=gnu11"], false), (["-std=c99"], true), (["--std=c11"], true),
      (["-trigraphs"], true), (["-ansi"], true),
    ] as [([String], Bool)] {
      var needed = NeededNames(in: [list], flags: flags)
      needed.add(SpelledNames(in: "/* asm-???/delay.h, what??? */"))
      #expect(needed.mayBe("A") == isNeeded, "\(flags)")
    }
  }

  @Test func aGuardAlwaysCounts() throws {
    let config = "#ifndef G_H\n#define G_H\n#define A 1\n#endif\n"
    #expect(try counted(config, for: "") == ["G_H"])
  }

  /// What begins a pasted name is code.
  @Test func noPasteBeginsInAComment() throws {
    let config = "#define CONFIG_A 1\n"
    #expect(try counted(config, for: "/* Copyright (C) by CON */ int a;\n").isEmpty)
    #expect(try counted(config, for: "int C;\n") == ["CONFIG_A"])
  }

  @Test(arguments: [
    ("#define A B\n#define B 1\n", "int a = A;", ["A", "B"]),
    // What only a guard asks.
    ("#ifndef MODE\n#define MODE 2\n#endif\n", "", ["MODE"]),
    // A body that begins with a `#` is no directive.
    ("#define IMM # VAL\n#define VAL 1\n", "IMM", ["IMM", "VAL"]),
    // Where readers differ, all may be asked for.
    ("#define A 1\n", "f(\"??/\"\", x, \"\");", ["A"]), ("#define A 1\n", "// x\rint y;", ["A"]),
    ("#define A 1\n", "static_call(caf\\u00e9)", ["A"]), ("#define A 1\n", "R\"(a\"b)\"", ["A"]),
    ("#define A 1\n", "#warning use linux/*.h\nx\n", ["A"]),
    ("#define LOGGER 1\n", "CAT(__INT64_C_SUFFIX__, OGGER)", ["LOGGER"]),
    ("#define A 1\n", "char *s = \"ERROR\", *r = \"R\";", []),
    // A no-break space and a `$` may end a word.
    ("#define A 1\n", "static_call(A\u{a0})(1)", ["A"]), ("#define A 1\n", "x$A", ["A"]),
    ("#define A 1\n", "_Pragma(\"pack(push, A)\")", ["A"]),
    ("#define A 1\n", "f(\"a\\\\\nn\" A \"!\");", ["A"]),
  ])
  func corners(config: String, source: String, counts: [String]) throws {
    #expect(try counted(config, for: source) == counts)
  }

  @Test(arguments: ["#define A \\u00e9\n", "#define A '??/'\n", "#define A 1\r#define B 2\n"])
  func listsThatReadersDifferOn(text: String) { #expect(list(text) == nil) }

  @Test func whatAListSpells() throws {
    let other = try #require(list("#define A 1\n#define B 2\n#define C 3\n#define D 4\n"))
    var needed = NeededNames(in: [other])
    needed.add(try #require(list("#define A B + C(1)\n#define F(x) x D\n")).spelled)
    #expect(["B", "C", "D"].allSatisfy(needed.mayBe))
    #expect(!needed.mayBe("A"))
  }

  @Test func equalNumbersForEqualMeanings() throws {
    func hash(_ config: [UInt8]) throws -> ContentHash {
      let list = try #require(config.withUnsafeBufferPointer { DefinitionList($0) })
      return list.hash(for: needed(list, "int a = A;"))
    }
    func hash(_ config: String) throws -> ContentHash { try hash(Array(config.utf8)) }
    let plain = try hash("#define A 1\n#define BB 2\n")
    #expect(try hash("/* new */\n#define A 1\n#define CC 2\n") == plain)
    #expect(try hash("#define A 2\n#define BB 2\n") != plain)
    #expect(try hash("#define BB 2\n") != plain)
    #expect(try hash("#define A() 1\n") != plain)
    #expect(try hash("#ifndef A\n#define A 1\n#endif\n") != plain)
    // Bytes, not characters.
    let quoted = { (byte: UInt8) in Array("#define A '".utf8) + [byte] + Array("'\n".utf8) }
    #expect(try hash(quoted(0xe9)) != hash(quoted(0xe8)))
  }
}
