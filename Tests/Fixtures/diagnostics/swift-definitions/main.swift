import StaticCall

@c func measure_default(_ at: point) -> Int32 { at.x }
@c func weigh_default(_ at: point) -> Int32 { at.x }
@c func doubled_default(_ n: Int32) -> Int32 { n * 2 }

let measure = DEFINE_STATIC_CALL(.measure, measure_default)
let weigh = DEFINE_STATIC_CALL(.weigh, weigh_default)  // expect-error: sc-swift-header
let doubled = DEFINE_STATIC_CALL(.doubled, doubled_default)  // expect-error: sc-duplicate-key
let ratio = DEFINE_STATIC_CALL_RET0(.ratio, (@convention(c) () -> Double).self)  // expect-error: sc-ret0-type

_ = static_call(weigh)(point())
_ = static_call(ratio)()
