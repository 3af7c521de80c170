import StaticCall

func show() {
  print("weigh", c_weighs(21, "x"), static_call(weigher)(item(weight: 4, name: nil)))  // expect-site: weigher
  print("scale", c_scales(2), static_call(scaler)(3))  // expect-site: scaler
  c_logs("from C")
  static_call(logger)("from Swift", 10)  // expect-site: logger
  print("pick", static_call(picker)([1, 2, 3], 3) { $0 > 1 }, static_call(picker)(nil, 0, { _ in true }))  // expect-site: picker, picker
  print("halve", static_call(halver)(9))  // expect-site: halver
  static_call(on_exit)?(1)  // expect-site: on_exit
  print("ready", static_call(ready)(1, 0.5))  // expect-site: ready
}

show()
static_call_update(weigher) { $0.weight * 3 }
static_call_update(scaler, c_halves)
static_call_update(logger) { _, n in print("log of", n) }
static_call_update(picker) { values, count, _ in values.map { $0[count - 1] } ?? -2 }
static_call_update(halver, third)
static_call_update(on_exit) { print("exit", $0) }
static_call_update(ready) { Int64($0) + Int64($1 * 2) }
show()
static_call_update(weigher, weigh_less)
print("weigh", c_weighs(21, "long name"))
static_call_update(on_exit, nil)
static_call_update(ready, { _, _ in 0 })
