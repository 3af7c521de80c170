import CClang
import FoundationEssentials

/// Where clang's own headers (`stddef.h` …) are. Debian's libclang knows; one taken from elsewhere
/// may not, so the folder beside it is named where there is one.
enum ResourceFolder {
  static func flags(library: String?) -> [String] {
    let path = library ?? String(cString: cclang_default_path())
    let lib = URL(filePath: path).deletingLastPathComponent().appending(path: "clang")
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: lib.path)) ?? []
    let found = versions.sorted().last {
      FileManager.default.fileExists(atPath: lib.appending(path: "\($0)/include/stddef.h").path)
    }
    return found.map { ["-resource-dir", lib.appending(path: $0).path] } ?? []
  }
}
