/// Keeps of a compiler's options those that decide what C a file is: includes, macros, language,
/// target. What only gcc or only the code generator knows is dropped silently; what would load
/// code or read options from elsewhere is dropped with a warning.
public struct FlagFilter: Sendable {
  /// The words of a response file, or nil where it must not or cannot be read.
  public typealias ResponseReader = @Sendable (String) -> [UInt8]?

  public struct Result: Sendable, Equatable {
    public var flags: [String] = []
    /// Options dropped because they are not safe to follow.
    public var refused: [String] = []
  }

  private let readResponse: ResponseReader

  public init(readResponse: @escaping ResponseReader = { _ in nil }) {
    self.readResponse = readResponse
  }

  /// The flags of a whole command; its compiler's name may tell the target.
  public func filter(command: [String]) -> Result {
    let launchers: Set<String> = ["ccache", "sccache", "distcc", "icecc"]
    let words = command.drop { launchers.contains(PathText.lastComponent($0)) }
    var result = filter(Array(words.dropFirst()))
    let hasTarget = result.flags.contains { $0 == "-target" || $0.hasPrefix("--target=") }
    if !hasTarget, let triple = words.first.flatMap(FlagFilter.triple) {
      result.flags.insert("--target=\(triple)", at: 0)
    }
    return result
  }

  /// The flags among `options`, in order.
  public func filter(_ options: [String]) -> Result {
    var result = Result()
    var responses = 0
    append(options, depth: 0, &responses, to: &result)
    return result
  }

  /// gcc calls AArch64's usual ABI lp64, which clang takes for another CPU's.
  public static func withoutForeignABI(_ flags: [String]) -> [String] {
    let isAArch64 = flags.contains { $0.contains("aarch64") || $0.contains("arm64") }
    return isAArch64 ? flags.filter { $0 != "-mabi=lp64" } : flags
  }

  private func append(
    _ options: [String], depth: Int, _ responses: inout Int, to result: inout Result
  ) {
    var rest = options[...]
    while let written = rest.popFirst() {
      let words = OptionSpelling.words(of: written)
      let option = words[0]
      if words.count > 1 { rest = words.dropFirst() + rest }
      if option.utf8.contains(0) {
        // clang would read up to there: `-I` for this, and then take the next option for its
        // value.
        result.refused.append(Self.shown(option))
      } else if option.hasPrefix("@") {
        // A response file may name others, but not itself for ever, nor ten times each.
        responses += 1
        if depth < 8, responses <= 64, let bytes = readResponse(String(option.dropFirst())),
          let words = ShellWords.split(String(decoding: bytes, as: UTF8.self))
        {
          append(words, depth: depth + 1, &responses, to: &result)
        } else {
          result.refused.append(Self.shown(option))
        }
      } else if option.hasPrefix("-Wp,") {
        append(
          option.split(separator: ",").dropFirst().map(String.init), depth: depth, &responses,
          to: &result)
      } else if Self.takingValue.contains(option) {
        guard let value = rest.popFirst() else { return }
        if Self.refused.contains(option) || Self.isRefused(value, of: option) {
          result.refused.append(Self.shown("\(option) \(value)"))
        } else if Self.kept.contains(option) {
          result.flags += [option, value]
        }
      } else if Self.refused.contains(where: option.hasPrefix) {
        result.refused.append(Self.shown(option))
      } else if keeps(option) {
        result.flags.append(option)
      }
    }
  }

  /// Values that nobody means. clang looks for some options (`--driver-mode=`) in all words,
  /// values included, and then reads the others in another way. Of `-x` only languages are
  /// followed: `-x ast` and `-x ir` would have it read compiled code.
  private static func isRefused(_ value: String, of option: String) -> Bool {
    guard kept.contains(option) else { return false }
    let first = value.utf8.first
    return value.utf8.contains(0) || first == UInt8(ascii: "-") || first == UInt8(ascii: "@")
      || option == "-x" && !languages.contains(value)
  }

  private static let languages: Set<String> = [
    "none", "c", "c-header", "cpp-output", "c++", "c++-header", "c++-cpp-output", "objective-c",
    "objective-c-header", "assembler", "assembler-with-cpp",
  ]

  /// Options as they may stand in a message: a terminal must not obey them, nor a log drown in
  /// them.
  public static func shown(_ option: String) -> String {
    let scalars = option.unicodeScalars
    return scalars.prefix(1000).map { scalar in
      scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
        ? "\\x\(scalar.value < 0x10 ? "0" : "")\(String(scalar.value, radix: 16))" : String(scalar)
    }.joined() + (scalars.dropFirst(1000).isEmpty ? "" : " …")
  }

