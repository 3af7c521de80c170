import Foundation
import FuzzSupport
import TestSupport

// sc-fuzz TARGET SEED SECONDS FOLDER: tries one input after the other until the time is over. The
// input at hand is kept in FOLDER, so that it is there after a crash; those of which a property does
// not hold stay. Exit status: 0 all well, 1 something was found, 2 usage.

/// At once, so that nothing is lost in a crash.
func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

let arguments = CommandLine.arguments
guard arguments.count == 5, let seed = UInt64(arguments[2]), let seconds = Double(arguments[3])
else {
  say("usage: sc-fuzz TARGET|all SEED SECONDS FOLDER")
  exit(2)
}
let targets =
  arguments[1] == "all"
  ? FuzzTarget.allCases
  : [FuzzTarget(rawValue: arguments[1])]
    .compactMap(\.self)
guard !targets.isEmpty else {
  say("targets: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
  exit(2)
}
let folder = arguments[4]
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
let mutator = Mutator(try Corpus())
var found = 0
for target in targets {
  var random = SeededGenerator(seed: seed)
  let current = "\(folder)/\(target)-\(seed)-current"
  let end = Date(timeIntervalSinceNow: seconds / Double(targets.count))
  var count = 0
  while Date() < end {
    count += 1
    let trial = try await target.trial(mutator, &random) { input in
      try Data(input).write(to: URL(filePath: current))
    }
    guard let problem = trial.problem else { continue }
    found += 1
    let kept = "\(folder)/\(target)-\(seed)-\(count)"
    try Data(trial.input).write(to: URL(filePath: kept))
    say("\(kept): \(problem)")
    if found >= 20 { break }
  }
  try? FileManager.default.removeItem(atPath: current)
  say("\(target): \(count) inputs with seed \(seed), \(found) found so far")
}
exit(found == 0 ? 0 : 1)
