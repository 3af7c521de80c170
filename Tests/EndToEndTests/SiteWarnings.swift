import TestSupport
import Testing

/// What compilers did that leaves calls out of the tables is said, and several files are told of
/// one by one.
@Suite struct SiteWarningTests {
  /// A declaration that leaves the linkage to the flags.
  private static let source = """
    extern int __SCT__one(int);
    int call(int n)
    {
    \treturn __SCT__one(n) + 1;
    }
    int tail(int n)
    {
    \treturn
    \t\t__SCT__one(n);
    }

    """

  private static let indirect: [(flag: String, message: String)] = [
    (
      "-fno-plt",
      "'one' is reached through the global offset table (-fno-plt, or its declaration is not static_call.h's)"
    ),
    (
      "-mcmodel=large",
      "'one' has its address loaded in full (-mcmodel=large); a call through that is indirect"
    ),
  ]

  /// With debug information the place is the source's, without it the object's.
  @Test(arguments: ["gcc", "clang", "clang-14", "clang-19"], indirect)
  func indirectCalls(compiler: String, form: (flag: String, message: String)) async throws {
    let bench = try SiteBench()
    try bench.scratch.write(Self.source, to: "dir/one.c")
    let pic = form.flag == "-fno-plt" ? "-fPIC" : "-fno-pic"
    try await bench.run(compiler, "-O2", pic, form.flag, "-c", "dir/one.c", "-o", "plain.o")
    try await bench.run(compiler, "-O2", "-g", pic, form.flag, "-c", "dir/one.c", "-o", "debug.o")
    let (before, identity) = (try bench.scratch.snapshot(""), try bench.identity("plain.o"))

    let uses = try await bench.object("plain.o").uses()
    let symbols = try await bench.object("plain.o").symbols
    #expect(uses.map(\.kind) == [.other, .other])
    let places = try ["call", "tail"].enumerated().map { index, name in
      let start = try #require(symbols.first { $0.name == name }).value
      return "in \(name)+0x\(String(uses[index].offset - start, radix: 16))"
    }
    let plain = try await bench.sites("plain.o")
    #expect(plain.status == 0)
    #expect(
      plain.error
        == places.map {
          "sc-rewrite: warning: plain.o: \(form.message), \($0) [sc-indirect-call]\n"
        }.joined())