  private func keeps(_ option: String) -> Bool {
    Self.exact.contains(option) || Self.prefixes.contains(where: option.hasPrefix)
      || isMachineFeature(option)
  }

  /// `-mavx2`, `-mno-sse` …: they define macros and allow builtins.
  private func isMachineFeature(_ option: String) -> Bool {
    guard option.hasPrefix("-m") else { return false }
    let name = option.dropFirst(option.hasPrefix("-mno-") ? 5 : 2)
    return Self.machineFeatures.contains(where: name.hasPrefix)
  }

  /// `aarch64-linux-gnu` of `/usr/bin/aarch64-linux-gnu-gcc-12`.
  private static func triple(of compiler: String) -> String? {
    var parts = PathText.lastComponent(compiler).split(separator: "-")
    if let last = parts.last, last.allSatisfy({ $0.isNumber || $0 == "." }) { parts.removeLast() }
    guard parts.count >= 3, let name = parts.popLast(), ["gcc", "cc", "clang"].contains(name)
    else { return nil }
    return parts.joined(separator: "-")
  }

  /// Options whose value may be the next word.
  private static let takingValue: Set<String> = kept.union(refused).union([
    "-o", "-MF", "-MT", "-MQ", "-MJ", "-Xassembler", "-Xlinker", "-T", "-L", "-l", "-u", "-z", "-e",
    "-include-pch", "-aux-info", "--param", "-G", "-dumpdir", "-dumpbase", "-dumpbase-ext",
  ])

  private static let kept: Set<String> = [
    "-I", "-D", "-U", "-include", "-imacros", "-isystem", "-iquote", "-idirafter", "-isysroot",
    "--sysroot", "-iprefix", "-iwithprefix", "-iwithprefixbefore", "-x", "-target",
  ]

  /// Options that load code, or take more options from a file or for another tool.
  private static let refused: Set<String> = [
    "-Xclang", "-Xpreprocessor", "-load", "-fplugin", "-fpass-plugin", "-wrapper", "-specs",
    "--specs", "-B", "--config", "-ivfsoverlay", "-fmodule", "-mllvm",
  ]

  private static let prefixes: [String] = [
    "-I", "-D", "-U", "-isystem", "-iquote", "-idirafter", "-isysroot", "--sysroot=", "-std=",
    "--std=", "--target=", "-O", "-march=", "-mcpu=", "-mfpu=", "-mfloat-abi=", "-mabi=",
    "-mcmodel=", "-fno-builtin", "-fsanitize=", "-fno-sanitize=", "-fstack-protector",
    "-fcf-protection", "-fopenmp=", "-fopenmp-version=", "-fgnuc-version=",
  ]

  private static let exact: Set<String> = [
    "-nostdinc", "-nostdlibinc", "-undef", "-ansi", "-trigraphs", "-pthread",
    "-ffreestanding", "-fhosted", "-fbuiltin", "-fshort-wchar", "-fno-short-wchar",
    "-funsigned-char", "-fsigned-char", "-fno-unsigned-char", "-fno-signed-char",
    "-fshort-enums", "-fno-short-enums", "-fms-extensions", "-fgnu89-inline",
    "-fdollars-in-identifiers", "-fno-dollars-in-identifiers", "-fblocks", "-ffast-math",
    "-ffinite-math-only", "-fexceptions", "-fPIC", "-fpic", "-fPIE", "-fpie", "-fno-pic",
    "-fno-PIC", "-fno-pie", "-fno-PIE", "-m32", "-m64", "-mx32", "-m16", "-mthumb", "-marm",
    "-mlittle-endian", "-mbig-endian", "-mgeneral-regs-only", "-msoft-float", "-mhard-float",
    "-mno-red-zone", "-fopenmp", "-fopenmp-simd",
  ]

  private static let machineFeatures: [String] = [
    "sse", "avx", "mmx", "3dnow", "aes", "pclmul", "bmi", "fma", "popcnt", "lzcnt", "rdrnd",
    "rdseed", "sha", "f16c", "movbe", "adx", "fxsr", "xsave", "rtm", "prfchw", "80387", "x87",
    "crc32", "gfni", "vaes", "vpclmulqdq", "altivec", "vsx", "outline-atomics",
  ]
}
