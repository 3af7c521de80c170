import Testing

@testable import StaticCallCore

/// What a dry run tells of the API's words: which take part, what decides what they mean, and
/// where there is no telling.
@Suite struct DryRunMeaningTests {
  private static let call = "static_call(k)(1);\n"

  private func reading(_ text: String, _ more: [String: String] = [:]) async -> Reading {
    await PreprocessSupport.reading(more.merging(["a.c": text]) { $1 })
  }

  /// What two units make of one header.
  private func meanings(
    _ header: String, _ first: String, _ second: String, more: [String: String] = [:]
  ) async -> (first: [Reading.Word], second: [Reading.Word]) {
    let files = more.merging([
      "h.h": header, "a.c": "\(first)\n#include \"h.h\"\n", "b.c": "\(second)\n#include \"h.h\"\n",
    ]) { $1 }
    let readings = await PreprocessSupport.readings(
      files, [PreprocessSupport.unit("a.c"), PreprocessSupport.unit("b.c")])
    #expect(readings.allSatisfy { $0.doubt == nil })
    return (readings[0].words["h.h"] ?? [], readings[1].words["h.h"] ?? [])
  }

  // MARK: Which take part

  @Test func branches() async {
    let text = "#if 0\n\(Self.call)#elif 1\n\(Self.call)#else\n\(Self.call)#endif\n"
    let reading = await reading(text)
    #expect(reading.words["a.c"]?.map(\.offset) == [33])
    #expect(reading.idle["a.c"] == [6, 58])
    #expect(reading.hasOwnWords && reading.doubt == nil)
  }

  @Test func filesWithWordsThatTakeNoPart() async {
    let reading = await reading("#include \"h.h\"\n", ["h.h": "#if 0\n\(Self.call)#endif\n"])
    #expect(reading.words == ["h.h": []] && reading.idle == ["h.h": [6]])
    #expect(!reading.hasOwnWords)
  }

  @Test func callMacrosOfOnesOwn() async {
    let readings = await PreprocessSupport.readings(
      ["a.c": "my_call(k)(1);\n"], [PreprocessSupport.unit("a.c")],
      callMacros: CallMacros(own: ["my_call"]))
    #expect(readings[0].words["a.c"]?.map(\.offset) == [0])
    #expect(await reading("my_call(k)(1);\n").words.isEmpty)
  }

  // MARK: Doubt

  @Test(arguments: [
    "#if __LINE__ > 2\n", "#if __COUNTER__\n", "#if 1 / 0\n", "#if 1 +\n", "#if f(1)\n",
    "#if __has_odd(1)\n", "#pragma push_macro(\"A\")\n#ifdef A\n",
    "#if 0\n#elif __LINE__ > 2\n", "#if __LINE__ > 2\n#else\n",
    "#if __LINE__ > 2\n#define A\n#endif\n#ifdef A\n",
    "#if __LINE__ > 2\n#undef A\n#endif\n#define B defined(A)\n#define A\n#undef A\n"
      + "#if __LINE__ > 2\n#define A\n#endif\n#if B\n",
  ])
  func aConditionThatIsUnknown(conditions: String) async {
    let reading = await reading(conditions + Self.call + "#endif\n")
    #expect(reading.doubt?.contains("cannot be decided") == true, "\(reading)")
    #expect(reading.words["a.c"]?.count == 1, "it may take part")
  }

  @Test func anUnknownConditionThatDoesNotMatter() async {
    let text = "#if __LINE__ > 2\n#define A\n#include \"x.h\"\n#endif\n#define A\n\(Self.call)"
    let reading = await reading(text + "#ifdef A\n\(Self.call)#endif\n", ["x.h": "int x;\n"])
    #expect(reading.doubt == nil && reading.words["a.c"]?.count == 2)
    #expect(reading.paths == ["a.c", "x.h"])
  }

  /// All branches are gone through, until one is sure.
  @Test func afterASureBranch() async {
    let reading = await reading(
      "#if __LINE__ > 2\n#elif 1\n#include \"x.h\"\n#else\n\(Self.call)#endif\n", ["x.h": ""])
    #expect(reading.doubt == nil && reading.idle["a.c"] != nil && reading.paths == ["a.c", "x.h"])
  }

  @Test func anUnknownMeaning() async {
    let define = "#if __LINE__ > 2\n#define K j\n#endif\n"
    let argument = await reading("\(define)static_call(K)(1);\n")
    #expect(argument.doubt?.contains("depends on K") == true)
    let around = await reading("\(define)K(static_call(k)(1));\n")
    #expect(around.doubt?.contains("depends on K") == true)
    let other = await reading("\(define)static_call(k)(K);\n")
    #expect(other.doubt == nil, "it does not decide what the word means")
  }

  // MARK: Meanings

