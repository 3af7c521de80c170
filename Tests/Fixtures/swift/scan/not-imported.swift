// Nothing here is ours: the module is not imported.
import StaticCallHelpers
import Other.StaticCall

let on_event = DEFINE_STATIC_CALL(.on_event, log)
static_call(on_event)(1)  // expect-left: not-ours
static_call(on_event)?(1)  // expect-left: not-ours
static_call_cond(on_event)(1)  // expect-left: not-ours
let f = static_call(on_event)  // expect-left: not-ours
static_call_update(on_event, f)
#if false
  static_call(on_event)(1)  // expect-left: not-ours
#endif
let g = static_call
