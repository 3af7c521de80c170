import StaticCall

static_call(on_event)(1)
static_call(on_event)?(1)  // expect-error: sc-swift-type
static_call(on_note)?(1)
static_call(on_note)(1)  // expect-error: sc-swift-type
static_call_cond(on_note)(1)
static_call(formatter)("x")  // expect-error: sc-swift-type
static_call(rounder)(1)  // expect-error: sc-swift-type
static_call(ancient)()  // expect-error: sc-swift-type
static_call(unseen)(1)  // expect-error: sc-swift-header
static_call(unseen)(2)
static_call_update(seldom, { $0 })  // expect-error: sc-swift-header
static_call_cond(
  on_note)(2)
static_call(
  on_note)?(3)
static_call(unknown)(1)  // expect-error: sc-unknown-key
static_call(nowhere)(1)  // expect-error: sc-undefined-key

#if DEBUG
  static_call(of_another_build)(1)
#endif
