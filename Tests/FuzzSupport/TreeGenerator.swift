import TestSupport

/// Makes small source trees by chance, of whatever makes two units read one file differently.
///
/// Nearly all of them compile: every unit begins with `keys.h`, which declares every key, and what
/// uses a macro that a unit may not have stands under an `#ifdef`.
public struct TreeGenerator {
  /// What a header is for, and so what may stand in it.
  enum Kind: CaseIterable {
    /// Functions, behind a guard.
    case code
    /// Without a guard, and with nothing that may not be read twice.
    case repeated
    /// Macros only: what `-imacros` can read.
    case settings
    /// Reads `KEY` and `NAME`, which its includer defines anew each time.
    case template
    /// `X(k1) X(k2)`.
    case list
  }

  /// What a tree has besides macros, conditions and calls. Some of it makes the default run parse
  /// more, and so hides what else is wrong: each tree has a few of these only.
  enum Feature: CaseIterable {
    case callMacros, keyMacros, makers, updates, lists, templates, strangers, twins, links
    case computedIncludes, systemHeaders, types, callsInUnits, outsiders, drops, spelling
  }

  struct Header {
    var path: String
    var kind: Kind
    /// Files include those of higher rank only, so that nothing includes itself.
    var rank: Int
    /// The macro of its guard, if it has one.
    var guardMacro: String?
    var folder: String { TreeGenerator.folder(of: path) }
    var name: String { TreeGenerator.name(of: path) }
  }

  /// Where text is being made.
  struct Context {
    var path: String
    var rank: Int
    var kind: Kind
    var depth = 0
    /// Whether the keys are declared there for sure, so that functions may stand there.
    var hasKeys: Bool { kind == .code }
  }

  static let keys = ["k1", "k2", "k3", "run_a", "run_b"]
  static let folders = ["src", "inc", "inc2"]

  var random: SeededGenerator
  var tree = GeneratedTree()
  var headers: [Header] = []
  var features: Set<Feature> = []
  /// In percent, how much of the code has to do with keys.
  var density = 100
  /// For names that must not clash.
  var count = 0

  public static func tree(_ random: inout SeededGenerator) -> GeneratedTree {
    var generator = TreeGenerator(random: random)
    generator.make()
    random = generator.random
    return generator.tree
  }

  // MARK: Chance

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  mutating func chance(_ percent: Int, _ feature: Feature) -> Bool {
    features.contains(feature) && chance(percent)
  }

  mutating func one<T>(of all: [T], or other: T) -> T { all.randomElement(using: &random) ?? other }

  mutating func one(of all: String...) -> String { one(of: all, or: "") }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  mutating func fresh(_ prefix: String) -> String {
    count += 1
    return "\(prefix)\(count)"
  }

  // MARK: Trees

  private mutating func make() {
    let share = number(10...60)
    features = Set(Feature.allCases.filter { _ in chance(share) })
    density = number(15...100)
    if features.contains(.strangers), chance(70) { features.remove(.strangers) }
    if chance(15, .callMacros) { tree.callMacros = ["trace_call"] }
    plan()
    tree.files["inc/keys.h"] = keysHeader()
    for header in headers { tree.files[header.path] = text(of: header) }
    twinHeaders()
    let units = (0..<number(2...6)).map { "src/u\($0).c" }
    for (index, path) in units.enumerated() {
      tree.files[path] = unit(path, index)
      for _ in 0..<(chance(15) ? 2 : 1) { tree.units.append(command(path)) }
    }
    addLinks(units)
    if chance(50, .outsiders) { addOutsider() }
    for path in tree.files.keys.sorted() where chance(4) {
      tree.files[path] = tree.files[path]?.replacing("\n", with: "\r\n")
    }
  }

  private mutating func plan() {
    for index in 0..<number(3...6) {
      let kind: Kind
      switch number(0...9) {
      case 0...4: kind = .code
      case 5: kind = .repeated
      case 6, 7: kind = .settings
      case 8 where features.contains(.templates): kind = .template
      case 9 where features.contains(.lists): kind = .list
      default: kind = .code
      }
      let folder = one(of: TreeGenerator.folders, or: "inc")
      let ending = [.template, .list].contains(kind) ? one(of: ".inc", ".def", ".h") : ".h"
      headers.append(Header(path: "\(folder)/h\(index)\(ending)", kind: kind, rank: index))
    }
  }

  private mutating func keysHeader() -> String {
    var lines = ["#ifndef KEYS_H", "#define KEYS_H", "#include <static_call.h>"]
    for key in TreeGenerator.keys {
      lines += ["int f_\(key)(int);", "int g_\(key)(int);", "int other_\(key)(int);"]
      lines.append("DECLARE_STATIC_CALL(\(key), f_\(key));")
    }
    lines += ["void f_kv(int);", "DECLARE_STATIC_CALL(kv, f_kv);"]
    if tree.callMacros.isEmpty == false { lines.append("#define trace_call(k) static_call(k)") }
    if chance(70, .keyMacros) { lines += ["#define P(x) x##_a"] }
    if chance(60, .makers) { lines += ["#define MAKE(k) DEFINE_STATIC_CALL(k, f_##k)"] }
    if chance(30, .callMacros) {
      lines += ["#ifdef \(one(of: "A", "B", "C"))"] + macroWithCall() + ["#endif"]
    }
    return (lines + ["#endif"]).joined(separator: "\n") + "\n"
  }

