// Keys that Swift defines, for C and Swift.
import StaticCall

@c(weigh) func weighOne(_ item: item) -> Int32 { item.weight * 2 }
@c func scale_by_ten(_ n: Int32) -> Int32 { n * 10 }
@_cdecl("log_line") func logLine(_ text: UnsafePointer<CChar>?, _ length: UInt) {
  print("log", text.map { String(cString: $0) } ?? "-", length)
}
@c func pick(_ values: UnsafePointer<Int32>?, _ count: Int, _ by: @convention(c) (Int32) -> Bool) -> Int32 {
  UnsafeBufferPointer(start: values, count: count).first { by($0) } ?? -1
}

let weigher = DEFINE_STATIC_CALL(.weigher, weighOne)
let scaler = DEFINE_STATIC_CALL(.scaler, scale_by_ten)
let logger = DEFINE_STATIC_CALL(.logger, logLine)
// Swift's own.
let picker = DEFINE_STATIC_CALL(.picker, pick), halver = StaticCall.DEFINE_STATIC_CALL(.halver, halve)
let on_exit = DEFINE_STATIC_CALL_NULL(.on_exit, (@convention(c) (Int32) -> Void).self)
let ready = DEFINE_STATIC_CALL_RET0(.ready, (@convention(c) (UInt8, Double) -> Int64).self)
