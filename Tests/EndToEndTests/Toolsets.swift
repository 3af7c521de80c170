import TestSupport
import Testing

/// `sc-rewrite toolset`: compilers for SwiftPM. Samples/SwiftHooks builds with them.
@Suite struct ToolsetTests {
  @Test func compilersMakeTables() async throws {
    let sandbox = try LauncherSandbox([
      "one.swift": """
      @_silgen_name("__SCT__hook") func hook(_ n: Int32) -> Int32
      public func one(_ n: Int32) -> Int32 { hook(n) + 1 }

      """
    ])
    let tool = try Tool.scRewrite
    // Twice: it may be there already.
    for _ in 1...2 {
      let made = try await Tool.run([tool, "toolset", "a/b"], in: sandbox.scratch.path)
      #expect(made.status == 0 && made.output == "" && made.error == "", "\(made)")
    }
    #expect(
      try sandbox.scratch.text("a/b/toolset.json")
        == "{ \"schemaVersion\": \"1.0\", \"rootPath\": \".\" }\n")
    // Builds may have no PATH.
    let result = try await sandbox.shell(
      "PATH=; a/b/clang -DX='a  b' -c a.c && a/b/swiftc -parse-as-library -c one.swift")
    #expect(result.status == 0, "\(result)")
    #expect(try await sandbox.hasTable("a.o"))
    #expect(try await sandbox.hasTable("one.o"))
  }

  /// The compilers name the tool by its place, whatever that is called.
  @Test func quotedNames() async throws {
    let sandbox = try LauncherSandbox()
    let result = try await sandbox.shell(
      """
      mkdir "it's \\$HOME" && cp "${CC% cc}" "it's \\$HOME/tool" && "it's \\$HOME/tool" toolset t && t/clang -c a.c
      """)
    #expect(result.status == 0 && result.error == "", "\(result)")
    #expect(try await sandbox.hasTable("a.o"))
  }

  /// The first of the PATH, but for what an earlier toolset of the place put there.
  @Test func compilersOfThePath() async throws {
    let sandbox = try LauncherSandbox()
    for folder in ["one", "two"] {
      for name in ["swiftc", "clang"] {
        try sandbox.program("\(folder)/\(name)", "echo \(folder)\n")
      }
    }
    let result = try await sandbox.shell(
      """
      PATH=two:$PWD/one:$PWD/two ${CC% cc} toolset one; one/swiftc; one/clang
      PATH=two ${CC% cc} toolset three; echo $?; test ! -e three && echo none
      """)
    #expect(result.output == "two\ntwo\n2\nnone\n", "\(result)")
    #expect(result.error == "sc-rewrite: error: there is no 'swiftc' on the PATH [sc-compiler]\n")
  }

  @Test func foldersThatCannotBe() async throws {
    let sandbox = try LauncherSandbox(["file": ""])
    let result = try await Tool.run(
      [Tool.scRewrite, "toolset", "file/x"], in: sandbox.scratch.path)
    #expect(result.status == 2 && result.output == "")
    #expect(
      result.error == "sc-rewrite: error: cannot make 'file/x': Not a directory [sc-output]\n")
  }

  @Test func filesThatCannotBe() async throws {
    let sandbox = try LauncherSandbox(["t/clang/in-the-way": ""])
    let result = try await Tool.run([Tool.scRewrite, "toolset", "t"], in: sandbox.scratch.path)
    #expect(result.status == 2 && result.output == "")
    #expect(
      result.error == "sc-rewrite: error: cannot write 't/clang': Is a directory [sc-output]\n")
  }

  @Test(arguments: [["toolset"], ["toolset", "a", "b"], ["toolset", "--such", "a"]])
  func wrongUsage(arguments: [String]) async throws {
    let sandbox = try LauncherSandbox()
    let result = try await Tool.run([Tool.scRewrite] + arguments, in: sandbox.scratch.path)
    #expect(result.status == 2 && result.output == "", "\(result)")
    #expect(!sandbox.scratch.exists("a"))
  }

  @Test func help() async throws {
    let result = try await Tool.run([Tool.scRewrite, "toolset", "--help"])
    #expect(result.status == 0 && result.output.contains("swift build --toolset"), "\(result)")
    #expect(try await Tool.run([Tool.scRewrite, "--help"]).output.contains("toolset"))
  }
}
