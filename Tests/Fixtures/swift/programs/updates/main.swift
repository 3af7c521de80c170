// Everything that can become a target, and targets that call and update keys themselves.
import StaticCall

@c func swift_step(_ n: Int32) -> Int32 { n + 10 }
@c func count_down(_ n: Int32) -> Int32 { n <= 0 ? 0 : 1 + static_call(step)(n - 1) }  // expect-site: step
@c func once(_ n: Int32) -> Int32 {
  static_call_update(step, step_two)
  return static_call(step)(n) + 1000  // expect-site: step
}
@c func quiet(_ text: UnsafePointer<CChar>?) {}

func show(_ what: String) {
  print(what, static_call(step)(5), c_steps(5))  // expect-site: step
}

/// Saves the target, as the kernel's documentation does.
func during(_ target: @convention(c) (Int32) -> Int32, _ body: () -> Void) {
  let old = static_call_query(step)
  static_call_update(step, target)
  defer { static_call_update(step, old) }
  body()
}

/// A generic helper: it has keys as values, and its own calls stay indirect.
func swap<Key: StaticCallKey>(_ key: Key, to target: Key.Target) -> Key.Target {
  defer { static_call_update(key, target) }
  return static_call_query(key)
}

show("defined")
static_call_update(step, step_two)
show("C function")
static_call_update(step, swift_step)
show("@c function")
static_call_update(step) { $0 * 3 }
show("closure")
static_call_update(step, { n in static_call(logger)("called"); return n })  // expect-site: logger
show("closure that calls")
static_call_update(step, count_down)
show("itself")
static_call_update(step, once)
show("updates itself")
c_sets(swift_step)
show("set by C")
c_sets { -$0 }
show("set by C to a closure")
if let target = c_target(1) { static_call_update(step, target) }
show("from C")
during(swift_step) { show("meanwhile") }
show("restored")
let old = swap(step, to: step_two)
show("swapped")
static_call_update(step, old)
show("swapped back")
let pointer = static_call_query(step)
print("by pointer", pointer(1))
for target in [step_one, step_two, swift_step] as [@convention(c) (Int32) -> Int32] {
  static_call_update(step, target)
  show("of a list")
}
static_call_update(logger, quiet)
static_call(logger)("nothing")  // expect-site: logger
static_call_update(logger, log_text)
static_call(logger)("something")  // expect-site: logger
