import Hooks
import StaticCall
import StaticCallKeys

/// How many packets may be on their way: a key that Swift defines.
@c func windowFixed(_ seen: Int32) -> Int32 { 4 }
let window = DEFINE_STATIC_CALL(.window, windowFixed)

@c func windowGrowing(_ seen: Int32) -> Int32 { 4 + seen / 2 }

/// A call, and one that may lead nowhere. A C function, so that its code has an address.
@c func handlePacket(_ length: Int32) -> Int32 {
  let counted = static_call(count)(length)
  static_call_cond(observe)(counted)
  return counted
}

nonisolated(unsafe) private var observed: [Int32] = []

func run() {
  func show(_ when: String) {
    observed = []
    let counted = [handlePacket(100), receive(200)]
    print("\(when): counted \(counted), observed \(observed), window \(static_call(window)(6))")
  }
  show("at the start")
  static_call_update(count, count_framed)
  static_call_update(window, windowGrowing)
  show("functions")
  static_call_update(count) { $0 * 2 }
  static_call_update(observe) { observed.append($0) }
  show("closures")
  static_call_update(observe, nil)
  static_call_update(window, windowFixed)
  show("nobody observes")
}
