// Which branches of #if are compiled on systems that static calls are for.
#if canImport(StaticCall)
  @_exported public import func StaticCall.static_call
#endif

func conditions() {
  #if false
    static_call(k)(1)  // expect-left: inactive
  #elseif true
    static_call(k)(1)  // expect-site: k
  #else
    static_call(k)(1)  // expect-left: inactive
  #endif
  #if os(macOS) || os(Windows)
    static_call(k)(1)  // expect-left: inactive
  #elseif os(Linux)
    static_call(k)(1)  // expect-site: k
  #else
    static_call(k)(1)  // expect-site: k
  #endif
  #if DEBUG && !RELEASE
    static_call(k)(1)  // expect-site: k
  #endif
  #if DEBUG && canImport(Darwin)
    static_call(k)(1)  // expect-left: inactive
  #endif
  #if !(os(iOS) || false) || DEBUG
    static_call(k)(1)  // expect-site: k
  #else
    static_call(k)(1)  // expect-left: inactive
  #endif
  #if swift(>=5.9) && compiler(>=5)
    static_call(k)(1)  // expect-site: k
  #else
    static_call(k)(1)  // expect-left: inactive
  #endif
  #if compiler(<6.0)
    static_call(k)(1)  // expect-left: inactive
  #elseif compiler(>=9.1)
    static_call(k)(1)  // expect-site: k
  #endif
  #if arch(wasm32) || _endian(big) || targetEnvironment(simulator)
    static_call(k)(1)  // expect-left: inactive
    #if DEBUG
      static_call(k)(1)  // expect-left: inactive
      static_call(k)  // expect-left: inactive
      static_call(any + thing)(1)  // expect-left: inactive
    #endif
  #endif
  view
    #if DEBUG
      .add(static_call(k)(1))  // expect-site: k
    #elseif false
      .add(static_call(k)(1))  // expect-left: inactive
    #endif
    .done()
}

struct Members {
  #if os(Windows)
    func static_call(_ n: Int) {}
    let a = static_call(k)(1)  // expect-left: inactive
  #else
    let a = static_call(k)(1)  // expect-site: k
  #endif
  #if DEBUG
    func static_call_cond(_ n: Int) {}
  #endif
  func f() { static_call_cond(k)(1) }  // expect-left: not-ours
}

#if false
  func static_call(_ n: Int) {}
  let gone = DEFINE_STATIC_CALL(.other, { 1 })
#endif
#if DEBUG
  let debug_hook = DEFINE_STATIC_CALL_NULL(.debug_hook, (@convention(c) () -> Void).self)  // expect-error: sc-swift-name
#endif

// What a compiler of another version is to read may be anything.
#if compiler(>=99)
  let x: = ⌘ func (
#elseif false
  let = = =
#endif
#if swift(<4)
  func broken( {
#else
  func whole() { static_call(k)(1) }  // expect-site: k
#endif
