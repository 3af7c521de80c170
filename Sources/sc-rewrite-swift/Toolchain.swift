import CSwiftHost
import Glibc
import StaticCallCore

/// The Swift toolchain whose parser this program is linked with, and whether it is the one that it
/// was built with. The libraries promise no stability: with others it may crash, or read another
/// language than it says.
enum Toolchain {
  private static let parser = "libSwiftParser.so"

  /// What tells one build of the parser from another; "" if it is part of this program.
  private static var expected: String { String(cString: cswifthost_toolchain()) }

  /// Why this program cannot be trusted, if so.
  static var problem: String? {
    guard !expected.isEmpty, let loaded = loaded, mark(of: loaded) != expected else { return nil }
    return "it was built with another Swift toolchain than the one of \(loaded)"
  }

  /// What there is to say if `swiftc` is another toolchain's.
  static var warning: String? {
    guard !expected.isEmpty, let compiler = compiler else { return nil }
    let library = PathText.folder(of: PathText.folder(of: compiler)) + "/lib/swift/host/" + parser
    guard let mark = mark(of: library), mark != expected else { return nil }
    return
      "Swift is read as the toolchain that sc-rewrite-swift was built with reads it, and '\(compiler)' is another; build sc-rewrite-swift with that one"
  }

  /// The size of the parser's library: as good as a version, and it stays the same where a
  /// toolchain is copied.
  private static func mark(of library: String) -> String? {
    var info = stat()
    return stat(library, &info) == 0 ? "\(info.st_size)" : nil
  }

  /// The parser that this process uses.
  private static var loaded: String? {
    guard let maps = fopen("/proc/self/maps", "re") else { return nil }
    defer { fclose(maps) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while getline(&line, &capacity, maps) > 0, let text = line {
      let path = String(cString: text).drop { $0 != "/" }.prefix { $0 != "\n" }
      if path.hasSuffix("/" + parser) { return String(path) }
    }
    return nil
  }

  /// The compiler that a build takes.
  private static var compiler: String? {
    guard let path = getenv("PATH") else { return nil }
    for folder in String(cString: path).split(separator: ":") {
      guard access("\(folder)/swiftc", X_OK) == 0, let real = realpath("\(folder)/swiftc", nil)
      else { continue }
      defer { free(real) }
      return String(cString: real)
    }
    return nil
  }
}
