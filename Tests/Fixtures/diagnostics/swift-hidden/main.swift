import StaticCall

let on_idle = DEFINE_STATIC_CALL_NULL(.on_idle, (@convention(c) () -> Void).self)
static_call_cond(on_idle)()  // expect-note: sc-swift-name
