// Names of the API and of keys that mean something else where they stand.
import StaticCall

func parameter(static_call: (Int) -> (Int) -> Int) {
  static_call(k)(1)  // expect-left: not-ours
  StaticCall.static_call(k)(1)  // expect-site: k
}
func label(static_call other: Int) { static_call(k)(1) }  // expect-site: k
func after() { static_call(k)(1) }  // expect-site: k

func local() {
  static_call(k)(1)  // expect-site: k
  static_call_cond(k)(1)  // expect-left: not-ours
  let static_call = make
  static_call(k)(1)  // expect-left: not-ours
  func static_call_cond() {}
}

func blocks(_ n: Int?) {
  if let static_call = make() {
    static_call(k)(1)  // expect-left: not-ours
  } else {
    static_call(k)(1)  // expect-site: k
  }
  if static_call(k)(1) > 0, let static_call = make(), static_call(k)(1) > 0 {}  // expect-site: k; expect-left: not-ours
  while let static_call = next(static_call(k)(1)) {  // expect-site: k
    static_call(k)(1)  // expect-left: not-ours
  }
  for static_call in static_call(k)(1) where static_call(k)(2) {  // expect-site: k; expect-left: not-ours
    static_call(k)(1)  // expect-left: not-ours
  }
  switch n {
  case .some(let static_call) where static_call(k)(1): static_call(k)(1)  // expect-left: not-ours
  case let .other(static_call, _): static_call(k)(1)  // expect-left: not-ours
  case static_call(k)(1): static_call(k)(1)  // expect-site: k, k
  }
  do {
    let static_call = 1
  } catch let static_call {
    static_call(k)(1)  // expect-left: not-ours
  }
  do {} catch { static_call(error)(1) }  // expect-left: unresolved; expect-warning: sc-swift-position
  static_call(k)(1)  // expect-site: k
}

func guarded() {
  static_call(k)(1)  // expect-site: k
  guard let static_call = make(), static_call(k)(1) else {  // expect-left: not-ours
    static_call(k)(1)  // expect-site: k
    return
  }
  static_call(k)(1)  // expect-left: not-ours
}

func closures() {
  run { static_call in static_call(k)(1) }  // expect-left: not-ours
  run { (static_call: Int) in static_call(k)(1) }  // expect-left: not-ours
  run { [static_call = static_call(k)(1)] in static_call(k)(1) }  // expect-site: k; expect-left: not-ours
  run { static_call(k)(1) }  // expect-site: k
  run { k in static_call(k)(1) }  // expect-left: unresolved; expect-warning: sc-swift-position
}

/// A function sees what its block declares behind it; a statement does not.
func order(_ flag: Bool) {
  func early() { static_call(k)(1) }  // expect-left: not-ours
  if flag { static_call(k)(1) }  // expect-site: k
  let static_call = static_call(k)(1)  // expect-site: k
  do { let k = static_call(k) }  // expect-left: not-ours
}

func nested() {
  func static_call(_ n: Int) -> (Int) -> Int { { $0 } }
  struct Inner { func f() { static_call(k)(1) } }  // expect-left: not-ours
}

func generic<static_call>(_ t: static_call) { static_call(k)(1) }  // expect-left: not-ours

struct Member {
  func static_call(_ n: Int) -> (Int) -> Int { { $0 } }
  func f() { static_call(k)(1) }  // expect-left: not-ours
  struct Within { func f() { static_call(k)(1) } }  // expect-left: not-ours
}
extension Member { func g() { static_call(k)(1) } }  // expect-left: not-ours
extension Other.Member where T: P { func g() { static_call(k)(1) } }  // expect-left: not-ours
struct Unrelated { func f() { static_call(k)(1) } }  // expect-site: k

class Base { var static_call: Int { 1 } }
class Derived: Base { func f() { static_call(k)(1) } }  // expect-left: not-ours
final class Last: @unchecked Sendable, Derived { func f() { static_call(k)(1) } }  // expect-left: not-ours
protocol P {}
extension P { static func static_call_cond(_ n: Int) {} }
enum Case: P & Q {
  case k, l(Int)
  func f() { static_call_cond(l)(1) }  // expect-left: not-ours
  func g() { static_call(k)(1) }  // expect-left: unresolved; expect-warning: sc-swift-position
}

func keys(_ k: Int, l m: Int) {
  static_call(k)(1)  // expect-left: unresolved; expect-warning: sc-swift-position
  static_call(l)(1)  // expect-site: l
  static_call(m)(1)  // expect-left: unresolved; expect-warning: sc-swift-position
  static_call(StaticCallKeys.k)(1)  // expect-site: k
  static_call(StaticCallKeys::k)(1)  // expect-site: k
  static_call_update(k, f)
  static_call_update(l, f)
}

/// A constant of this file that is no key.
private let alias = k
func aliased() { static_call(alias)(1) }  // expect-left: unresolved; expect-warning: sc-swift-position
let on_tick = DEFINE_STATIC_CALL_NULL(.on_tick, (@convention(c) () -> Void).self)  // expect-key: on_tick
func defined() {
  static_call_cond(on_tick)()  // expect-site: on_tick
  let on_tick = static_call(on_tick)?()  // expect-left: position; expect-warning: sc-swift-position
}

func module() {
  let StaticCall = 1
  let StaticCallKeys = 1
  StaticCall.static_call(k)(1)  // expect-left: not-ours
  StaticCall::static_call(k)(1)  // expect-site: k
  static_call(StaticCallKeys.k)(1)  // expect-left: unresolved; expect-warning: sc-swift-position
}

var accessors: Int {
  get { static_call(newValue)(1) }  // expect-site: newValue
  set { static_call(newValue)(1) }  // expect-left: unresolved; expect-warning: sc-swift-position
}
var named: Int {
  get { 1 }
  set(static_call) { static_call(k)(1) }  // expect-left: not-ours
}
