import StaticCall

@c(swift_length) func length_of(_ p: point) -> Double { p.x * p.x + p.y * p.y }
@c func filter_default(_ text: UnsafePointer<CChar>?, _ n: UnsafeMutablePointer<Int>, _ keep: Bool)
  -> UnsafePointer<CChar>?
{
  n.pointee += 1
  return keep ? text : nil
}
@_cdecl("halved") public func half(_ n: Double) -> Double { n / 2 }
@c func visit_default(_ count: UInt32, _ visit: @convention(c) (UInt32) -> Void) {
  for n in 0..<count { visit(n) }
}

let length = DEFINE_STATIC_CALL(.length, length_of)
let greet = DEFINE_STATIC_CALL_NULL(.greet, (@convention(c) (UnsafePointer<CChar>?) -> Void).self)
let counted = DEFINE_STATIC_CALL_RET0(.counted, (@convention(c) (Int32) -> Int32).self)

// C knows nothing of these.
let filter = DEFINE_STATIC_CALL(.filter, filter_default)
public let halving = DEFINE_STATIC_CALL(.halving, half)
let visit = DEFINE_STATIC_CALL(.visit, visit_default)
let manhattan = DEFINE_STATIC_CALL_NULL(.manhattan, (@convention(c) () -> Void).self)
