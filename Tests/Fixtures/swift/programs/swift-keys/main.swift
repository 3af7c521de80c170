import StaticCall

print("length", static_call(length)(point(x: 3, y: 4)), c_length(6, 8))  // expect-site: length
static_call_update(length, c_manhattan)
print("length", static_call(length)(point(x: 3, y: 4)), c_length(6, 8))  // expect-site: length

static_call(greet)?("nobody")  // expect-site: greet
c_greet("nobody")
static_call_update(greet) { name in print("hello", name.map { String(cString: $0) } ?? "-") }
static_call(greet)?("Swift")  // expect-site: greet
static_call_cond(greet)(nil)  // expect-site: greet
c_greet("C")
static_call_update(greet, nil)
c_greet("nobody")

print("counted", static_call(counted)(5), c_counted(5))  // expect-site: counted
static_call_update(counted) { $0 }
print("counted", static_call(counted)(5), c_counted(5))  // expect-site: counted

var passed = 0
let kept = static_call(filter)("text", &passed, true).map { String(cString: $0) }  // expect-site: filter
print("filter", kept ?? "-", static_call(filter)("text", &passed, false) == nil, passed)  // expect-site: filter
print("half", static_call(halving)(5))  // expect-site: halving
static_call(visit)(2) { print("visit", $0) }  // expect-site: visit
static_call_cond(manhattan)()  // expect-site: manhattan
print("query", static_call_query(manhattan) == nil, static_call_query(halving)(3))