  private mutating func text(of header: Header) -> String {
    let context = Context(path: header.path, rank: header.rank, kind: header.kind)
    var lines: [String] = []
    switch header.kind {
    case .list:
      for key in TreeGenerator.keys.shuffled(using: &random).prefix(number(1...3)) {
        lines += chance(30) ? conditional(context) { _, _ in ["X(\(key))"] } : ["X(\(key))"]
      }
    case .template:
      lines = template(context)
    case .code:
      if chance(50) { lines += include("inc/keys.h", from: context) }
      lines += block(context, number(2...5))
      lines = guarded(lines, header)
    case .settings:
      lines = block(context, number(1...4))
      if chance(60) { lines = guarded(lines, header) }
    case .repeated:
      lines = block(context, number(1...4))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Read once, in one of the ways to say so.
  private mutating func guarded(_ lines: [String], _ header: Header) -> [String] {
    let name = "H\(header.rank)_H"
    switch number(0...9) {
    case 0: return ["#pragma once"] + lines
    case 1: return ["_Pragma(\"once\")"] + lines
    case 2: return ["#if !defined \(name)", "#define \(name) 1"] + lines + ["#endif"]
    case 3: return ["#ifndef \(name)"] + lines + ["#define \(name)", "#endif"]
    case 4: return ["#ifdef \(name)", "#else", "#define \(name)"] + lines + ["#endif"]
    default: return ["#ifndef \(name)", "#define \(name)"] + lines + ["#endif"]
    }
  }

  /// Headers of one name in two folders: the order of the search decides.
  private mutating func twinHeaders() {
    guard chance(80, .twins) else { return }
    for folder in ["inc", "inc2"] where chance(85) {
      let path = "\(folder)/cfg.h"
      let context = Context(path: path, rank: headers.count, kind: chance(50) ? .code : .settings)
      var lines = block(context, number(1...3))
      if chance(25) {
        lines += ["#if __has_include_next(<cfg.h>)", "#include_next <cfg.h>", "#endif"]
      }
      let name = "\(folder)_CFG".uppercased()
      tree.files[path] =
        (["#ifndef \(name)", "#define \(name)"] + lines + ["#endif"]).joined(separator: "\n") + "\n"
    }
  }

  // MARK: Commands

  mutating func command(_ path: String) -> GeneratedTree.Unit {
    let folder = chance(20) ? "src" : ""
    let up = folder.isEmpty ? "" : "../"
    var flags: [String] = []
    if chance(30) { flags.append(one(of: "-std=gnu99", "-std=gnu11", "-std=gnu17")) }
    for name in ["A", "B"] where chance(30) {
      flags.append("-D\(name)\(one(of: "", "=0", "=1", "=2"))")
    }
    if chance(30) { flags.append("-DC") }
    if chance(6) { flags.append("-U\(one(of: "A", "B", "C"))") }
    if chance(20, .keyMacros) { flags.append("-DKEY=\(one(of: TreeGenerator.keys, or: "k1"))") }
    if chance(15, .keyMacros) { flags.append("-DP(x)=x##_\(one(of: "a", "b"))") }
    if chance(6) { flags.append(one(of: "-D_GNU_SOURCE", "-O2", "-fPIC", "-DNDEBUG")) }
    let code = headers.filter { $0.kind == .code }
    if chance(30, .computedIncludes), let header = code.randomElement(using: &random) {
      flags.append("-DHDR=<\(header.name)>")
    }
    for search in TreeGenerator.folders.shuffled(using: &random) {
      // What -iquote finds, <> does not.
      let option = one(of: "-I", "-I", "-I", "-isystem", "-idirafter")
      flags += option == "-I" ? ["-I\(up)\(search)"] : [option, "\(up)\(search)"]
    }
    if chance(8) { flags += ["-iquote", "\(up)\(one(of: TreeGenerator.folders, or: "inc"))"] }
    let settings = headers.filter { $0.kind == .settings }
    if chance(15), let header = settings.randomElement(using: &random) {
      flags += [one(of: "-include", "-imacros"), "\(up)\(header.path)"]
    }
    if chance(8), let header = code.randomElement(using: &random) {
      flags += ["-include", "\(up)inc/keys.h", "-include", "\(up)\(header.path)"]
    }
    return .init(path: path, folder: folder, flags: flags)
  }

  // MARK: Links

  private mutating func addLinks(_ units: [String]) {
    if chance(30, .links), let header = headers.randomElement(using: &random) {
      let path = "\(header.folder)/l_\(header.name)"
      tree.links[path] = header.path
      use(header, as: path, units)
    }
    if chance(25, .links), let header = headers.filter({ $0.folder == "inc" }).first {
      tree.links["lib"] = "inc"
      use(header, as: "lib/\(header.name)", units)
    }
    if chance(25, .links), let header = headers.randomElement(using: &random) {
      // Sorted behind the first name.
      let path = "\(header.folder)/z_\(header.name)"
      tree.hardLinks[path] = header.path
      use(header, as: path, units)
    }
    if chance(30, .links), let unit = units.randomElement(using: &random) {
      // Beside the link there may be other headers.
      let path = "alt/\(TreeGenerator.name(of: unit))"
      tree.links[path] = unit
      tree.units.append(command(path))
      if chance(50) { tree.files["alt/cfg.h"] = "#define \(one(of: "A", "B", "C")) 1\n" }
    }
  }

  private mutating func use(_ header: Header, as path: String, _ units: [String]) {
    guard let unit = units.randomElement(using: &random) else { return }
    var other = header
    other.path = path
    let lines = include(other, from: Context(path: unit, rank: -1, kind: .code))
    tree.files[unit, default: ""] += lines.map { $0 + "\n" }.joined()
  }

  /// A unit beside the tree that reads headers of the tree.
  private mutating func addOutsider() {
    let path = "../out/o.c"
    let context = Context(path: path, rank: -1, kind: .code)
    let lines = include("inc/keys.h", from: context) + includes(context, number(1...2))
    tree.files[path] = lines.joined(separator: "\n") + "\n"
    tree.units.append(command(path))
  }

  // MARK: Names

  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
