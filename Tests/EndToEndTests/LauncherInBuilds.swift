import TestSupport
import Testing

/// The launcher where launchers are used: Make, CMake, other launchers, swiftc.
@Suite struct LauncherInBuildsTests {
  private static let makefile = """
    OBJECTS := $(foreach n,$(shell seq 40),u$(n).o)
    all: $(OBJECTS)
    u%.o: a.c
    \t$(CC) $(CFLAGS) -c -o $@ $<
    probe:
    \t$(CC) -dumpmachine
    """

  @Test(arguments: CompilerLauncherTests.compilers)
  func makeInParallel(compiler: String) async throws {
    let sandbox = try LauncherSandbox(["Makefile": Self.makefile])
    let result = try await sandbox.shell("env -u MAKEFLAGS make -s -j8 CC=\"$CC \(compiler)\"")
    #expect(result.status == 0 && result.error == "" && result.output == "", "\(result)")
    for number in [1, 17, 40] { #expect(try await sandbox.hasTable("u\(number).o")) }
    let again = try await sandbox.shell("env -u MAKEFLAGS make -q CC=\"$CC \(compiler)\"")
    #expect(again.status == 0, "objects must be newer than their sources")
  }

  @Test(arguments: [
    "-DCMAKE_C_COMPILER=gcc -DCMAKE_C_COMPILER_LAUNCHER=\"${CC/ /;}\"",
    "-G Ninja -DCMAKE_C_COMPILER=clang -DCMAKE_C_COMPILER_LAUNCHER=\"${CC/ /;};ccache\"",
    "-G Ninja -DCMAKE_C_COMPILER=gcc -DCMAKE_C_COMPILER_LAUNCHER=\"ccache;${CC/ /;}\"",
  ])
  func cmake(options: String) async throws {
    let sandbox = try LauncherSandbox([
      "CMakeLists.txt": """
      cmake_minimum_required(VERSION 3.16)
      project(p C)
      add_executable(p a.c main.c)
      """
    ])
    let result = try await sandbox.shell(
      "cmake -B build \(options) . && env -u MAKEFLAGS cmake --build build -j4",
      environment: ["CCACHE_DIR": sandbox.scratch.path("cache")])
    #expect(result.status == 0 && !result.error.contains("sc-rewrite"), "\(result)")
    #expect(try await sandbox.hasTable("build/CMakeFiles/p.dir/a.c.o"))
    let notes = try await Tool.run(["readelf", "-Wn", "build/p"], in: sandbox.scratch.path)
    #expect(notes.output.contains("static_call "), "\(notes.output)")
  }

  /// As the compiler itself, with arguments.
  @Test func cmakeByEnvironment() async throws {
    let sandbox = try LauncherSandbox([
      "CMakeLists.txt":
        "cmake_minimum_required(VERSION 3.16)\nproject(p C)\nadd_library(p a.c b.c)\n"
    ])
    let result = try await sandbox.shell(
      "CC=\"$CC gcc\" cmake -B build . && env -u MAKEFLAGS cmake --build build")
    #expect(result.status == 0, "\(result)")
    #expect(try await sandbox.hasTable("build/CMakeFiles/p.dir/b.c.o"))
  }

  // MARK: - ccache

  /// Statistics of a cache since they were asked for last.
  private func hits(_ sandbox: LauncherSandbox, _ environment: [String: String]) async throws
    -> String
  {
    let result = try await sandbox.shell(
      "ccache --print-stats | awk '$1 == \"direct_cache_hit\" || $1 == \"cache_miss\" {print $1, $2}'"
        + "; ccache -z >&2", environment: environment)
    return result.output
  }

  /// Objects come out of the cache by hard links: they are the cache's, too.
  @Test(arguments: CompilerLauncherTests.compilers)
  func ccacheBehind(compiler: String) async throws {
    let sandbox = try LauncherSandbox()
    let environment = ["CCACHE_DIR": sandbox.scratch.path("cache"), "CCACHE_HARDLINK": "1"]
    let expected = ["cache_miss 1\ndirect_cache_hit 0\n", "cache_miss 0\ndirect_cache_hit 1\n"]
    for statistics in expected {
      let result = try await sandbox.cc(
        ["ccache", compiler, "-c", "a.c", "-o", "x.o"], environment: environment)
      #expect(result.status == 0 && result.error == "", "\(result)")
      #expect(try await sandbox.hasTable("x.o"))
      #expect(try await hits(sandbox, environment) == statistics)
    }
    let plain = try await Tool.run(
      ["ccache", compiler, "-c", "a.c", "-o", "x.o"], in: sandbox.scratch.path,
      environment: environment)
    #expect(plain.status == 0)
    #expect(try await hits(sandbox, environment) == expected[1])
    #expect(try await !sandbox.hasTable("x.o"), "the cache's own object was changed")
  }

  /// Objects are kept with their tables; another layout or compiler is another object.
  @Test func ccacheInFront() async throws {
    let sandbox = try LauncherSandbox()
    let environment = [
      "CCACHE_DIR": sandbox.scratch.path("cache"),
      "CCACHE_COMPILERCHECK": "%compiler% cc gcc --version",
    ]
    for (command, statistics, table) in [
      ("$CC gcc", "cache_miss 1\ndirect_cache_hit 0\n", true),
      ("$CC gcc", "cache_miss 0\ndirect_cache_hit 1\n", true),
      ("$CC --layout linux gcc", "cache_miss 1\ndirect_cache_hit 0\n", false),
      ("$CC clang", "cache_miss 1\ndirect_cache_hit 0\n", true),
    ] {
      let result = try await sandbox.shell(
        "ccache \(command) -c a.c -o x.o", environment: environment)
      #expect(result.status == 0 && result.error == "", "\(result)")
      #expect(try await sandbox.hasTable("x.o") == table)
      #expect(try await hits(sandbox, environment) == statistics, "\(command)")
    }
  }

  @Test func twice() async throws {
    let sandbox = try LauncherSandbox()
    let result = try await sandbox.shell("$CC $CC gcc -c a.c")
    #expect(result.status == 0 && result.error == "")
    #expect(try await sandbox.hasTable("a.o"))
  }

  // MARK: - swiftc

  private static func swiftSandbox() throws -> LauncherSandbox {
    let sandbox = try LauncherSandbox()
    for name in ["one", "two"] {
      // The declaration of a symbol is a file's own.
      let source = """
        @_silgen_name("__SCT__hook") private func hook(_ n: Int32) -> Int32
        public func \(name)(_ n: Int32) -> Int32 { hook(n) + 1 }

        """
      try sandbox.scratch.write(source, to: "\(name).swift")
    }
    return sandbox
  }

  @Test(arguments: [
    (["-c", "one.swift", "two.swift"], ["one.o", "two.o"]),
    (["-emit-object", "one.swift", "-o", "x.o"], ["x.o"]),
    (["-c", "-wmo", "one.swift", "two.swift", "-module-name", "M"], ["M.o"]),
    (
      ["-c", "-wmo", "-num-threads", "2", "one.swift", "two.swift", "-module-name", "M"],
      ["one.o", "two.o"]
    ),
    (["-emit-library", "-static", "one.swift", "-module-name", "M"], ["libM.a"]),
  ])
  func swift(form: (arguments: [String], objects: [String])) async throws {
    let sandbox = try Self.swiftSandbox()
    let result = try await sandbox.cc(["swiftc", "-parse-as-library"] + form.arguments)
    #expect(result.status == 0 && !result.error.contains("sc-rewrite"), "\(result)")
    for object in form.objects { #expect(try await sandbox.hasTable(object), "\(object)") }
  }

  private static let map = """
    {"": {"object": "out/M.o", "swift-dependencies": "out/M.swiftdeps"},
     "one.swift": {"object": "out/1.o", "swift-dependencies": "out/1.swiftdeps"},
     "two.swift": {"object": "out/2.o", "swift-dependencies": "out/2.swiftdeps"}}
    """

  /// SwiftPM's way to call it.
  @Test(arguments: [
    (["-incremental"], ["out/1.o", "out/2.o"]),
    (["-wmo"], ["out/M.o"]),
    (["-wmo", "-num-threads", "2"], ["out/1.o", "out/2.o"]),
  ])
  func swiftOutputFileMap(form: (options: [String], objects: [String])) async throws {
    let sandbox = try Self.swiftSandbox()
    try sandbox.scratch.write(Self.map, to: "out/map.json")
    let result = try await sandbox.cc(
      ["swiftc", "-parse-as-library", "-output-file-map", "out/map.json"] + form.options
        + ["-c", "one.swift", "two.swift"])
    #expect(result.status == 0 && !result.error.contains("sc-rewrite"), "\(result)")
    for object in form.objects { #expect(try await sandbox.hasTable(object), "\(object)") }
  }

  /// swiftc leaves an object alone whose source did not change: it gets its table all the same,
  /// and one that has it stays as it is.
  @Test func swiftIncremental() async throws {
    let sandbox = try Self.swiftSandbox()
    try sandbox.scratch.write(Self.map, to: "out/map.json")
    let command = [
      "swiftc", "-parse-as-library", "-output-file-map", "out/map.json", "-incremental", "-c",
      "one.swift", "two.swift",
    ]
    #expect(try await Tool.run(command, in: sandbox.scratch.path).succeeded)
    let before = try sandbox.scratch.modified("out/1.swiftdeps")
    for _ in 1...2 {
      #expect(try await sandbox.cc(command).status == 0)
      #expect(try sandbox.scratch.modified("out/1.swiftdeps") == before, "compiled again")
      for object in ["out/1.o", "out/2.o"] { #expect(try await sandbox.hasTable(object)) }
    }
    let made = try sandbox.scratch.modified("out/1.o")
    try sandbox.scratch.remove("out/2.o")
    #expect(try await sandbox.cc(command).status == 0)
    #expect(try await sandbox.hasTable("out/2.o"))
    #expect(try sandbox.scratch.modified("out/1.o") == made)
  }
}
