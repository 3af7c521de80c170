import TestSupport

@testable import ObjectPass

/// Objects and archives of calls, small ones, as compilers, assemblers and linkers make them.
struct ObjectCorpus: Sendable {
  private(set) var objects: [[UInt8]] = []
  /// With debug information.
  private(set) var withLines: [[UInt8]] = []
  private(set) var archives: [[UInt8]] = []

  /// Made when it is first asked for.
  static let shared = Task { try await ObjectCorpus() }

  private static let code = """
    void __SCT__one(int) __attribute__((visibility("hidden")));
    int __SCT__two(int);
    void other(int);
    void (*pointer)(int);
    static inline __attribute__((always_inline)) void inner(int n) { __SCT__one(n); other(n); }
    void first(int n) { inner(n); inner(n + 1); }
    int second(int n) { if (n) return __SCT__two(n); other(n); return 0; }
    __attribute__((section(".init.text"))) void third(int n) { pointer = __SCT__one; __SCT__two(n); }
    """
  private static let cplusplus = """
    extern "C" void __SCT__one(int);
    inline __attribute__((noinline)) void shared(int n) { __SCT__one(n); __SCT__one(n + 1); }
    template <class T> void of(T n) { __SCT__one(n); }
    void user(int n) { shared(n); of<long>(n); of<char>(n); }
    """
  private static let assembly = """
    .section .text.grouped,"axG",@progbits,signature,comdat
    call __SCT__one
    jne __SCT__two
    .section .text.more,"ax",@progbits
    jmp __SCT__one
    """

  private static let commands = [
    "gcc -O2 -c a.c", "gcc -O0 -ffunction-sections -c a.c",
    "gcc -O2 -fno-plt -mcmodel=large -c a.c",
    "clang -Os -ffunction-sections -faddrsig -c a.c", "clang -O2 -c a.cc", "clang -c a.S",
    "gcc -c a.S", "aarch64-linux-gnu-gcc -O2 -ffunction-sections -c a.c",
    "clang --target=aarch64-linux-gnu -O2 -c a.cc",
  ]
  private static let linesCommands = [
    "gcc -O2 -gdwarf-4 -c a.c", "gcc -O2 -gdwarf-5 -ffunction-sections -c a.c",
    "gcc -O2 -g -gz -c a.c", "gcc -O2 -g -gz=zlib-gnu -c a.c",
    "gcc -O1 -gdwarf-5 -fdebug-types-section -c a.c", "gcc -g -c a.S", "clang -Os -gdwarf-4 -c a.c",
    "clang -O2 -gdwarf-5 -c a.cc", "clang -O2 -g -gsplit-dwarf -c a.c",
    "aarch64-linux-gnu-gcc -O2 -g -c a.c", "clang --target=aarch64-linux-gnu -O2 -g -c a.c",
  ]

  private init() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.code, to: "a.c")
    try scratch.write(Self.cplusplus, to: "a.cc")
    try scratch.write(Self.assembly + "\n", to: "a.S")
    func make(_ command: String, _ result: String) async throws -> [UInt8] {
      let words = command.split(separator: " ").map(String.init)
      try await scratch.run(words + (command.contains(" -c ") ? ["-o", result] : []))
      return try scratch.bytes(result)
    }
    for (number, command) in Self.commands.enumerated() {
      objects.append(try await make(command, "\(number).o"))
    }
    for command in Self.linesCommands { withLines.append(try await make(command, "lines.o")) }
    objects.append(try await make("ld.bfd -r 0.o 4.o -o bfd.o", "bfd.o"))
    objects.append(try await make("ld.lld -r 1.o 4.o -o lld.o", "lld.o"))
    try scratch.write("odd", to: "a_name_of_more_than_15_bytes")
    for command in ["ar rcsD", "llvm-ar --format=bsd rcsD", "ar rcsDT"] {
      try? scratch.remove("a.a")
      archives.append(
        try await make("\(command) a.a 0.o a_name_of_more_than_15_bytes 1.o", "a.a"))
    }
    addTables()
  }

  /// Objects that have tables already, right ones and those of another layout.
  private mutating func addTables() {
    var options = ObjectPass.Options()
    for layout in ObjectPass.Layout.allCases {
      options.layout = layout
      for object in objects {
        let result = object.withUnsafeBytes { bytes in
          (try? ObjectPass.run(bytes, options))?.change?.applied(to: bytes)
        }
        if let result { objects.append(result) }
      }
    }
  }
}
