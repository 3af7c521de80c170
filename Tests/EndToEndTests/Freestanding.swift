import TestSupport
import Testing

/// The runtime without an operating system: `-ffreestanding`, and what a kernel or firmware
/// brings. (`Samples/firmware` runs on a machine that really has none.)
@Suite struct FreestandingTests {
  private static let runtime = "\(Checkout.root)/Sources/StaticCallRuntime"
  private static var sources: [String] {
    Checkout.names(in: runtime).filter { $0.hasSuffix(".c") }
  }
  private static let bare = [
    Compiler(["clang", "--target=aarch64-none-elf"]),
    Compiler(["clang", "--target=riscv64-none-elf"]),
    Compiler(["clang", "--target=x86_64-none-elf", "-mno-sse"]),
    Compiler(["gcc", "-mgeneral-regs-only"]),
    Compiler(["aarch64-linux-gnu-gcc", "-mgeneral-regs-only", "-mno-outline-atomics"]),
  ]

  /// No more than the README says, and no header but those that every compiler brings.
  @Test(arguments: bare) func whatIsToBeBrought(compiler: Compiler) async throws {
    let scratch = try Scratch()
    // GNU compilers look into the C library's folder for freestanding headers as well.
    let headers = compiler.command[0] == "clang" ? ["-nostdlibinc"] : []
    try await compiler.build(
      ["-ffreestanding", "-std=c11", "-Wall", "-Wextra", "-pedantic", "-Werror", "-O2", "-c"]
        + headers + ["-I\(Checkout.headerFolder)"] + Self.sources.map { "\(Self.runtime)/\($0)" },
      in: scratch.path)
    let objects = Self.sources.map { "\($0.dropLast(2)).o" }
    let link = try await Tool.run(["ld.lld", "-r", "-o", "all"] + objects, in: scratch.path)
    #expect(link.status == 0, "\(link.error)")
    let symbols = try await Tool.run(["nm", "--undefined-only", "all"], in: scratch.path)
    let wanted = symbols.output.split(separator: "\n").compactMap { $0.split(separator: " ").last }
    // What every freestanding implementation is given (GCC, "Language Standards").
    let always = ["memcpy", "memmove", "memset", "memcmp"]
    #expect(
      wanted.map(String.init).filter { !always.contains($0) }.sorted() == [
        "sc_platform_lock", "sc_platform_sync_cores", "sc_platform_unlock",
        "sc_platform_write_text",
      ], "\(compiler)")
  }

  /// Flags that add to the platform, and what becomes of call sites on x86-64 and on AArch64.
  static let platforms: [(flags: [String], x86: String, arm: String)] = [
    ([], "107 sites: 107 no memory", "18 sites: 18 no memory"),
    (
      ["-DHAS_MEMORY"], "107 sites: 50 patched 1 foreign 56 no sync",
      "18 sites: 17 patched 1 foreign"
    ),
    (
      ["-DHAS_MEMORY", "-DCAN_SYNC"], "107 sites: 106 patched 1 foreign",
      "18 sites: 17 patched 1 foreign"
    ),
  ]

  @Test(arguments: [Compiler.all[0], Compiler.all[1], Compiler.all[2]])
  func everyFormOfSite(compiler: Compiler) async throws {
    let scratch = try await Scratch.rewritten(
      "sites", with: "states/lock.h", "freestanding/platform.c")
    let flags = ["-O2", "-Wall", "-ffreestanding", "-Igen/static_call_runtime"]
    let sources =
      ["gen/main.c", "gen/sites.S", "gen/static_call_stubs.S", "gen/static_call_table.c"]
      + Self.sources.map { "gen/static_call_runtime/\($0)" }
    try await compiler.build(flags + ["-c"] + sources, in: scratch.path)
    let objects = sources.map { "\($0.split(separator: "/").last!.dropLast(2)).o" }
    for platform in Self.platforms {
      try await compiler.build(
        flags + platform.flags + ["gen/platform.c"] + objects
          + ["-Wl,--wrap=syscall", "-pthread", "-o", "program"], in: scratch.path)
      let result = try await compiler.run("./program", in: scratch.path)
      let counts = compiler.runner.isEmpty ? platform.x86 : platform.arm
      #expect(result.status == 0, "\(platform.flags): \(result)")
      #expect(result.output.hasPrefix("start: 4 keys, \(counts)\n"), "\(platform.flags): \(result)")
      #expect(
        result.output.hasSuffix("all right, no traps, none taken\n"), "\(platform.flags): \(result)"
      )
    }
  }

  /// The table cannot know when firmware has memory to write to: nothing happens before it is
  /// registered.
  @Test func nothingIsPatchedUnasked() async throws {
    let scratch = try await Scratch.rewritten(
      "sites", with: "states/lock.h", "freestanding/platform.c")
    let compiler = Compiler.native[0]
    try await compiler.build(
      ["-O2", "-ffreestanding", "-Igen/static_call_runtime", "-c", "gen/static_call_table.c"],
      in: scratch.path)
    let sections = try await Tool.run(["objdump", "-h", "static_call_table.o"], in: scratch.path)
    #expect(sections.output.contains(".data"))
    #expect(!sections.output.contains("_array") && !sections.output.contains("tors"), "\(sections)")
  }

  /// Unrewritten code is for every CPU; what was rewritten says at once that it is not.
  @Test func noTrampolinesForThisCPU() async throws {
    let scratch = try await Scratch.rewritten("states")
    let result = try await Tool.run(
      ["clang", "--target=riscv64-none-elf", "-c", "gen/static_call_stubs.S"], in: scratch.path)
    #expect(result.status != 0)
    #expect(
      result.error.contains("sc-rewrite generated no trampolines for this CPU"), "\(result.error)")
  }
}
