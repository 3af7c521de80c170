import StaticCall

@c func scale_default(_ n: Int32) -> Int32 { n * 10 }
@c func scale_more(_ n: Int32) -> Int32 { n * 100 }
let scale = DEFINE_STATIC_CALL(.scale, scale_default)

@c func quiet(_ id: Int32, _ text: UnsafePointer<CChar>?) -> Int32 { -id }

// A key that C knows nothing of.
let on_idle = DEFINE_STATIC_CALL_NULL(.on_idle, (@convention(c) (Int32) -> Void).self)

func show(_ text: String) { static_call(on_event)(0, text) }  // expect-site: on_event

func run() {
  print("event", static_call(on_event)(1, "hello"))  // expect-site: on_event
  var place = point(x: 1, y: 2)
  print("walk", static_call(walker)(place, &place, { $0 + 1 }), place.x)  // expect-site: walker
  print("walk", static_call(walker)(place, &place) { $0 + 2 }, place.x)  // expect-site: walker
  print("walk", static_call(walker)(place, nil, nil))  // expect-site: walker
  print("judge", static_call(judge)(42, true, 0.75))  // expect-site: judge
  print("scale", static_call(scale)(3), c_scales(3))  // expect-site: scale

  static_call_update(scale, scale_more)
  print("scale", static_call(scale)(3), c_scales(3))  // expect-site: scale
  static_call_update(scale) { $0 - 1 }
  print("scale", static_call(scale)(3), c_scales(3))  // expect-site: scale

  static_call_update(on_event, quiet)
  print("event", static_call(on_event)(5, nil))  // expect-site: on_event
  static_call_update(on_event, log_event)
  show("loud again")

  static_call(on_note)?(1)  // expect-site: on_note
  static_call_update(on_note) { n in print("note", n) }
  static_call(on_note)?(2)  // expect-site: on_note
  static_call_cond(on_note)(3)  // expect-site: on_note
  print("has a note:", static_call_query(on_note) != nil)
  static_call_update(on_note, nil)
  static_call_cond(on_note)(4)  // expect-site: on_note
  print("has a note:", static_call_query(on_note) != nil)

  static_call(on_idle)?(5)  // expect-site: on_idle
  static_call_update(on_idle) { n in print("idle", n) }
  static_call_cond(on_idle)(6)  // expect-site: on_idle
}

run()
