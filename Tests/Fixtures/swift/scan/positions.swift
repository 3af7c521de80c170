// Where no direct call can stand, and what looks like it and is none.
import StaticCall

func taken(_ n: Int32, _ flag: Bool) -> Void? {
  let f = static_call(k)  // expect-left: position; expect-warning: sc-swift-position
  let g = (static_call(k))  // expect-left: position; expect-warning: sc-swift-position
  let h = static_call(k) as Function  // expect-left: position; expect-warning: sc-swift-position
  let list = [static_call(k), f]  // expect-left: position; expect-warning: sc-swift-position
  take(static_call(k), g)  // expect-left: position; expect-warning: sc-swift-position
  _ = [n].map(static_call(k))  // expect-left: position; expect-warning: sc-swift-position
  static_call(k) { $0 }  // expect-left: position; expect-warning: sc-swift-position
  static_call(k) { $0 }(n)  // expect-left: position; expect-warning: sc-swift-position
  static_call { k }(n)  // expect-left: position; expect-warning: sc-swift-position
  static_call(k)  // expect-left: position; expect-warning: sc-swift-position
  (n)
  static_call(k)[n](n)  // expect-left: position; expect-warning: sc-swift-position
  static_call(k).self(n)  // expect-left: position; expect-warning: sc-swift-position
  static_call<Key>(k)(n)  // expect-left: position; expect-warning: sc-swift-position
  static_call(key: k)(n)  // expect-left: position; expect-warning: sc-swift-position
  static_call(k, k)(n)  // expect-left: position; expect-warning: sc-swift-position
  (static_call)(k)(n)  // expect-left: position; expect-warning: sc-swift-position
  let use = static_call  // expect-left: position; expect-warning: sc-swift-position
  let labelled = static_call(_:)  // expect-left: position; expect-warning: sc-swift-position
  static_call(_:)(k)(n)  // expect-site: k
  (flag ? static_call(k) : static_call(l))(n)  // expect-left: position; expect-warning: sc-swift-position, sc-swift-position
  return nil
}

func optional(_ n: Int32, _ flag: Bool) -> Void? {
  static_call(k)!(n)  // expect-left: position; expect-warning: sc-swift-position
  static_call_cond(k)?(n)  // expect-left: position; expect-warning: sc-swift-position
  (static_call(k))?(n)  // expect-left: position; expect-warning: sc-swift-position
  _ = static_call(k)?(n)  // expect-left: position; expect-warning: sc-swift-position
  let called = static_call(k)?(n)  // expect-left: position; expect-warning: sc-swift-position
  if static_call(k)?(n) == nil { print("no target") }  // expect-left: position; expect-warning: sc-swift-position
  if let _ = static_call(k)?(n) {}  // expect-left: position; expect-warning: sc-swift-position
  static_call(k)?(n).flatMap { called }  // expect-left: position; expect-warning: sc-swift-position
  static_call(k)?(n) ?? print("no target")  // expect-left: position; expect-warning: sc-swift-position
  try? static_call(k)?(n)  // expect-left: position; expect-warning: sc-swift-position
  run { static_call(k)?(n) }  // expect-left: position; expect-warning: sc-swift-position
  run {
    print(n)
    static_call(k)?(n)  // expect-left: position; expect-warning: sc-swift-position
  }
  let choice: Void? = if flag { static_call(k)?(n) } else { nil }  // expect-left: position; expect-warning: sc-swift-position
  return static_call(k)?(n)  // expect-left: position; expect-warning: sc-swift-position
}

func implicit(_ n: Int32) -> Void? {
  static_call(k)?(n)  // expect-left: position; expect-warning: sc-swift-position
}

var implicit: Void? { static_call(k)?(1) }  // expect-left: position; expect-warning: sc-swift-position
var getter: Void? { get { static_call(k)?(1) } }  // expect-left: position; expect-warning: sc-swift-position

@Builder func built(_ n: Int32) -> Parts {
  static_call(k)?(n)  // expect-left: position; expect-warning: sc-swift-position
  if n > 0 { static_call(k)?(n) }  // expect-left: position; expect-warning: sc-swift-position
}

func choose(_ n: Int32) -> Void? {
  if n > 0 { static_call(k)?(n) } else { nil }  // expect-left: position; expect-warning: sc-swift-position
}

