import Testing

@testable import StaticCallCore

/// What a compiler's command line will write.
@Suite struct CompilerCommandTests {
  private func product(
    _ words: String, files: [String: String] = [:]
  ) -> CompilerCommand.Product {
    let command = words.split(separator: " ").map(String.init)
    return CompilerCommand(command) { files[$0].map { Array($0.utf8) } }.product
  }

  @Test(arguments: [
    ("gcc -c a.c", ["a.o"]),
    ("gcc -c sub/a.b.c", ["a.b.o"]),
    ("gcc a.c -c b.cc ../c.S", ["a.o", "b.o", "c.o"]),
    ("gcc -c x/a.c y/a.c", ["a.o"]),
    ("gcc -c a.c -o x.o", ["x.o"]),
    ("gcc -ox.o -c a.c", ["x.o"]),
    ("clang --output=x.o -c a.c", ["x.o"]),
    ("clang --output x.o --compile a.c", ["x.o"]),
    ("gcc -c a.c -o 1.o -o 2.o", ["2.o"]),
    ("gcc -c a.s", ["a.o"]),
    ("gcc -c -x c -", ["-.o"]),
    ("gcc -c -xc list", ["list.o"]),
    ("gcc -c -x c list.txt -x none b.c b.txt", ["list.o", "b.o"]),
    ("gcc -c --language=c list", ["list.o"]),
    ("clang -c -- a.c -S.c", ["a.o", "-S.o"]),
    ("gcc -c a.c -MD -MF a.d -MT a.o -include b.c -I c.c", ["a.o"]),
    ("gcc -c a.c -Xassembler -S -D E", ["a.o"]),
    ("clang -c a.c -Xclang -E", ["a.o"]),
    ("gcc -c a.c b.o c.a d.so e", ["a.o"]),
    ("gcc -save-temps -flto -c a.c -fno-such-option", ["a.o"]),
    ("clang -c a.c -o x.o -object-file-name=y.o", ["x.o"]),
    ("ccache gcc -c a.c", ["a.o"]),
    ("/usr/bin/ccache /usr/bin/gcc -c a.c", ["a.o"]),
    ("sc-rewrite cc gcc -c a.c", ["a.o"]),
    ("gcc -r a.o b.o -o ab.o", ["ab.o"]),
    ("gcc -Wl,-r -nostdlib a.c", ["a.out"]),
    ("ld -i a.o b.o -o ab.o", ["ab.o"]),
    ("ld -Ur a.o b.o", ["a.out"]),
    ("clang -c -emit-llvm a.c", ["a.bc"]),
    ("clang -c -emit-llvm a.c -o a.o", ["a.o"]),
    ("swiftc -emit-bc a.swift", ["a.bc"]),
    ("swiftc -emit-library -static a.swift -module-name M", ["libM.a"]),
    ("swiftc -static -emit-library a.swift -o x.a", ["x.a"]),
    ("swiftc -c a.swift b.swift", ["a.o", "b.o"]),
    ("swiftc -emit-object a.swift -o x.o", ["x.o"]),
    ("swiftc -c -wmo a.swift b.swift -module-name M", ["a.o", "b.o", "M.o"]),
    ("swiftc -c a.swift -wmo", ["a.o", "main.o"]),
    ("swiftc -c -output-file-map gone.json a.swift", ["a.o"]),
    ("swiftc -c a.swift -working-directory sub", ["sub/a.o"]),
    ("swiftc -c a.swift -working-directory=sub -o /x.o", ["/x.o"]),
    ("swiftc -frontend -c -primary-file a.swift b.swift -o x.o", ["x.o"]),
    ("swift-frontend -frontend -c a.swift b.swift -num-threads 2 -o x.o -o y.o", ["x.o", "y.o"]),
    ("swift-frontend -frontend -c -primary-file a.swift", ["a.o"]),
  ])
  func objects(words: String, objects: [String]) {
    #expect(product(words) == .objects(objects))
  }

  @Test(arguments: [
    "gcc", "gcc --version", "gcc -print-file-name=libc.a", "gcc a.o b.o -o prog", "gcc -E a.c",
    "gcc -c -E a.c", "gcc -S a.c", "gcc -S -c a.c", "gcc -M a.c", "gcc -MM -c a.c",
    "gcc -### -c a.c",
    "gcc -fsyntax-only a.c", "clang --analyze -c a.c", "clang -S -emit-llvm a.c -o a.ll",
    "clang -c -S -emit-llvm a.c",
    "clang -cc1 -emit-obj a.c -o a.o", "gcc -c a.h", "gcc -c a.h -o a.gch", "gcc -c a.c -o -",
    "gcc -c -", "gcc -c", "gcc -c list.txt", "gcc a.S b.s -o prog",
    "gcc a.o gen/static_call_table.c gen/static_call_runtime/static_call.c -o prog",
    "swiftc -typecheck -c a.swift", "gcc -o", "gcc -x", "gcc -c a.c -M",
    "swiftc -frontend -emit-module a.swift -o M.swiftmodule",
    "swiftc -modulewrap M.swiftmodule -o M.o",
  ])
  func nothing(words: String) {
    #expect(product(words) == .nothing)
  }

