// swift-tools-version: 6.2
import PackageDescription

// Which form is built: "gen", the rewritten one, if nothing is said; SC_SOURCES=Sources builds the sources
// as they are; with SC_SOURCES= there is nothing but the plugin, for the first time, when there is no gen/.
// (What a manifest finds in folders does not help: it is run again when its text or the environment changes.)
let sources = Context.environment["SC_SOURCES"] ?? "gen"
let staticCall = Target.Dependency.product(name: "StaticCall", package: "sc-rewrite")

let targets: [Target] = [
  .target(name: "Hooks", dependencies: [staticCall], path: "\(sources)/Hooks"),
  .executableTarget(
    name: "App",
    dependencies: ["Hooks", "StaticCallKeys", staticCall]
      + (sources == "gen" ? ["StaticCallStubs"] : []),
    path: "\(sources)/App",
    // Functions that differ in what they call alone would become one, which is given the function to call: then
    // there is no direct call left to compare with, nor to patch.
    swiftSettings: [.unsafeFlags(["-Xllvm", "-swiftmergefunc-threshold=0"])]),

  // Generated: the keys, which both forms need, and what takes the calls.
  .target(
    name: "CStaticCallKeys", dependencies: ["Hooks", staticCall],
    path: "gen/static_call_swift/CStaticCallKeys"),
  .target(
    name: "StaticCallKeys", dependencies: ["CStaticCallKeys", staticCall],
    path: "gen/static_call_swift/StaticCallKeys"),
]
let stubs = Target.target(
  name: "StaticCallStubs", path: "gen",
  sources: ["static_call_stubs.S", "static_call_table.c", "static_call_runtime"],
  publicHeadersPath: "static_call_runtime")

let package = Package(
  name: "SwiftHooks",
  dependencies: [.package(name: "sc-rewrite", path: "../..")],
  targets: sources.isEmpty ? [] : sources == "gen" ? targets + [stubs] : targets
)