/// Nobody uses the value of these.
func statements(_ n: Int32, _ flag: Bool) async throws -> Int32 {
  static_call(k)?(n)  // expect-site: k
  try static_call(k)?(n)  // expect-site: k
  try await static_call(k)?(n)  // expect-site: k
  if flag { static_call(k)?(n) } else if n > 0 { static_call(k)?(n) } else { static_call(k)?(n) }  // expect-site: k, k, k
  switch n {
  case 1: static_call(k)?(n)  // expect-site: k
  default:
    do { static_call(k)?(n) } catch { static_call(k)?(n) }  // expect-site: k, k
  }
  for i in 0..<n { static_call(k)?(i) }  // expect-site: k
  while flag { static_call(k)?(n) }  // expect-site: k
  #if DEBUG
    static_call(k)?(n)  // expect-site: k
  #endif
  run {
    static_call(k)?(n)  // expect-site: k
    while flag { static_call(k)?(n) }  // expect-site: k
    func inner() { static_call(k)?(n) }  // expect-site: k
    return
  }
  outer: repeat { static_call(k)?(n) } while flag  // expect-site: k
  return 0
}

/// A call through nothing evaluates no arguments.
func evaluated(_ n: Int32, _ text: String) {
  static_call(k)?(next())  // expect-left: position; expect-warning: sc-swift-position
  static_call(k)?(n + 1)  // expect-left: position; expect-warning: sc-swift-position
  static_call(k)?(list[0])  // expect-left: position; expect-warning: sc-swift-position
  static_call(k)?(found!)  // expect-left: position; expect-warning: sc-swift-position
  static_call(k)?("\(next())")  // expect-left: position; expect-warning: sc-swift-position
  static_call(k)?([n, next()])  // expect-left: position; expect-warning: sc-swift-position
  static_call(k)?(static_call(l)(1))  // expect-left: position; expect-warning: sc-swift-position; expect-site: l
  static_call(k)?(n, -1, 2.5, "text", true, nil, [n, 1], (n), { $0 }, .none) { $0 }  // expect-site: k
  static_call(k)?(self.count)  // expect-left: position; expect-warning: sc-swift-position
  static_call(k)?(&n)  // expect-left: position; expect-warning: sc-swift-position
  static_call(  // expect-site: k
    k)?(1)
}

/// The key is not told.
func unresolved(_ n: Int32, _ pick: Bool) {
  static_call(pick ? k : l)(n)  // expect-left: unresolved; expect-warning: sc-swift-position
  static_call(keys.k)(n)  // expect-left: unresolved; expect-warning: sc-swift-position
  static_call(keys[0])(n)  // expect-left: unresolved; expect-warning: sc-swift-position
  static_call(.k)(n)  // expect-left: unresolved; expect-warning: sc-swift-position
  static_call(make())(n)  // expect-left: unresolved; expect-warning: sc-swift-position
  static_call(&k)(n)  // expect-left: unresolved; expect-warning: sc-swift-position
  static_call((k))(n)  // expect-left: unresolved; expect-warning: sc-swift-position
  static_call(Other::k)(n)  // expect-left: unresolved; expect-warning: sc-swift-position
  static_call(`a key`)(n)  // expect-left: unresolved; expect-warning: sc-swift-position
  static_call()(n)  // expect-left: unresolved; expect-warning: sc-swift-position
  run { static_call($0)(n) }  // expect-left: unresolved; expect-warning: sc-swift-position
  static_call(#key)(n)  // expect-left: unresolved; expect-warning: sc-swift-position
}

/// Not even a mention: text, comments, and other people's.
func others(_ object: Object) {
  print("static_call(k)(1)", #"static_call(k)"#)  // static_call(k)(1)
  self.static_call(k)(1)  // expect-left: not-ours
  object.static_call(k)(1)  // expect-left: not-ours
  object?.static_call(k)?(1)  // expect-left: not-ours
  .static_call(k)(1)  // expect-left: not-ours
  Other.static_call(k)(1)  // expect-left: not-ours
  Other::static_call(k)(1)  // expect-left: not-ours
  StaticCall.Inner.static_call(k)(1)  // expect-left: not-ours
  object.static_call = 3
  object.define(static_call: 3)
  static_calls(k)(1)
  let path = \Object.static_call
}
