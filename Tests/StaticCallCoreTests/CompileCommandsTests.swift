import Testing

@testable import StaticCallCore

@Suite struct CompileCommandsTests {
  private func read(_ json: String) throws -> [CompileCommands.Command] {
    try CompileCommands(json: Array(json.utf8), folder: "/db").commands
  }

  @Test func bothFormsAndRelativeFolders() throws {
    let commands = try read(
      """
      [{"directory": "/p", "file": "a.c", "command": "cc -DX='a b' -c a.c"},
       {"directory": "sub", "file": "../b.c", "arguments": ["cc", "-c", "b.c"], "output": "b.o"},
       {"file": "/q/c.c", "arguments": ["cc"]}]
      """)
    #expect(
      commands == [
        .init(file: "/p/a.c", folder: "/p", arguments: ["cc", "-DX=a b", "-c", "a.c"]),
        .init(file: "/db/sub/../b.c", folder: "/db/sub", arguments: ["cc", "-c", "b.c"]),
        .init(file: "/q/c.c", folder: "/db", arguments: ["cc"]),
      ])
  }

  @Test(arguments: [
    ("{", "it is not valid JSON"),
    ("{}", "the file is not of the right type"),
    (#"[{"command": "cc"}]"#, "entry 0 has no 'file'"),
    (#"[{"file": "a.c"}]"#, "entry 0 has neither 'command' nor 'arguments'"),
    (#"[{"file": "a.c", "command": "cc '"}]"#, "entry 0 has a 'command' with an open quote"),
    (#"[{"file": "a.c", "arguments": "cc"}]"#, "entry 0, 'arguments' is not of the right type"),
    (#"[{"file": 1, "command": "cc"}]"#, "entry 0, 'file' is not of the right type"),
  ])
  func malformedInputIsNamed(json: String, reason: String) {
    #expect(throws: CompileCommands.Malformed(reason: reason)) { try read(json) }
  }
}

@Suite struct PathTextTests {
  @Test(arguments: [
    ("a/./b//c", "a/b/c"), ("a/../b", "b"), ("../a/../b", "../b"), ("/../a", "/a"), ("/", "/"),
    ("a/b/.c/..d/...", "a/b/.c/..d/..."), ("a/b/", "a/b"), ("a/.", "a"), ("/..", "/"), ("..", ".."),
    (".", ""), ("./", ""), ("a/..", ""), ("../..", "../.."),
  ])
  func normalizes(path: String, normal: String) {
    #expect(PathText.normalized(path) == normal)
  }

  @Test func relations() {
    #expect(PathText.relative("/a/b/c", to: "/a") == "b/c")
    #expect(PathText.relative("/ab", to: "/a") == nil)
    #expect(PathText.relative("/a", to: "/") == "a")
    #expect(PathText.isWithin("/a", "/a") && !PathText.isWithin("/ab", "/a"))
    #expect(PathText.folder(of: "a") == "" && PathText.folder(of: "/a") == "/")
    #expect(PathText.folder(of: "a/b/c") == "a/b")
  }
}
