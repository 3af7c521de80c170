import Foundation
import FuzzSupport
import TestSupport

/// For whoever works on the choice of units or on the generator.
enum Trees {
  static func run(_ command: String, _ arguments: [String]) async throws -> Int32 {
    if command == "tree" { return try await again(arguments) }
    guard arguments.count == 3, let seed = UInt64(arguments[0]), let count = Int(arguments[1])
    else {
      say("usage: sc-fuzz survey SEED COUNT FOLDER")
      return 2
    }
    return try await survey(SeededGenerator(seed: seed), count, in: "\(arguments[2])/\(seed)")
  }

  private static func again(_ files: [String]) async throws -> Int32 {
    var status: Int32 = 0
    for file in files {
      let bytes = try Data(contentsOf: URL(filePath: file))
      let tree = GeneratedTree(String(decoding: bytes, as: UTF8.self))
      switch try await TreeProperties.differences(in: tree) {
      case nil:
        say("\(file): a unit does not parse")
        for line in try await TreeProperties.failures(in: tree) { say("  \(line)") }
      case []?: say("\(file): no difference")
      default:
        let least = try await TreeProperties.minimized(tree)
        say("\(file): \(try await TreeProperties.report(least))")
        status = 1
      }
    }
    return status
  }

  private static func survey(
    _ generator: SeededGenerator, _ count: Int, in folder: String
  ) async throws -> Int32 {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var random = generator
    let start = Date()
    var (skipped, different, units, passedOver) = (0, 0, 0, 0)
    var reasons: [String: Int] = [:]
    for number in 1...count {
      let tree = TreeGenerator.tree(&random)
      let verdict = try await TreeProperties.verdict(on: tree)
      let differences = verdict.differences
      units += verdict.units
      // By their words, not by what they name.
      for reason in verdict.reasons {
        let words = reason.split(separator: " ")
        let kind = words.filter { $0.allSatisfy { $0.isLetter || $0 == "#" } }
        reasons[kind.joined(separator: " "), default: 0] += 1
      }
      passedOver += verdict.passedOver
      // The default run is right then, but it should have known.
      if verdict.reasons.contains(where: { $0.hasSuffix("than foreseen") }) {
        try Data(tree.text.utf8).write(to: URL(filePath: "\(folder)/surprise-\(number)"))
      }
      if differences == [] { continue }
      if differences == nil { skipped += 1 } else { different += 1 }
      let name = "\(folder)/\(differences == nil ? "skipped" : "different")-\(number)"
      try Data(tree.text.utf8).write(to: URL(filePath: name))
      if let differences { say("\(name): \(differences.first ?? "")") }
    }
    let speed = Double(count) / Date().timeIntervalSince(start)
    say("\(count) trees, \(skipped) skipped, \(different) different, \(speed) a second")
    say("\(units) units, of which the default run passes \(passedOver) over")
    for (reason, count) in reasons.sorted(by: { $0.key < $1.key }) { say("  \(count) \(reason)") }
    return different == 0 ? 0 : 1
  }
}
