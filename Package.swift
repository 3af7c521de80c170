// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// Debian ships no pkg-config file for libclang, so the manifest looks for the headers itself:
/// LLVM_PREFIX if set, or else the newest /usr/lib/llvm-*. The library is loaded at run time,
/// by processes that parse C only (see Sources/CClang/include/cclang.h).
func llvmPrefix() -> String? {
  if let wished = ProcessInfo.processInfo.environment["LLVM_PREFIX"] { return wished }
  let parent = "/usr/lib"
  let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
  return
    names
    .compactMap { name in name.hasPrefix("llvm-") ? Int(name.dropFirst(5)) : nil }
    .sorted(by: >)
    .map { "\(parent)/llvm-\($0)" }
    .first { FileManager.default.fileExists(atPath: "\($0)/include/clang-c/Index.h") }
}

let llvm = llvmPrefix() ?? "/usr/lib/llvm-14"
let settings: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-I\(llvm)/include"])]

/// The parser that the toolchain's compiler brings beside itself: its libraries and their
/// interfaces. Nil if it has none, or with SC_SWIFT_SYNTAX=package: the package swift-syntax is
/// compiled then.
func hostLibraries() -> String? {
  let environment = ProcessInfo.processInfo.environment
  if environment["SC_SWIFT_SYNTAX"] == "package" { return nil }
  var candidates: [String] = []
  // This manifest runs with a library of the toolchain that builds the package.
  if let path = loadedLibraries().first(where: { $0.contains("/lib/swift/pm/ManifestAPI/") }),
    let end = path.range(of: "/lib/swift/pm/")
  {
    candidates.append(String(path[..<end.lowerBound]))
  }
  // Should that one be elsewhere: the toolchain of the compiler that is on the PATH.
  for folder in (environment["PATH"] ?? "").split(separator: ":") {
    let compiler = URL(fileURLWithPath: "\(folder)/swiftc").resolvingSymlinksInPath()
    candidates.append(compiler.deletingLastPathComponent().deletingLastPathComponent().path)
  }
  let parts = ["libSwiftParser.so", "SwiftParser.swiftmodule"]
  return candidates.map { $0 + "/lib/swift/host" }.first { folder in
    parts.allSatisfy { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
  }
}

/// The files that are mapped into this process. Line by line: a read of /proc ends where it likes.
func loadedLibraries() -> [String] {
  guard let maps = fopen("/proc/self/maps", "r") else { return [] }
  defer { fclose(maps) }
  var line: UnsafeMutablePointer<CChar>?
  var capacity = 0
  defer { free(line) }
  var found: [String] = []
  while getline(&line, &capacity, maps) > 0, let text = line {
    found.append(String(String(cString: text).drop { $0 != "/" }.prefix { $0 != "\n" }))
  }
  return found
}

let syntaxModules = ["SwiftDiagnostics", "SwiftParser", "SwiftParserDiagnostics", "SwiftSyntax"]
let host = hostLibraries()
/// What tells this toolchain's parser from another's (see
/// Sources/sc-rewrite-swift/Toolchain.swift).
let hostMark = host.flatMap { host in
  (try? FileManager.default.attributesOfItem(atPath: "\(host)/libSwiftParser.so"))?[.size]
    .map { "\($0)" }
}

let package = Package(
  name: "sc-rewrite",
  products: [
    .executable(name: "sc-rewrite", targets: ["sc-rewrite"]),
    .executable(name: "sc-rewrite-swift", targets: ["sc-rewrite-swift"]),
    .library(name: "StaticCall", targets: ["StaticCall"]),
    .plugin(name: "SCRewrite", targets: ["SCRewrite"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
  ]
    + (host == nil
      ? [.package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.0")] : []),
  targets: [
    .target(
      name: "CClang",
      cSettings: [
        .unsafeFlags(["-I\(llvm)/include"]),
        .define("CCLANG_DEFAULT_PATH", to: "\"\(llvm)/lib/libclang.so\""),
      ]),
    .target(
      name: "StaticCallRuntime",
      resources: [
        .embedInCode("include/static_call.h"),
        .embedInCode("static_call_runtime.h"),
        .embedInCode("static_call_words.h"),
        .embedInCode("static_call_pass.h"),
        .embedInCode("static_call.c"),
        .embedInCode("static_call_sites.c"),
        .embedInCode("static_call_notes.c"),
        .embedInCode("static_call_query.c"),
        .embedInCode("static_call_pass.c"),
        .embedInCode("arch-x86_64.c"),
        .embedInCode("arch-aarch64.c"),
        .embedInCode("arch-none.c"),
        .embedInCode("platform-posix.c"),
        .embedInCode("platform-trap.c"),
        .embedInCode("platform-freestanding.c"),
        // Links to what SwiftPM's users get as the products of this package.
        .embedInCode("swift/CStaticCall.h"),
        .embedInCode("swift/module.modulemap"),
        .embedInCode("swift/StaticCall.swift"),
      ]),
    // For Swift programs with static calls, not for the tool.
    .target(name: "CStaticCall"),
    .target(name: "StaticCall", dependencies: ["CStaticCall"]),
    // Optimised for tests, too: thousands of random trees go through it.
    .target(
      name: "StaticCallCore",
      swiftSettings: [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(
      name: "ClangScanner", dependencies: ["CClang", "StaticCallCore"], swiftSettings: settings),
    .target(
      name: "SwiftScanner",
      dependencies: ["StaticCallCore"]
        + (host == nil ? syntaxModules.map { .product(name: $0, package: "swift-syntax") } : []),
      swiftSettings: host.map { [.unsafeFlags(["-I", $0])] },
      linkerSettings: host.map { host in
        [.unsafeFlags(["-L", host, "-Xlinker", "-rpath", "-Xlinker", host])]
          + syntaxModules.map { .linkedLibrary($0) }
      }),
    // Which toolchain's parser that is.
    .target(
      name: "CSwiftHost",
      cSettings: hostMark.map { [.define("CSWIFTHOST_TOOLCHAIN", to: "\"\($0)\"")] }),
    .executableTarget(
      name: "sc-rewrite-swift", dependencies: ["CSwiftHost", "StaticCallCore", "SwiftScanner"],
      swiftSettings: host.map { [.unsafeFlags(["-I", $0])] }),
    // Debian: libelf-dev, whose headers are where the compiler looks anyway.
    .systemLibrary(name: "CElf"),
    // Debian: libdw-dev. The library is loaded at run time, by processes that tell of lines only.
    .target(name: "CDwarf"),
    .target(name: "ObjectPass", dependencies: ["CDwarf", "CElf"]),
    .executableTarget(
      name: "sc-rewrite",
      dependencies: [
        "ClangScanner", "ObjectPass", "StaticCallCore", "StaticCallRuntime",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    // Without a dependency on the tool, which it builds when it runs: SwiftPM would compile the
    // tool twice in each build of this package, once for the plugin.
    .plugin(
      name: "SCRewrite",
      capability: .command(
        intent: .custom(
          verb: "sc-rewrite", description: "Rewrite the static calls of Sources/ to gen/"),
        permissions: [.writeToPackageDirectory(reason: "to write gen/")])),

    .target(
      name: "TestSupport",
      dependencies: [.product(name: "Subprocess", package: "swift-subprocess")],
      path: "Tests/TestSupport"),
    .testTarget(name: "ObjectPassTests", dependencies: ["CElf", "ObjectPass", "TestSupport"]),
    .testTarget(name: "StaticCallCoreTests", dependencies: ["StaticCallCore", "TestSupport"]),
    .testTarget(
      name: "ClangScannerTests",
      dependencies: ["ClangScanner", "StaticCallCore", "StaticCallRuntime", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "SwiftScannerTests",
      dependencies: ["StaticCallCore", "SwiftScanner", "TestSupport"],
      swiftSettings: host.map { [.unsafeFlags(["-I", $0])] }),
    .target(
      name: "FuzzSupport",
      dependencies: [
        "ClangScanner", "ObjectPass", "StaticCallCore", "StaticCallRuntime", "TestSupport",
      ],
      path: "Tests/FuzzSupport", swiftSettings: settings),
    .executableTarget(
      name: "sc-fuzz", dependencies: ["FuzzSupport", "TestSupport"], path: "Tests/sc-fuzz",
      swiftSettings: settings),
    .testTarget(
      name: "FuzzTests", dependencies: ["FuzzSupport", "TestSupport", "sc-fuzz"],
      swiftSettings: settings),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "sc-rewrite", "sc-rewrite-swift", "FuzzSupport", "StaticCallCore", "TestSupport",
      ],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