    let debug = try await bench.sites("debug.o")
    #expect(debug.status == 0)
    let lines = debug.error.split(separator: "\n")
    #expect(lines.count == 4, "\(debug.error)")
    for (index, line) in [(0, 4), (1, 9)] where lines.count == 4 {
      let pattern = "\(bench.scratch.path)/dir/one.c:\(line):"
      #expect(lines[2 * index].hasPrefix(pattern), "\(debug.error)")
      #expect(
        lines[2 * index].hasSuffix(
          ": warning: \(form.message), \(places[index]) [sc-indirect-call]"),
        "\(debug.error)")
      #expect(lines[2 * index + 1] == "sc-rewrite: note: in 'debug.o'")
    }
    // Nothing is missing, so --check is content; and nothing is written.
    #expect(try await bench.sites("--check", "plain.o", "debug.o").status == 0)
    #expect(try bench.scratch.snapshot("") == before)
    #expect(try bench.identity("plain.o") == identity)
  }

  private static let advice =
    "; run 'sites' on what the linker makes of it with -r (gcc: -r -flinker-output=nolto-rel) [sc-lto]\n"
  static let intermediate: [(String, what: String, [String])] = [
    (
      "gcc -flto", "has intermediate code only (-flto)",
      ["gcc", "-flto", "-flinker-output=nolto-rel"]
    ),
    (
      "gcc -flto -ffat-lto-objects",
      "has intermediate code, too, and loses its sites where that is linked (-flto)",
      ["gcc", "-flto", "-flinker-output=nolto-rel"]
    ),
    ("clang -flto", "is LLVM bitcode (-flto)", ["ld.lld"]),
    ("clang-19 -flto=thin", "is LLVM bitcode (-flto)", ["ld.lld"]),
  ]

  /// What is said helps: the linker's output has the sites.
  @Test(arguments: intermediate)
  func intermediateCode(command: String, what: String, linker: [String]) async throws {
    let bench = try SiteBench()
    try bench.scratch.write(Self.source, to: "one.c")
    let built = try await Tool.run(
      command.split(separator: " ").map(String.init) + ["-O2", "-c", "one.c", "-o", "one.o"],
      in: bench.scratch.path)
    try #require(built.succeeded, "\(built.error)")
    let (before, identity) = (try bench.scratch.snapshot(""), try bench.identity("one.o"))
    let isFat = command.contains("fat")
    let check = try await bench.sites("--check", "one.o")
    #expect(check.status == (isFat ? 1 : 0))
    let result = try await bench.sites("one.o")
    #expect(result.status == 0 && result.output == "")
    #expect(result.error == "sc-rewrite: warning: 'one.o' \(what)" + Self.advice)
    if isFat {
      #expect(try await bench.object("one.o").rows().count == 2)
    } else {
      #expect(try bench.identity("one.o") == identity)
      #expect(try bench.scratch.snapshot("") == before)
    }

    let linked = try await Tool.run(
      linker + ["-r", "one.o", "-o", "all.o"], in: bench.scratch.path)
    #expect(linked.succeeded, "\(linked.error)")
    let all = try await bench.sites("all.o")
    #expect(all.status == 0 && all.error == "", "\(all.error)")
    let rows = try await bench.object("all.o").rows()
    #expect(rows.map(\.flags) == [0, 1], "\(rows)")
  }

  @Test func intermediateCodeWithoutStaticCalls() async throws {
    let bench = try SiteBench()
    try bench.scratch.write("int f(int n) { return n; }\n", to: "f.c")
    for (index, compiler) in ["gcc", "clang"].enumerated() {
      try await bench.run(compiler, "-flto", "-c", "f.c", "-o", "\(index).o")
    }
    let result = try await bench.sites("0.o", "1.o")
    #expect(result.status == 0 && result.error == "", "\(result.error)")
  }

  @Test(arguments: [("riscv64", "RISC-V", "1      1"), ("powerpc64le", "ppc64le", "2      0")])
  func cpusWithoutAnInlineForm(target: String, name: String, kinds: String) async throws {
    let bench = try SiteBench()
    try bench.scratch.write(Self.source, to: "one.c")
    try await bench.run(
      "clang", "--target=\(target)-linux-gnu", "-O2", "-c", "one.c", "-o", "one.o")
    let (before, identity) = (try bench.scratch.snapshot(""), try bench.identity("one.o"))
    for option in ["--list", "--check"] {
      let result = try await bench.sites(option, "one.o")
      #expect(result.status == 0)
      #expect(
        result.error
          == "sc-rewrite: warning: 'one.o' has 2 sites, which stay on the trampoline: there is no inline form for \(name) yet [sc-no-inline]\n"
      )
      #expect(option == "--check" || result.output.contains("\none.o   one  \(kinds)     0 "))
    }
    #expect(try bench.identity("one.o") == identity)
    #expect(try bench.scratch.snapshot("") == before)
  }

  /// One that is bad spoils none of the others.
  @Test func severalFiles() async throws {
    let bench = try SiteBench()
    let calls = "\t.hidden __SCT__one\n\tcall __SCT__one\n\t.data\n\tcall __SCT__one\n"
    for name in ["a.o", "b.o"] { try await bench.assemble(calls, to: name) }
    try bench.scratch.write("not an object: __SCT__one\n", to: "text.o")
    let result = try await bench.sites("text.o", "a.o", "missing.o", "b.o", "a.o")
    #expect(result.status == 2 && result.output == "")
    #expect(
      result.error == """
        sc-rewrite: error: 'text.o' is no ELF file [sc-object]
        sc-rewrite: error: cannot read 'missing.o': No such file or directory [sc-no-input]

        """)
    for name in ["a.o", "b.o"] { #expect(try await bench.object(name).rows().count == 1) }
    // Of statuses the worst: 2 for the bad one, not 1 for what has no table.
    try await bench.assemble(calls, to: "c.o")
    #expect(try await bench.sites("--check", "c.o").status == 1)
    let check = try await bench.sites("--check", "a.o", "text.o", "c.o")
    #expect(check.status == 2 && check.error.split(separator: "\n").count == 2, "\(check.error)")
  }
}
