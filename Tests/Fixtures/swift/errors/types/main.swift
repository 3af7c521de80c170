import StaticCall

// What is wrong here is wrong in both forms, at the same lines.

@c func double_it(_ n: Int32) -> Int32 { n * 2 }
func wide(_ n: Int64) -> Int32 { 0 }

let text: String? = nil
let number: Int32 = static_call(numbered)(1)
let wrong: String = static_call(numbered)(1)  // expect-error: swift
_ = static_call(numbered)("one")  // expect-error: swift
_ = static_call(numbered)(1, 2)  // expect-error: swift
_ = static_call(numbered)()  // expect-error: swift
_ = static_call(numbered)(n: 1)  // expect-error: swift
_ = static_call(numbered)(Int64(1))  // expect-error: swift
_ = static_call(texted)("a", nil)
_ = static_call(texted)(nil, "a")  // expect-error: swift
_ = static_call(texted)(text, nil)  // expect-error: swift
_ = static_call(placed)(point(x: 1, y: 2))
_ = static_call(placed)((1, 2))  // expect-error: swift

static_call_update(numbered, double_it)
static_call_update(numbered) { $0 + 1 }
static_call_update(numbered, wide)  // expect-error: swift
static_call_update(numbered) { $0 + number.magnitude }  // expect-error: swift
static_call_update(numbered, nil)  // expect-error: swift
static_call_update(hook, nil)
static_call_cond(hook)(1)
static_call_cond(hook)("one")  // expect-error: swift
static_call(hook)?(1)
static_call_query(numbered)(1)  // expect-warning: swift

static_call(fading)(1)  // expect-warning: swift
static_call(faded)(1)  // expect-warning: swift

