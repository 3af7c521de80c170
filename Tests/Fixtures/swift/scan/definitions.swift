// Keys that Swift defines.
public import StaticCall

@c func count(_ n: Int32) -> Int32 { n }
@c(log_bytes) public func log(_ text: UnsafePointer<CChar>, _ n: UInt) {}
@_cdecl("old_style") func old(_ n: Int) -> Bool { true }
func plain(_ n: Int32) -> Int32 { n }
private let variable: @convention(c) (Int32) -> Int32 = { $0 }

let on_count = DEFINE_STATIC_CALL(.on_count, count)  // expect-key: on_count
public let on_log = DEFINE_STATIC_CALL(.on_log, log)  // expect-key: on_log
let on_old = StaticCall.DEFINE_STATIC_CALL(.on_old, old), on_c = DEFINE_STATIC_CALL(.on_c, c_function)  // expect-key: on_old, on_c
let on_idle = DEFINE_STATIC_CALL_NULL(.on_idle, (@convention(c) (Int32) -> Void).self)  // expect-key: on_idle
let flag = DEFINE_STATIC_CALL_RET0(.flag, (@convention(c) () -> Int32).self)  // expect-key: flag
let `default` = DEFINE_STATIC_CALL_RET0(.`default`, Alias.self)  // expect-key: default
nonisolated(unsafe) let typed: Key = DEFINE_STATIC_CALL_NULL(.typed, Alias.self)  // expect-key: typed

let on_plain = DEFINE_STATIC_CALL(.on_plain, plain)  // expect-key: on_plain; expect-error: sc-swift-type
let on_variable = DEFINE_STATIC_CALL(.on_variable, variable)  // expect-key: on_variable; expect-error: sc-swift-type
let on_closure = DEFINE_STATIC_CALL(.on_closure, { $0 })  // expect-key: on_closure; expect-error: sc-swift-name
let on_trailing = DEFINE_STATIC_CALL(.on_trailing) { $0 }  // expect-key: on_trailing; expect-error: sc-swift-name
let on_cast = DEFINE_STATIC_CALL(.on_cast, count as Function)  // expect-key: on_cast; expect-error: sc-swift-name
let on_member = DEFINE_STATIC_CALL(.on_member, Type.count)  // expect-key: on_member; expect-error: sc-swift-name
var changing = DEFINE_STATIC_CALL(.changing, count)  // expect-error: sc-swift-name
let other_name = DEFINE_STATIC_CALL(.on_other, count)  // expect-error: sc-swift-name
let undotted = DEFINE_STATIC_CALL(undotted, count)  // expect-error: sc-swift-name
let qualified = DEFINE_STATIC_CALL(Keys.qualified, count)  // expect-error: sc-swift-name
let nothing = DEFINE_STATIC_CALL()  // expect-error: sc-swift-name
let uncalled = DEFINE_STATIC_CALL  // expect-error: sc-swift-name
let wrapped = (DEFINE_STATIC_CALL(.wrapped, count))  // expect-error: sc-swift-name
let (tuple, second) = (DEFINE_STATIC_CALL(.tuple, count), 1)  // expect-error: sc-swift-name
_ = DEFINE_STATIC_CALL(.discarded, count)  // expect-error: sc-swift-name
DEFINE_STATIC_CALL(.dropped, count)  // expect-error: sc-swift-name

func inFunction() {
  let local = DEFINE_STATIC_CALL(.local, count)  // expect-error: sc-swift-name
}
enum Keys {
  static let member = DEFINE_STATIC_CALL_NULL(.member, Alias.self)  // expect-error: sc-swift-name
}
if true { let block = DEFINE_STATIC_CALL(.block, count) }  // expect-error: sc-swift-name
var computed: Int { DEFINE_STATIC_CALL(.computed, count) }  // expect-error: sc-swift-name
let lazily = { DEFINE_STATIC_CALL(.lazily, count) }()  // expect-error: sc-swift-name

func notOurs(DEFINE_STATIC_CALL: Int) {
  let local = DEFINE_STATIC_CALL(.local, count)
}
