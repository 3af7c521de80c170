// Tasks, actors, and a program without main.swift.
import StaticCall

actor Ledger {
  private var total = static_call(worker)(1)  // expect-site: worker
  func add(_ n: Int32) -> Int32 {
    total += static_call(worker)(n)  // expect-site: worker
    static_call(teller)?(n)  // expect-site: teller
    return static_call(worker)(total)  // expect-site: worker
  }
  nonisolated func peek(_ n: Int32) -> Int32 { static_call(worker)(n) }  // expect-site: worker
}

@MainActor final class Screen {
  var shown: [Int32] = []
  func show(_ n: Int32) { shown.append(static_call(worker)(n)) }  // expect-site: worker
}

func slow(_ n: Int32) async throws -> Int32 {
  await Task.yield()
  try Task.checkCancellation()
  return static_call(worker)(n)  // expect-site: worker
}

@main struct App {
  static func main() async throws {
    let ledger = Ledger()
    print(await ledger.add(2), await ledger.add(3), ledger.peek(4))
    async let first = static_call(worker)(5)  // expect-site: worker
    async let second = slow(static_call(worker)(2))  // expect-site: worker
    print(await first, try await second)

    let sum = await withTaskGroup(of: Int32.self) { group in
      for n in 1...static_call(worker)(3) {  // expect-site: worker
        group.addTask { static_call(worker)(n) }  // expect-site: worker
      }
      var sum: Int32 = 0
      for await n in group { sum += n }
      return sum
    }
    print("sum", sum)

    let task = Task.detached { () -> Int32 in
      static_call_cond(teller)(6)  // expect-site: teller
      return static_call(worker)(7)  // expect-site: worker
    }
    print("task", await task.value)

    let screen = Screen()
    screen.show(8)
    await MainActor.run { screen.show(static_call(worker)(3)) }  // expect-site: worker
    print(screen.shown)

    let numbers = AsyncStream<Int32> { stream in
      for n in 1...3 { stream.yield(static_call(worker)(Int32(n))) }  // expect-site: worker
      stream.finish()
    }
    for await n in numbers where static_call(worker)(n) > 1 { print("stream", n) }  // expect-site: worker

    static_call_update(teller, tell)
    static_call_update(worker) { -$0 }
    print(await ledger.add(10))
    await withDiscardingTaskGroup { group in
      for _ in 0..<4 {
        group.addTask {
          for n: Int32 in 0..<1000 {
            let value = static_call(worker)(n)  // expect-site: worker
            precondition(value == n * n || value == -n)
          }
        }
      }
      for n in 0..<100 {
        if n % 2 == 0 { static_call_update(worker, work) } else { static_call_update(worker) { -$0 } }
      }
    }
    await Task { static_call_cond(teller)(static_call(worker)(11)) }.value  // expect-site: teller, worker
  }
}
