import Glibc
import Hooks
import StaticCall
import StaticCallKeys

/// What 100 million calls of one C function take, in the ways that Swift has for a function that may change:
/// a line each, of nanoseconds a call, and of the ratio to a direct call.
func time() {
  if CommandLine.arguments.count > 2 {
    // So that nobody knows at compile time what these are.
    (closure, pointer) = (nil, count_framed)
    static_call_update(count, count_framed)
  }
  let ways: [(name: String, loop: (Int32) -> Int32)] = [
    ("closure", closures), ("pointer", pointers), ("static", staticCalls), ("direct", directCalls),
  ]
  let rounds = 1001
  let calls: Int32 = 100_000
  let expected = directCalls(calls)
  var times = ways.map { _ in [Double]() }
  // Short turns, each way beside the others, so that what disturbs the machine disturbs all of them.
  for _ in 0..<rounds {
    for (index, way) in ways.enumerated() {
      let start = now()
      guard way.loop(calls) == expected else { fatalError("\(way.name) calls something else") }
      times[index].append(Double(now() - start) / Double(calls))
    }
  }
  for (way, own) in zip(ways, times) {
    print(way.name, median(own), median(zip(own, times[ways.count - 1]).map { $0 / $1 }))
  }
}

private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

// Four calls a turn: of a loop with one, the time depends on where in a cache line it happens to stand.

nonisolated(unsafe) private var closure: ((Int32) -> Int32)? = { count_plain($0) }
nonisolated(unsafe) private var pointer: @convention(c) (Int32) -> Int32 = count_plain

@inline(never) private func closures(_ calls: Int32) -> Int32 {
  var sum: Int32 = 0
  for number in 0..<calls / 4 {
    sum &+= closure?(closure?(closure?(closure?(number) ?? 0) ?? 0) ?? 0) ?? 0
  }
  return sum
}

@inline(never) private func pointers(_ calls: Int32) -> Int32 {
  var sum: Int32 = 0
  for number in 0..<calls / 4 { sum &+= pointer(pointer(pointer(pointer(number)))) }
  return sum
}

@inline(never) private func staticCalls(_ calls: Int32) -> Int32 {
  var sum: Int32 = 0
  for number in 0..<calls / 4 {
    sum &+= static_call(count)(static_call(count)(static_call(count)(static_call(count)(number))))
  }
  return sum
}

@inline(never) private func directCalls(_ calls: Int32) -> Int32 {
  var sum: Int32 = 0
  for number in 0..<calls / 4 { sum &+= count_plain(count_plain(count_plain(count_plain(number)))) }
  return sum
}

/// This thread's own time: others may want the processor, too.
private func now() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}
