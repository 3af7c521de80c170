// Branches of #if, and names that mean something else.
import StaticCall

#if os(Windows)
  func double(_ n: Int32) -> Int32 { static_call(doubler)(n) + 1 }  // expect-left: inactive
#elseif DEBUG
  func double(_ n: Int32) -> Int32 { static_call(doubler)(n) + 2 }  // expect-site: doubler
#else
  func double(_ n: Int32) -> Int32 { static_call(doubler)(n) + 3 }  // expect-site: doubler
#endif

func branches() {
  #if swift(>=5) && _endian(little)
    print("modern", static_call(doubler)(1))  // expect-site: doubler
  #else
    print("ancient", static_call(doubler)(2))  // expect-left: inactive
  #endif
  #if canImport(Darwin)
    print("Darwin", static_call(doubler)(3))  // expect-left: inactive
  #elseif os(Linux) || os(FreeBSD)
    print("ELF", static_call(doubler)(4))  // expect-site: doubler
  #endif
  #if compiler(<5)
    this is no Swift of ours static_call(doubler)(5)  // expect-left: inactive
  #endif
  let text = "abc"
    #if NEVER_DEFINED
      .padding(static_call(doubler)(6))  // expect-site: doubler
    #endif
    .uppercased()
  print(text)
}

struct Own {
  func static_call(_ n: Int32) -> (Int32) -> Int32 { { $0 + n } }
  func member() -> Int32 { static_call(5)(6) }  // expect-left: not-ours
  func qualified() -> Int32 { StaticCall.static_call(doubler)(7) }  // expect-site: doubler
}
extension Own {
  func extended() -> Int32 { self.static_call(1)(2) + static_call(3)(4) }  // expect-left: not-ours
}

func local(_ n: Int32) {
  print("before", static_call(doubler)(n))  // expect-site: doubler
  do {
    func static_call(_ n: Int32) -> (Int32) -> Int32 { { $0 * n } }
    print("inside", static_call(3)(n))  // expect-left: not-ours
  }
  let doubled = [1, 2].map { static_call in static_call + 1 }
  print("after", static_call(doubler)(n), doubled)  // expect-site: doubler
}

func parameter<Key: StaticCallKey>(_ doubler: Key, _ n: Int32) -> Int32
where Key.Target == @convention(c) (Int32) -> Int32 {
  static_call(doubler)(n)  // expect-left: unresolved
}

func shadow(_ n: Int32) {
  let doubler = noter
  static_call(doubler)(n)  // expect-left: unresolved
}

print(double(10))
branches()
print(Own().member(), Own().qualified(), Own().extended())
local(8)
print("generic", parameter(doubler, 9))
shadow(11)
