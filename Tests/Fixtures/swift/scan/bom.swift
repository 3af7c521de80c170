import StaticCall; static_call(k)(1)  // expect-site: k
let a = "é", b = static_call(l)(1)  // expect-site: l