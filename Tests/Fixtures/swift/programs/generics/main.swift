// Generic code, protocols, property wrappers, result builders.
import StaticCall

protocol Mixable { func mixed(_ seed: UInt) -> UInt }
extension Mixable {
  func mixed(_ seed: UInt) -> UInt {
    withUnsafeBytes(of: self) { static_call(mixer)(seed, $0.baseAddress, UInt($0.count)) }  // expect-site: mixer
  }
  static var seed: UInt { UInt(static_call(adder)(40, 2)) }  // expect-site: adder
}
extension Int32: Mixable {}
extension UInt8: Mixable {}

struct Stack<Element: Mixable> {
  var elements: [Element] = []
  var mixed: UInt { elements.reduce(Element.seed) { $1.mixed($0) } }
  mutating func push(_ element: Element, _ note: (Int32) -> Void) {
    elements.append(element)
    note(static_call(adder)(Int32(elements.count), 0))  // expect-site: adder
  }
  func each<Result>(_ body: (Element, Int32) throws -> Result) rethrows -> [Result] {
    try elements.map { try body($0, static_call(adder)(1, 1)) }  // expect-site: adder
  }
}

@propertyWrapper struct Raised {
  var wrappedValue: Int32 { didSet { wrappedValue = static_call(adder)(wrappedValue, 1) } }  // expect-site: adder
  init(wrappedValue: Int32, by: Int32 = static_call(adder)(2, 3)) {  // expect-site: adder
    self.wrappedValue = wrappedValue + by
  }
}

@resultBuilder enum Lines {
  static func buildExpression(_ line: String) -> [String] { [line] }
  static func buildExpression(_ number: Int32) -> [String] { ["number \(number)"] }
  static func buildBlock(_ parts: [String]...) -> [String] { parts.flatMap { $0 } }
  static func buildOptional(_ part: [String]?) -> [String] { part ?? [] }
  static func buildEither(first: [String]) -> [String] { first }
  static func buildEither(second: [String]) -> [String] { second }
  static func buildArray(_ parts: [[String]]) -> [String] { parts.flatMap { $0 } }
}

@Lines func page(_ n: Int32) -> [String] {
  "first \(static_call(adder)(n, 1))"  // expect-site: adder
  static_call(adder)(n, 2)  // expect-site: adder
  if static_call(adder)(n, 0) > 1 {  // expect-site: adder
    static_call(adder)(n, 3)  // expect-site: adder
  } else {
    "small"
  }
  for i in 0..<static_call(adder)(1, 1) { static_call(adder)(i, n) }  // expect-site: adder, adder
}

func built(@Lines _ lines: () -> [String]) -> String { lines().joined(separator: ", ") }

class Base {
  func value(_ n: Int32) -> Int32 { static_call(adder)(n, 1) }  // expect-site: adder
}
final class Derived: Base {
  @Raised var level: Int32 = 1
  override func value(_ n: Int32) -> Int32 { static_call(adder)(super.value(n), level) }  // expect-site: adder
}

func apply<each T: Mixable>(_ values: repeat each T) -> UInt {
  var result: UInt = 7
  for value in repeat each values { result = value.mixed(result) }
  return static_call(mixer)(result, nil, 0)  // expect-site: mixer
}

func opaque() -> some Mixable { static_call(adder)(5, 6) }  // expect-site: adder

func run() {
  var stack = Stack<Int32>()
  stack.push(3) { print("pushed", $0) }
  stack.push(4) { print("pushed", static_call(adder)($0, 100)) }  // expect-site: adder
  print(stack.mixed, stack.each { $0 + $1 })
  print(Stack<UInt8>(elements: [1, 2]).mixed, apply(Int32(1), UInt8(2)), opaque().mixed(0))
  print(page(1), built { static_call(adder)(8, 9) })  // expect-site: adder
  let object = Derived()
  object.level = 10
  print(object.value(5), object.level)
}

run()
static_call_update(adder) { $0 - $1 }
static_call_update(mixer) { seed, _, count in seed + count }
run()
