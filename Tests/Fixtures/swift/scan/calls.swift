// Every form that is rewritten.
import StaticCall

let on_bytes = DEFINE_STATIC_CALL(.on_bytes, count_bytes)  // expect-key: on_bytes

func forms(_ n: Int32) async throws -> Int32 {
  static_call(on_event)(1, "x")  // expect-site: on_event
  static_call_cond(hook)(n)  // expect-site: hook
  static_call(hook)?(n)  // expect-site: hook
  StaticCall.static_call(on_event)(1, "x")  // expect-site: on_event
  StaticCall::static_call(on_event)(1, "x")  // expect-site: on_event
  static_call(StaticCallKeys.on_event)(1, "x")  // expect-site: on_event
  static_call(StaticCallKeys::on_event)(1, "x")  // expect-site: on_event
  static_call(`on_event`)(1, "x")  // expect-site: on_event
  `static_call`(on_event)(1, "x")  // expect-site: on_event
  (static_call(on_event))(1, "x")  // expect-site: on_event
  ((static_call(on_event)))(1, "x")  // expect-site: on_event
  static_call(walk)(1) { $0 + 1 }  // expect-site: walk
  static_call(walk)() { $0 + 1 } then: { $0 }  // expect-site: walk
  (static_call(walk)) { $0 + 1 }  // expect-site: walk
  static_call (spaced) (1)  // expect-site: spaced
  _ = try static_call(compute)(static_call(compute)(1))  // expect-site: compute, compute
  _ = await static_call(compute)(1)  // expect-site: compute
  async let later = static_call(compute)(1)  // expect-site: compute
  print("\(static_call(compute)(1)) and \("\(static_call(compute)(2))")")  // expect-site: compute, compute
  let closures = [{ static_call(compute)(1) }, { (n: Int32) in static_call(compute)(n) }]  // expect-site: compute, compute
  let choice = if n > 0 { static_call(compute)(n) } else { static_call(compute)(-n) }  // expect-site: compute, compute
  let other =
    switch static_call(compute)(n) {  // expect-site: compute
    case static_call(compute)(3): static_call(compute)(1)  // expect-site: compute, compute
    default: n
    }
  for i in 0..<static_call(compute)(n) where static_call(compute)(i) > 0 {}  // expect-site: compute, compute
  guard static_call(compute)(n) > 0, let x = static_call(find)(n)?.pointee else { return 0 }  // expect-site: compute, find
  static_call(find)(n)?.pointee = 4  // expect-site: find
  static_call(find)(n)!.pointee += static_call(compute)(n)  // expect-site: find, compute
  #expect(static_call(compute)(1) == 2)  // expect-site: compute
  let path = \[Int32].[static_call(compute)(0)]  // expect-site: compute
  defer { static_call_cond(hook)(n) }  // expect-site: hook
  return static_call(compute)(n) as Int32  // expect-site: compute
}

struct Members<T> {
  var stored = static_call(compute)(1)  // expect-site: compute
  lazy var late = static_call(compute)(2)  // expect-site: compute
  var computed: Int32 { static_call(compute)(3) }  // expect-site: compute
  var observed: Int32 = 0 { didSet { static_call(hook)?(observed) } }  // expect-site: hook
  subscript(n: Int32) -> Int32 { static_call(compute)(n) }  // expect-site: compute
  init(_ n: Int32 = static_call(compute)(4)) { static_call(hook)?(n) }  // expect-site: hook, compute
  @Clamped(static_call(compute)(5)) var wrapped: Int32 = 0  // expect-site: compute
  func generic<U>(_ u: U) -> Int32 { static_call(compute)(Int32(MemoryLayout<U>.size)) }  // expect-site: compute
  @ViewBuilder var body: some View { Text("\(static_call(compute)(1))") }  // expect-site: compute
}

func comments() {
  static_call(/* why */ compute)(1)  // expect-site: compute
  static_call( // expect-site: compute
    compute  // that
  )(1)
}
