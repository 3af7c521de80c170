import Foundation
import TestSupport

@testable import StaticCallCore

enum CommandProperties {
  private static let words = [
    "cc", "clang", "aarch64-linux-gnu-gcc", "ccache", "-I", "-D", "-U", "-include", "-isystem",
    "-x",
    "c", "ast", "-target", "--target=x", "-Xclang", "-load", "evil.so", "-fplugin=evil.so",
    "-fplugin",
    "-o", "out", "-oout", "-MF", "-MFout", "-MD", "-Wp,-MD,out", "-Wp,-load,evil.so", "-Wp,-D",
    "-Wp,",
    "@file", "@", "-B", "-Bx", "--config", "-specs=x", "-wrapper", "-mllvm", "--driver-mode=cl",
    "-save-temps", "-ftime-trace", "-fmodules-cache-path=x", "--serialize-diagnostics", "-c", "a.c",
    "-cc1", "-emit-llvm", "-", "--", "", "-D\0", "\0", "-I\0-load", "'", "\"", "\\", "-Ix", "-DA=1",
    "-O2", "-m32", "-mavx2", "-std=gnu11", "-fopenmp-targets=x", "-working-directory", "/",
  ]

  static func database(_ mutator: Mutator, _ random: inout SeededGenerator) -> [UInt8] {
    struct Entry: Encodable {
      var directory: String?
      var file: String
      var arguments: [String]?
      var command: String?
    }
    let entries = (0..<Int.random(in: 0...4, using: &random)).map { _ in
      let chosen = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        let word = words.randomElement(using: &random) ?? ""
        return Int.random(in: 0..<8, using: &random) == 0
          ? String(decoding: mutator.mutate(Array(word.utf8), most: 2, &random), as: UTF8.self)
          : word
      }
      return Bool.random(using: &random)
        ? Entry(directory: "/x", file: "a.c", arguments: chosen)
        : Entry(file: "../a.c", command: chosen.joined(separator: " "))
    }
    let json = Array((try? JSONEncoder().encode(entries)) ?? Data())
    return Int.random(in: 0..<4, using: &random) == 0 ? mutator.mutate(json, &random) : json
  }

  static func problem(of json: [UInt8]) -> String? {
    guard let database = try? CompileCommands(json: json, folder: "/f") else { return nil }
    for command in database.commands {
      let filter = FlagFilter { name in name == "file" ? Array("@file -o x @".utf8) : nil }
      for flags in [
        filter.filter(command: command.arguments).flags, filter.filter(command.arguments).flags,
      ] {
        if let problem = problem(of: flags) { return "\(problem) in \(flags)" }
      }
    }
    return nil
  }

  private static let separate: Set<String> = [
    "-I", "-D", "-U", "-include", "-imacros", "-isystem", "-iquote", "-idirafter", "-isysroot",
    "--sysroot", "-iprefix", "-iwithprefix", "-iwithprefixbefore", "-x", "-target",
  ]
  private static let forbidden = [
    "@", "-load", "-fplugin", "-fpass-plugin", "-X", "-o", "-M", "-W", "-B", "-mllvm", "-wrapper",
    "-spec", "--spec", "--config", "-emit", "-save", "--save", "-ftime", "-fmodule", "--serialize",
    "-serialize", "-index", "--driver-mode", "-cc1", "-working-directory", "-fopenmp-targets",
    "--out",
  ]

  /// Reads flags as clang does: which words are options, and which are values.
  private static func problem(of flags: [String]) -> String? {
    var rest = flags[...]
    while let option = rest.popFirst() {
      if option.utf8.contains(0) { return "a NUL" }
      if !option.hasPrefix("-") { return "'\(option)', which is no option," }
      if let bad = forbidden.first(where: option.hasPrefix) { return bad }
      guard separate.contains(option) else { continue }
      guard let value = rest.popFirst() else { return "no value of \(option)" }
      if value.utf8.contains(0) { return "a NUL" }
      if value.hasPrefix("-") || value.hasPrefix("@") { return "an option as a value" }
    }
    return nil
  }
}

enum ListProperties {
  /// A list of names, or a scan, damaged or not.
  static func file(_ mutator: Mutator, _ random: inout SeededGenerator) throws -> [UInt8] {
    if Bool.random(using: &random) {
      let names = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        String(decoding: mutator.mutate(Array("lib/main.c".utf8), &random), as: UTF8.self)
      }
      let list = OwnedList.render(Set(names))
      // What has no newline but those that end names comes back.
      guard Set(OwnedList.parse(list) ?? []) == Set(names.filter { !$0.isEmpty }) else {
        return Array("names: \(names)".utf8)
      }
      return mutator.mutate(list, &random)
    }
    let text = mutator.text(&random)
    let scanned = try ScannerProperties.scan(text)
    let entry = ScanFile.Entry(
      unit: CompileUnit(path: "main.c", folder: "/tree", flags: []), scanned: scanned,
      reading: Reading(), in: SourceTree(entries: [], folders: [], displayRoot: ""))
    let file = ScanFile(
      setting: .init(callMacros: [], isExhaustive: false), entries: [entry]
    ).encoded(root: "/tree")
    return mutator.mutate(file, &random)
  }

  static func problem(of bytes: [UInt8]) -> String? {
    if bytes.starts(with: Array("names:".utf8)) { return "a list that is not read as written" }
    _ = OwnedList.parse(bytes)
    guard let file = try? ScanFile(bytes, root: "/tree") else { return nil }
    // Whatever it says: nothing of it is beyond a text.
    for entry in file.entries {
      ScannerProperties.finish(entry.scanned.scan, text: Array("static_call(x)(1);\n".utf8))
    }
    return nil
  }
}
