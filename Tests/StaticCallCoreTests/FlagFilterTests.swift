import Testing

@testable import StaticCallCore

@Suite struct FlagFilterTests {
  private let filter = FlagFilter()

  @Test func keepsWhatDecidesTheLanguage() {
    let options = [
      "-Iinc", "-I", "inc2", "-isystem", "sys", "-iquote", "q", "-include", "config.h", "-DA=1",
      "-D", "B", "-UC", "-std=gnu11", "-x", "c", "-m32", "-mno-sse", "-mavx2", "-O2", "-nostdinc",
      "-ffreestanding", "-funsigned-char", "-fshort-wchar", "-fms-extensions", "-march=x86-64",
    ]
    #expect(filter.filter(options) == .init(flags: options, refused: []))
  }

  @Test func dropsWhatOnlyGccOrTheBackEndKnows() {
    let options = [
      "-fconserve-stack", "-mpreferred-stack-boundary=3", "-Wimplicit-fallthrough=5", "-Wall",
      "-mindirect-branch=thunk-extern", "-mrecord-mcount", "-fno-allow-store-data-races", "-g",
      "-c", "a.c", "-o", "a.o", "-MMD", "-MF", "a.d", "-pipe", "--param", "ssp-buffer-size=4",
    ]
    #expect(filter.filter(options) == .init(flags: [], refused: []))
  }

  @Test func refusesWhatLoadsCodeOrFurtherOptions() {
    let options = [
      "-fplugin=evil.so", "-Xclang", "-load", "-Xclang", "evil.so", "-B/evil", "-wrapper", "evil",
      "-specs=evil", "-fpass-plugin=evil.so", "--config", "evil", "@evil", "-ivfsoverlay", "evil",
    ]
    let result = filter.filter(options)
    #expect(result.flags == [])
    #expect(
      result.refused == [
        "-fplugin=evil.so", "-Xclang -load", "-Xclang evil.so", "-B/evil", "-wrapper evil",
        "-specs=evil", "-fpass-plugin=evil.so", "--config evil", "@evil", "-ivfsoverlay evil",
      ])
  }

  @Test(arguments: [
    ("-includea.h", ["-include", "a.h"]), ("--include=a.h", ["-include", "a.h"]),
    ("--include a.h", ["-include", "a.h"]), ("--imacros=a.h", ["-imacros", "a.h"]),
    ("-imacrosa.h", ["-imacros", "a.h"]), ("--include-directory=d", ["-I", "d"]),
    ("--include-directory d", ["-I", "d"]), ("--include-directory-after=d", ["-idirafter", "d"]),
    ("-iprefixp/", ["-iprefix", "p/"]), ("-iwithprefixd", ["-iwithprefix", "d"]),
    ("-iwithprefixbefored", ["-iwithprefixbefore", "d"]), ("--define-macro=A=1", ["-D", "A=1"]),
    ("--define-macro A", ["-D", "A"]), ("--undefine-macro=A", ["-U", "A"]), ("-xc", ["-x", "c"]),
    ("--language=c", ["-x", "c"]), ("-include-pch x.pch", []), ("--include", []),
  ])
  func otherSpellings(option: String, flags: [String]) {
    let words = option.split(separator: " ").map(String.init)
    #expect(filter.filter(words) == .init(flags: flags, refused: []))
  }

  @Test func preprocessorOptionsThroughTheDriver() {
    #expect(filter.filter(["-Wp,-MMD,a.d,-DX=1,-Iinc"]).flags == ["-DX=1", "-Iinc"])
  }

  @Test func responseFilesOnlyWhereTheReaderAllows() {
    let files = ["in.rsp": "-DA '-DB=a b' @loop.rsp", "loop.rsp": "-DC @loop.rsp"]
    let filter = FlagFilter { files[$0].map { Array($0.utf8) } }
    let result = filter.filter(["@in.rsp", "@out.rsp"])
    #expect(result.flags.starts(with: ["-DA", "-DB=a b", "-DC"]))
    #expect(Set(result.flags) == ["-DA", "-DB=a b", "-DC"])
    #expect(result.refused == ["@loop.rsp", "@out.rsp"])
  }

  @Test(arguments: [
    (["gcc", "-c"], [String]()),
    (["/usr/bin/aarch64-linux-gnu-gcc-12", "-DX"], ["--target=aarch64-linux-gnu", "-DX"]),
    (["ccache", "arm-none-eabi-gcc"], ["--target=arm-none-eabi"]),
    (["clang", "--target=riscv64-linux-gnu"], ["--target=riscv64-linux-gnu"]),
    (["x86_64-linux-gnu-clang-19", "-target", "i386-linux"], ["-target", "i386-linux"]),
  ])
  func theCompilerTellsTheTarget(command: [String], flags: [String]) {
    #expect(filter.filter(command: command).flags == flags)
  }

  @Test func anOptionWithoutItsValueIsNoCrash() {
    #expect(filter.filter(["-I"]).flags == [])
    #expect(filter.filter(command: []).flags == [])
  }

  @Test func theABIThatGccCallsOtherwise() {
    #expect(
      FlagFilter.withoutForeignABI(["--target=aarch64-linux-gnu", "-mabi=lp64", "-DX"])
        == ["--target=aarch64-linux-gnu", "-DX"])
    #expect(
      FlagFilter.withoutForeignABI(["--target=riscv64-linux-gnu", "-mabi=lp64"])
        == ["--target=riscv64-linux-gnu", "-mabi=lp64"])
  }
}

/// What clang would read otherwise than this filter does.
@Suite struct SmuggledFlagTests {
  @Test func aNULEndsNothing() {
    let result = FlagFilter().filter(["-D\0", "-I", "-fplugin=evil.so", "-I", "a\0b", "-DA=1"])
    #expect(result.flags == ["-DA=1"])
    #expect(result.refused == ["-D\\x00", "-I -fplugin=evil.so", "-I a\\x00b"])
  }

  /// clang looks for this one in all words, values included.
  @Test func optionsAreNoValues() {
    let result = FlagFilter().filter(["-I", "--driver-mode=cl", "-include", "@x", "-x", "ast"])
    #expect(result.flags == [])
    #expect(result.refused == ["-I --driver-mode=cl", "-include @x", "-x ast"])
  }

  @Test func responseFilesDoNotMultiply() {
    let filter = FlagFilter { _ in Array(String(repeating: "@a -DA ", count: 100).utf8) }
    #expect(filter.filter(["@a"]).flags.count <= 64 * 100)
  }

  @Test func messagesAreShortAndPlain() {
    let long = "-fplugin=\u{1b}[31m" + String(repeating: "x", count: 10_000)
    let refused = FlagFilter().filter([long]).refused
    #expect(refused.first?.hasPrefix("-fplugin=\\x1b[31mxxx") == true)
    #expect(refused.first?.utf8.count ?? 0 < 1100)
  }
}
