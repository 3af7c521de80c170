#if canImport(Darwin)
  import Darwin
#endif
import StaticCall

#if DEBUG
  print("debug", static_call(step)(1))  // expect-site: step
#else
  print("release", static_call(step)(2))  // expect-site: step
#endif

#if os(macOS) || os(Windows)
  print("elsewhere", static_call(step)(3))  // expect-left: inactive
#elseif os(Linux)
  print("linux", static_call(step)(4))  // expect-site: step
#endif

#if FEATURE_OF_ANOTHER_BUILD
  print(static_call(step_of_another_build)(5))  // expect-left: inactive
#endif

#if false
  static_call(anything)(6)  // expect-left: inactive
#endif

#if swift(>=99)
  this is of a language to come: static_call(step)(7)
#endif

print("static_call(step)(8) in a text, \(static_call(step)(8)) in code")  // expect-site: step
// static_call(step)(9) in a comment
