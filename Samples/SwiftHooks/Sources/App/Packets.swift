import Hooks
import StaticCall
import StaticCallKeys

/// How many packets are let through at once: a key that Swift defines.
@c func window_fixed(_ seen: Int32) -> Int32 { 4 }
let window = DEFINE_STATIC_CALL(.window, window_fixed)

@c func window_growing(_ seen: Int32) -> Int32 { 4 + seen / 2 }

/// What the sample looks at: a call, and one that may lead nowhere. A C function too, so that it has an address.
@c func handle(_ length: Int32) -> Int32 {
  let counted = static_call(count)(length)
  static_call_cond(observe)(counted)
  return counted
}

nonisolated(unsafe) var observed: [Int32] = []

func run() {
  func round(_ name: String) {
    observed = []
    let counted = [handle(100), receive(200)]
    print("\(name): counted \(counted), observed \(observed), window \(static_call(window)(6))")
  }
  round("at the start")
  static_call_update(count, count_framed)
  static_call_update(window, window_growing)
  round("updated")
  static_call_update(observe) { observed.append($0) }
  static_call_update(count) { $0 * 2 }
  round("closures")
  static_call_update(observe, nil)
  static_call_update(window, window_fixed)
  round("no observer")
}
