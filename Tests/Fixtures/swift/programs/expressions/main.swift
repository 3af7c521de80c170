// Calls wherever Swift has expressions.
import StaticCall

struct Counter {
  var stored = static_call(adder)(1, 2)  // expect-site: adder
  lazy var late = static_call(adder)(stored, 10)  // expect-site: adder
  var computed: Int32 { static_call(adder)(stored, 100) }  // expect-site: adder
  var observed: Int32 = 0 {
    didSet { print("observed", static_call(adder)(oldValue, observed)) }  // expect-site: adder
  }
  static let shared = static_call(adder)(20, 2)  // expect-site: adder

  init(_ start: Int32 = static_call(adder)(3, 4)) { stored += start }  // expect-site: adder
  subscript(n: Int32) -> Int32 { static_call(adder)(n, stored) }  // expect-site: adder
  static func + (left: Counter, n: Int32) -> Int32 { static_call(adder)(left.stored, n) }  // expect-site: adder
}

enum Failure: Error { case tooBig(Int32) }

func checked(_ n: Int32) throws -> Int32 {
  guard static_call(adder)(n, 1) < 10 else { throw Failure.tooBig(static_call(adder)(n, 2)) }  // expect-site: adder, adder
  return try n == 5 ? checked(static_call(adder)(n, 5)) : n  // expect-site: adder
}

func later(_ n: @autoclosure () -> Int32) -> Int32 { n() + n() }

func values() {
  print(static_call(adder)(static_call(adder)(1, 2), static_call(adder)(3, 4)))  // expect-site: adder, adder, adder
  print("\(static_call(adder)(1, 2)) and \("nested \(static_call(adder)(3, 4))")")  // expect-site: adder, adder
  print(
    """
    lines: \(static_call(measure)(/* expect-site: measure */ "four"))
    """)
  print(static_call(adder)(1, 2) + static_call(adder)(3, 4) * 2, -static_call(adder)(5, 6))  // expect-site: adder, adder, adder
  let list = [static_call(adder)(1, 1), static_call(adder)(2, 2)]  // expect-site: adder, adder
  print(list.map { static_call(adder)($0, 1) }, (list.first.map { static_call(adder)($0, 9) }) ?? 0)  // expect-site: adder, adder
  print(later(static_call(adder)(4, 5)), [1: static_call(adder)(6, 7)][1] ?? 0)  // expect-site: adder, adder
  let choice = if list.count == 2 { static_call(adder)(7, 8) } else { static_call(adder)(0, 0) }  // expect-site: adder, adder
  let switched =
    switch static_call(adder)(1, 1) {  // expect-site: adder
    case static_call(adder)(2, 0): static_call(adder)(choice, 1)  // expect-site: adder, adder
    default: Int32(0)
    }
  print(choice, switched, choice > 3 ? static_call(adder)(1, 0) : static_call(adder)(0, 1))  // expect-site: adder, adder
  defer { print("deferred", static_call(adder)(9, 9)) }  // expect-site: adder
  for i in 0..<static_call(adder)(1, 1) where static_call(adder)(i, 1) > 1 { print("loop", i) }  // expect-site: adder, adder
  var rounds: Int32 = 0
  while static_call(adder)(rounds, 1) < 3 { rounds = static_call(adder)(rounds, 1) }  // expect-site: adder, adder
  repeat { rounds -= 1 } while static_call(adder)(rounds, 0) > 0  // expect-site: adder
  print("rounds", rounds, \[Int32].[Int(static_call(adder)(0, 1))] == \[Int32].[1])  // expect-site: adder
}

func pointers() {
  var p = static_call(swapper)(pair(a: 1, b: 2))  // expect-site: swapper
  p = static_call(swapper)(static_call(swapper)(p))  // expect-site: swapper, swapper
  print(p.a, p.b, static_call(swapper)(p).a)  // expect-site: swapper
  let b = static_call(summer)(big(values: (1, 2, 3, 4), count: 0), [0.5, 1.5, 2.5], 3)  // expect-site: summer
  print(b.values, b.count)
  print(static_call(measure)("text"), static_call(measure)(nil), static_call(measure)(String("möwe")))  // expect-site: measure, measure, measure
  var numbers: [Int32] = [0, 0, 0]
  static_call(filler)(&numbers, 3, 5)  // expect-site: filler
  numbers.withUnsafeMutableBufferPointer { static_call(filler)($0.baseAddress! + 1, 1, 50) }  // expect-site: filler
  print(numbers)
  static_call(finder)(&numbers, 3, 7)?.pointee = 70  // expect-site: finder
  if let found = static_call(finder)(&numbers, 3, 50) { print("found", found.pointee) }  // expect-site: finder
  print(static_call(finder)(&numbers, 3, 4) == nil, static_call(finder)(&numbers, 3, 70)!.pointee)  // expect-site: finder, finder
}

func closures() {
  print(static_call(folder)(1, { $0 * 2 }, nil))  // expect-site: folder
  print(static_call(folder)(1, { $0 + 1 }) { $0 * 100 })  // expect-site: folder
  print(static_call(folder)(1) { n in n * 3 } _: { n in -n })  // expect-site: folder
  print((static_call(folder))(2, { static_call(adder)($0, $0) }, nil))  // expect-site: folder, adder
}

func layout() {
  print(static_call(/* what */ adder /* and */)(1, /* how */ 2), #line)  // expect-site: adder
  print(static_call (  adder  )  (3, 4), #line)  // expect-site: adder
}

func broken() {
  print(
    static_call(  // expect-site: adder
      adder  // the key on a line of its own
    )(5, 6), #line)
  let sum = static_call(  // expect-site: adder
    adder
  )(
    7, 8)
  print(sum, StaticCall.static_call(adder)(1, 1), `static_call`(`adder`)(2, 2), #line)  // expect-site: adder, adder
  let pointer = static_call(adder)  // expect-left: position
  print("by pointer", pointer(3, 3))
}

var counter = Counter()
counter.observed = 4
print(counter.stored, counter.late, counter.computed, Counter.shared, counter[1], counter + 2)
for n: Int32 in [1, 5, 9] {
  do {
    print("checked", try checked(n), try checked(static_call(adder)(n, 0)))  // expect-site: adder
  } catch Failure.tooBig(let size) where static_call(adder)(size, 0) > 11 {  // expect-site: adder
    print("much too big", size)
  } catch {
    print("too big", error)
  }
}
values()
pointers()
closures()
layout()
broken()
