import Testing

@testable import StaticCallCore

@Suite struct PreprocessorOptionsTests {
  private func options(_ flags: String...) -> PreprocessorOptions {
    PreprocessorOptions(CompileUnit(path: "a.c", folder: "/w", flags: flags))
  }

  @Test func folders() {
    let found = options(
      "-Ione", "-I", "two", "-isystem", "sys", "-isystemsys2", "-iquote", "q", "-iquoteq2",
      "-idirafter", "last", "-idirafterlast2", "-I/abs", "-I.")
    #expect(found.folders == ["/w/one", "/w/two", "/abs", "/w/."])
    #expect(found.systemFolders == ["/w/sys", "/w/sys2"])
    #expect(found.quoteFolders == ["/w/q", "/w/q2"])
    #expect(found.lastFolders == ["/w/last", "/w/last2"])
    #expect(found.machine == [] && found.oddity == nil)
  }

  /// As clang's manual has it: the first counts, but a system folder stays one.
  @Test func twice() {
    let found = options("-Ia", "-Ib", "-Ia", "-isystem", "b", "-isystem", "c", "-isystem", "b")
    #expect(found.folders == ["/w/a"])
    #expect(found.systemFolders == ["/w/b", "/w/c"])
  }

  @Test func macros() {
    let found = options(
      "-DA", "-D", "B=2", "-UA", "-U", "C", "-DF(x)=x", "-DE=", "-DQ=a=b", "-DN=1\n#define EVIL")
    #expect(
      found.macros == """
        #define A 1
        #define B 2
        #undef A
        #undef C
        #define F(x) x
        #define E \n\
        #define Q a=b
        #define N 1

        """)
  }

  @Test func forcedFiles() {
    let found = options("-include", "a.h", "-imacros", "m.h", "-include", "b.h")
    #expect(found.forcedFiles == ["a.h", "b.h"] && found.macroFiles == ["m.h"])
  }

  @Test func theRestIsTheMachines() {
    let rest = ["-std=gnu11", "-x", "c", "-target", "aarch64-linux-gnu", "-m32", "-nostdinc"]
    let found = PreprocessorOptions(
      CompileUnit(path: "a.c", folder: "/w", flags: ["-DA"] + rest + ["-Ib"]))
    #expect(found.machine == rest)
    #expect(!found.hasOwnFolders && options("-O2").hasOwnFolders)
  }

  @Test(arguments: [
    "-I=inc", "-isystem=inc", "-I-", "-iprefix", "-iwithprefix", "-fmodules", "-Fframeworks",
  ])
  func odd(flag: String) {
    #expect(options(flag).oddity != nil)
  }

  @Test(arguments: [
    ([], false), (["-std=gnu11"], false), (["-std=c11"], true), (["-ansi"], true),
    (["-trigraphs"], true), (["-std=c11", "-std=gnu11"], false), (["-std=c23"], false),
    (["-std=c2x"], false),
  ])
  func trigraphs(flags: [String], has: Bool) {
    let found = PreprocessorOptions(CompileUnit(path: "a.c", folder: "/w", flags: flags))
    #expect(found.hasTrigraphs == has)
  }

  @Test func aValueThatIsMissing() {
    #expect(options("-I").folders == [] && options("-D").macros == "")
  }
}
