// The file has functions of its own under these names.
import StaticCallKeys

private func static_call(_ n: Int) -> (Int) -> Int { { $0 } }
func f() {
  static_call(k)(1)  // expect-left: not-ours
  static_call_cond(k)(1)  // expect-left: not-ours
  StaticCall.static_call(k)(1)  // expect-site: k
}
struct static_call_cond {}
