import StaticCall

@resultBuilder
enum Sum {
  static func buildBlock(_ parts: Int32...) -> Int32 { parts.reduce(0, +) }
}

@Sum func built() -> Int32 {
  static_call(next)(1)  // expect-site: next
  static_call(next)(2)  // expect-site: next
  Int32(3)
}

struct Counter<Element: FixedWidthInteger> {
  var first = static_call(next)(10)  // expect-site: next
  lazy var second = static_call(next)(first)  // expect-site: next
  subscript(index: Element) -> Int32 { static_call(next)(Int32(index)) }  // expect-site: next
  func each<S: Sequence>(_ values: S) -> [Int32] where S.Element == Element {
    values.map { static_call(next)(Int32($0)) }  // expect-site: next
  }
}

func byDefault(_ n: Int32 = static_call(next)(20)) -> Int32 { n }  // expect-site: next
func throwing(_ n: Int32) throws -> Int32 { n }

func expressions() throws {
  print("sum", built(), byDefault())
  var counter = Counter<UInt8>()
  print("counter", counter.first, counter.second, counter[30], counter.each([1, 2]))
  print("text \(static_call(next)(40)) and \("\(static_call(next)(41))")")  // expect-site: next, next
  print(static_call(next)(1) > 1 ? static_call(next)(2) : -static_call(next)(3))  // expect-site: next, next, next
  print("nested", static_call(next)(static_call(next)(static_call(next)(0))))  // expect-site: next, next, next
  print("try", try throwing(static_call(next)(50)))  // expect-site: next
  print("try", try throwing(5) + static_call(next)(51))  // expect-site: next
  let word = if static_call(next)(0) == 1 { "yes" } else { "no" }  // expect-site: next
  print("if", word)
  switch static_call(next)(6) {  // expect-site: next
  case static_call(next)(6): print("switch")  // expect-site: next
  default: print("no switch")
  }
  guard case let n = static_call(next)(7), n == 8 else { return }  // expect-site: next
  defer { print("deferred", static_call(next)(60)) }  // expect-site: next
  let (a, b) = (static_call(next)(1), [static_call(next)(2): static_call(next)(3)])  // expect-site: next, next, next
  print("tuple", a, b)
}

func calls() {
  print("closures", static_call(applied)(1, { $0 * 10 }, { $0 + 5 }))  // expect-site: applied
  print("closures", static_call(applied)(1) { $0 * 10 } _: { $0 + 6 })  // expect-site: applied
  print("closures", static_call(applied)(1, { $0 * 10 }) { $0 + 7 })  // expect-site: applied
  print("optional", static_call(finder)(1)?.pointee.right ?? -1)  // expect-site: finder
  print("optional", static_call(finder)(0)?.pointee.right ?? -1)  // expect-site: finder
  if let name = static_call(naming)(2) { print("name", String(cString: name)) }  // expect-site: naming
  print("name", static_call(naming)(3).map { String(cString: $0) } ?? "none")  // expect-site: naming
  static_call(finder)(1)!.pointee.left = static_call(next)(8)  // expect-site: finder, next
  print("assigned", static_call(finder)(1)!.pointee.left)  // expect-site: finder
  for n in 0..<static_call(next)(1) { print("loop", n) }  // expect-site: next
  _ = static_call(next)(1)  // expect-site: next
}

func spellings() {
  print(static_call /* a */(next /* b */)(1))  // expect-site: next
  print(
    static_call(  // expect-site: next
      next  // why
    )(2))
  print((static_call(next))(3))  // expect-site: next
  print(StaticCall.static_call(next)(4))  // expect-site: next
  print(`static_call`(`next`)(5))  // expect-site: next
  print(static_call(`class`)(6))  // expect-site: class
}

func optionals() {
  static_call(on_note)?(1)  // expect-site: on_note
  static_call_update(on_note, note)
  static_call(on_note)?(2)  // expect-site: on_note
  if true { static_call(on_note)?(3) }  // expect-site: on_note
  let noted: Void? = static_call(on_note)?(4)  // expect-left: position
  print("noted:", noted != nil)
  let kept = static_call(next)  // expect-left: position
  print("kept", kept(70))
  static_call_update(next) { $0 + 2 }
  print("kept", kept(70), static_call(next)(70))  // expect-site: next
}

do {
  // A function of that name, and a variable named as the key.
  func static_call(_ n: Int32) -> (Int32) -> Int32 { { $0 * n } }
  let next: Int32 = 3
  print("own", static_call(next)(5))  // expect-left: not-ours
}

try expressions()
calls()
spellings()
optionals()
