import StaticCall

actor Scale {
  private var total = 0
  func put(_ n: Int) { total += static_call(weight)(n) }  // expect-site: weight
  var sum: Int { total }
}

@MainActor func onMain() -> Int { static_call(weight)(7) }  // expect-site: weight

@main struct Program {
  static func main() async {
    let scale = Scale()
    await withTaskGroup(of: Void.self) { group in
      for n in 1...100 { group.addTask { await scale.put(n) } }
    }
    print("sum", await scale.sum)
    async let one = static_call(weight)(1)  // expect-site: weight
    async let two = Task { c_weight(2) + static_call(weight)(3) }.value  // expect-site: weight
    print("async", await one + two, await onMain())
    await update()
  }

  /// Every call gives what one of the targets does, whenever they are exchanged.
  static func update() async {
    let wrong = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          (0..<20_000).count { n in
            let result = static_call(weight)(n)  // expect-site: weight
            return result != n && result != -n
          }
        }
      }
      group.addTask {
        for _ in 0..<50 {
          static_call_update(weight) { -$0 }
          static_call_update(weight, weigh)
        }
        return 0
      }
      return await group.reduce(0, +)
    }
    print("wrong", wrong)
    static_call_update(weight) { -$0 }
    print("negative", static_call(weight)(5), c_weight(6))  // expect-site: weight
  }
}
