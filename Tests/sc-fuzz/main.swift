import Foundation
import FuzzSupport
import TestSupport

// sc-fuzz TARGET SEED SECONDS FOLDER: tries one input after the other until the time is over; with
// an `x` behind the number, so many inputs. The input at hand is kept in FOLDER, so that it is
// there after a crash; those of which a property does not hold stay, with what is to say of them.
// Exit status: 0 all well, 1 something was found, 2 usage.
//
// sc-fuzz tree FILE...: trees that were kept, again, made smaller. sc-fuzz survey SEED COUNT
// FOLDER: how many trees differ and how many are of no use; they are kept.

/// At once, so that nothing is lost in a crash.
func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

let arguments = CommandLine.arguments
if arguments.count > 2, ["tree", "survey"].contains(arguments[1]) {
  exit(try await Trees.run(arguments[1], Array(arguments.dropFirst(2))))
}
let isCount = arguments.count == 5 && arguments[3].hasSuffix("x")
guard arguments.count == 5, let seed = UInt64(arguments[2]),
  let limit = Double(isCount ? String(arguments[3].dropLast()) : arguments[3])
else {
  say("usage: sc-fuzz TARGET|all SEED SECONDS|COUNTx FOLDER")
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
  let end = Date(timeIntervalSinceNow: isCount ? 0 : limit / Double(targets.count))
  var (count, skipped) = (0, 0)
  while isCount ? count < Int(limit) : Date() < end {
    count += 1
    let trial = try await target.trial(mutator, &random) { input in
      try Data(input).write(to: URL(filePath: current))
    }
    if trial.isSkipped { skipped += 1 }
    guard let problem = trial.problem else { continue }
    found += 1
    let kept = "\(folder)/\(target)-\(seed)-\(count)"
    try Data(trial.input).write(to: URL(filePath: kept))
    say("\(kept): \(problem)")
    if found >= 20 { break }
  }
  try? FileManager.default.removeItem(atPath: current)
  say(
    "\(target): \(count) inputs with seed \(seed), \(found) found so far"
      + (skipped > 0 ? ", \(skipped) of no use" : ""))
}
exit(found == 0 ? 0 : 1)
