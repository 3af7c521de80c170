// Keys without a target, and keys that return 0.
import StaticCall

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

@c func swift_watch(_ n: Int32) { print("Swift watches", n) }

nonisolated(unsafe) var evaluated = 0
func next() -> Int32 {
  evaluated += 1
  return Int32(evaluated)
}

func statements(_ n: Int32) {
  static_call(watcher)?(n)  // expect-site: watcher
  if n > 1 { static_call(watcher)?(n + 0) } else { static_call(watcher)?(-1) }  // expect-left: position; expect-site: watcher
  static_call_cond(watcher)(n * 2)  // expect-site: watcher
  c_watches(n * 3)
}

/// A call tells whether there was one, or evaluates no arguments.
func values(_ n: Int32) -> Void? {
  print("counted", static_call(counter)?(n) as Any)  // expect-left: position
  if static_call(watcher)?(n) == nil { print("nobody watches", n) }  // expect-left: position
  static_call(watcher)?(next())  // expect-left: position
  print("evaluated", evaluated)
  static_call_cond(watcher)(next())  // expect-site: watcher
  print("evaluated", evaluated)
  let watch = { static_call(watcher)?(n) }  // expect-left: position
  print("closure", watch() == nil)
  print("forced", static_call_query(counter) == nil ? -1 : static_call(counter)!(n))  // expect-left: position
  return static_call(watcher)?(n)  // expect-left: position
}

func returnsZero() {
  print("name", static_call(namer)(1).map { String(cString: $0) } ?? "-")  // expect-site: namer
  print("allowed", static_call(gate)(1))  // expect-site: gate
}

statements(1)
print(values(2) == nil)
static_call_update(watcher, swift_watch)
static_call_update(counter, count)
statements(3)
print(values(4) == nil)
print(static_call_query(watcher) != nil, c_updates())
statements(5)
static_call_update(watcher, nil)
statements(6)
print(static_call_query(watcher) == nil)

returnsZero()
static_call_update(namer) { n in n == 1 ? UnsafePointer(strdup("one")) : nil }
static_call_update(gate) { n in n == 1 }
returnsZero()