  @Test func programsFromSources() {
    #expect(product("gcc a.c b.o c.S -o prog") == .program("prog", from: ["a.c"]))
    #expect(product("gcc -shared a.c b.cc") == .program("a.out", from: ["a.c", "b.cc"]))
  }

  /// They come out byte for byte.
  @Test func namesThatAreNoUTF8() {
    let name = NameBytes.text([0x64, 0xff, 0x2e, 0x63])
    #expect(
      CompilerCommand(["gcc", "-c", name]) { _ in nil }.product
        == .objects([NameBytes.text([0x64, 0xff, 0x2e, 0x6f])]))
    #expect(CompilerCommand.split([0xff, 0x20, 0x61]) == [NameBytes.text([0xff]), "a"])
  }

  @Test func responseFiles() {
    let files = ["r": "-c 'a b.c'\n@more", "more": "-o\t\"x\\\"y.o\""]
    #expect(product("gcc @r", files: files) == .objects(["x\"y.o"]))
    // The value of an option may come out of one, and what is none is a word.
    #expect(product("gcc -c a.c -o @name", files: ["name": "z.o"]) == .objects(["z.o"]))
    #expect(product("gcc -c a.c -o @name") == .objects(["@name"]))
    // Names itself: compilers refuse that.
    #expect(product("gcc -c a.c @loop", files: ["loop": "@loop"]) == .nothing)
    #expect(product("gcc -c a.c @loop", files: ["loop": "@loop @loop"]) == .nothing)
    let command = CompilerCommand(["gcc", "@r"]) { _ in Array("-DMODULE -c".utf8) }
    #expect(command.words == ["-DMODULE", "-c"])
  }

  // MARK: - swiftc's files of names

  private static let map = """
    {"": {"object": "M.o", "llvm-bc": "M.bc", "swift-dependencies": "M.swiftdeps"},
     "./a.swift": {"object": "o/x.o", "llvm-bc": "x.bc", "dependencies": "x.d"},
     "b.swift": {"object": "o/y.o"}, "/c.swift": {"object": "/z.o"}, "d.swift": {"dependencies": "d.d"}}
    """

  @Test(arguments: [
    ("-c a.swift b.swift", ["a.o", "b.o"], ["o/x.o", "o/y.o"]),
    // Other commands may share the map.
    ("-c b.swift", ["b.o"], ["o/y.o"]),
    ("-c @list", ["c.o", "d.o"], ["/z.o"]),
    ("-c b.swift -o new.o", ["new.o"], ["o/y.o"]),
    ("-c -wmo a.swift -module-name N", ["a.o", "N.o"], ["o/x.o", "M.o"]),
    ("-emit-bc a.swift b.swift", ["a.bc", "b.bc"], ["x.bc"]),
    ("-c sub/../b.swift", ["b.o"], ["o/y.o"]),
    // In the archive are its members, and what is compiled and linked has no time for a table.
    ("-emit-library -static a.swift -module-name N", ["libN.a"], []),
  ])
  func outputFileMaps(words: String, objects: [String], mapped: [String]) {
    let files = ["map.json": Self.map, "list": "/c.swift d.swift"]
    for option in ["-output-file-map map.json", "-output-file-map=map.json"] {
      #expect(
        product("swiftc \(option) \(words)", files: files) == .objects(objects, mapped: mapped))
    }
  }

  @Test func outputFileMapsElsewhere() {
    #expect(
      product(
        "swiftc -c a.swift /c.swift -working-directory sub -output-file-map map.json",
        files: ["sub/map.json": Self.map])
        == .objects(["sub/a.o", "sub/c.o"], mapped: ["sub/o/x.o", "/z.o"]))
  }

  /// It is the compiler that complains.
  @Test(arguments: [
    "", "{", "[]", "{\"a.swift\": \"a.o\"}", "{\"a.swift\": {\"object\": 1}}", "\u{0}",
  ])
  func malformedOutputFileMaps(map: String) {
    #expect(
      product("swiftc -c a.swift -output-file-map map.json", files: ["map.json": map])
        == .objects(["a.o"]))
  }

  @Test func fileLists() {
    let files = ["in": "/a b.swift\n", "out": "/a b.o\nc.o"]
    #expect(
      product("swift-frontend -frontend -c -filelist in -output-filelist out", files: files)
        == .objects(["/a b.o", "c.o"]))
  }

  @Test(arguments: [
    ("a 'b c' \"d e\"", ["a", "b c", "d e"]),
    ("a\\ b 'c\\'d' \"e\\\"\"", ["a b", "c'd", "e\""]),
    ("-D\"X=1\"'2' ''", ["-DX=12", ""]),
    ("\n\t a\r\n\u{b}\u{c}b \\", ["a", "b", ""]),
    ("'open", ["open"]),
    ("'\"' \"'\"", ["\"", "'"]),
  ])
  func quoting(text: String, words: [String]) {
    #expect(CompilerCommand.split(Array(text.utf8)) == words)
  }
}