  @Test func sameMeaning() async {
    for (first, second) in [
      ("", ""), ("#define OTHER", ""), ("#define K  j /* */", "/* */ #define K  j"),
      ("#define K j", "#define K i\n#undef K\n#define K j"), ("int x;", "long x;"),
    ] {
      let found = await meanings("f(static_call(K)(1));\n", first, second)
      #expect(found.first == found.second && found.first.count == 1, "\(first) \(second)")
    }
  }

  @Test func otherMeaning() async {
    for (first, second) in [
      ("#define K j", ""), ("#define K j", "#define K i"),
      ("#define K L", "#define K L\n#define L x"),
      ("#define f(x)", ""), ("#define f(x)", "#define f(x) #x"), ("#define static_call(k) k", ""),
    ] {
      let found = await meanings("f(static_call(K)(1));\n", first, second)
      #expect(found.first != found.second && found.first.count == 1, "\(first) \(second)")
      #expect(found.first.map(\.offset) == found.second.map(\.offset))
    }
  }

  /// `##` makes a name that no text spells.
  @Test func pasting() async {
    let paste = "#define NAME(x) x##_key\n"
    let found = await meanings(
      "static_call(NAME(a))(1);\n", paste + "#define a_key j", paste + "#define a_key i")
    #expect(found.first != found.second)
    let same = await meanings(
      "static_call(NAME(a))(1);\n", paste + "#define b_key j", paste + "#define b_key i")
    #expect(same.first == same.second)
  }

  /// A list of macros that each includer reads in its own way.
  @Test func lists() async {
    let list = "ENTRY(one)\nENTRY(two)\n"
    let user = "#include \"list.h\"\n#undef ENTRY\n"
    let files = [
      "list.h": list,
      "a.c": "#define ENTRY(k) static_call(k)(1);\n\(user)#define ENTRY(k) int k;\n\(user)",
      "b.c": "#define ENTRY(k) int k;\n\(user)",
    ]
    let units = ["a.c", "b.c"].map { PreprocessSupport.unit($0) }
    let readings = await PreprocessSupport.readings(files, units)
    let words = readings[0].words["list.h"] ?? []
    #expect(Set(words.map(\.offset)) == [0, 11], "\(words)")
    #expect(words.allSatisfy { $0.isTyped })
    #expect(readings[1].words["list.h"] == nil)
  }

  /// Macros whose bodies have words, and macros that use those, are words themselves.
  @Test func derivedMacros() async {
    let files = [
      "h.h": """
      #define OUTER(n) INNER(n)
      #define INNER(n) static_call(k)(n)
      #define OTHER(n) n

      """,
      "x.h": "OUTER(1);\nOTHER(2);\nINNER(3);\n", "a.c": "#include \"h.h\"\n#include \"x.h\"\n",
      "b.c": "#define OUTER(n) n\n#define INNER(n) n\n#define OTHER(n) n\n#include \"x.h\"\n",
    ]
    let units = ["a.c", "b.c"].map { PreprocessSupport.unit($0) }
    let readings = await PreprocessSupport.readings(files, units)
    #expect(readings[0].words["x.h"]?.map(\.offset) == [0, 20])
    #expect(readings[0].words["x.h"]?.allSatisfy { $0.isTyped } == true)
    #expect(readings[0].words["h.h"]?.count == 1, "the body itself")
    #expect(readings[1].words.isEmpty, "there the macros have no words")
  }

  /// With the kernel's own header nothing is generated from a macro's use.
  @Test func theKernelsHeader() async {
    let files = [
      "include/linux/static_call_types.h": "#define STATIC 1\n",
      "h.h": "#define CALL(n) static_call(k)(n)\n",
      "a.c": "#include <linux/static_call_types.h>\n#include \"h.h\"\nCALL(1);\n",
    ]
    let reading = await PreprocessSupport.reading(files, "-Iinclude")
    #expect(reading.words["a.c"] == nil && reading.words["h.h"]?.count == 1)
  }

  @Test func callsAreNotTyped() async {
    let reading = await reading("static_call(k)(1);\nDEFINE_STATIC_CALL(k, f);\n")
    #expect(reading.words["a.c"]?.map(\.isTyped) == [false, true])
  }

  @Test func whichBranchesAreTaken() async {
    let header = "#ifdef A\ntypedef long t;\n#elif defined B\ntypedef int t;\n#else\n#endif\n"
    let files = [
      "h.h": header, "a.c": "#define A\n#include \"h.h\"\n", "b.c": "#define B\n#include \"h.h\"\n",
      "c.c": "#define A\n#define B\n#include \"h.h\"\n", "d.c": "#include \"h.h\"\n",
    ]
    let units = ["a.c", "b.c", "c.c", "d.c"].map { PreprocessSupport.unit($0) }
    let taken = await PreprocessSupport.readings(files, units).map { $0.branches["h.h"] }
    #expect(taken[0] == taken[2] && Set(taken).count == 3)
  }

  @Test func hashes() async {
    let one = await reading("int a;\n", [:])
    let two = await reading("int b;\n", [:])
    #expect(one.files.map(\.hash) == [ContentHash("int a;\n")])
    #expect(one.files != two.files)
  }
}
