// The firmware proper: Swift and C change each other's hooks.
import Board
import StaticCall

// A key that Swift defines; C calls it (readings.c).
@c func as_is(_ raw: Int32) -> Int32 { raw }
@c func without_noise(_ raw: Int32) -> Int32 { raw & ~7 }
let smooth = DEFINE_STATIC_CALL(.smooth, as_is)

// Targets for the keys that C defines.
@c func kelvin(_ raw: Int32) -> Int32 { raw / 4 + 273 }
@c func remember(_ degrees: Int32) { told = degrees }

// One core, and no interrupts.
nonisolated(unsafe) var told: Int32 = 0
nonisolated(unsafe) var failures: Int32 = 0

func show(_ what: StaticString, _ value: Int32, expect expected: Int32) {
  line(what, value)
  if value != expected {
    line("  WRONG, expected", expected)
    failures += 1
  }
}

func line(_ what: StaticString, _ value: Int32) {
  board_line(what.utf8Start, what.utf8CodeUnitCount, value)
}

/// Returns the exit status: how much was not as expected.
@c func firmware_main() -> Int32 {
  show("celsius, C's own:", static_call(convert)(100), expect: 25)
  static_call_update(convert, kelvin)
  show("kelvin, a Swift function:", static_call(convert)(100), expect: 298)
  show("  the same, called from C:", take_reading(100), expect: 298)
  static_call_update(convert, fahrenheit)
  show("fahrenheit, a C function:", static_call(convert)(100), expect: 77)
  static_call_update(convert, { raw in raw * 10 / 4 })
  show("tenths, a closure:", take_reading(101), expect: 252)

  _ = take_reading(120)
  show("nobody is told:", told, expect: 0)
  static_call_update(on_reading, remember)
  _ = take_reading(120)
  show("told by C:", told, expect: 300)
  static_call(on_reading)?(5)
  static_call_cond(on_reading)(told + 1)
  show("told by Swift:", told, expect: 6)
  static_call_update(on_reading, nil)
  static_call(on_reading)?(7)
  static_call_cond(on_reading)(8)
  _ = take_reading(120)
  show("and nobody any more:", told, expect: 6)
  show("which a query says, too:", static_call_query(on_reading) == nil ? 1 : 0, expect: 1)

  static_call_update(convert, celsius)
  show("smooth, defined in Swift:", static_call(smooth)(103), expect: 103)
  static_call_update(smooth, without_noise)
  #if WRONG_EXPECTATION
    show("  updated, called from C:", take_reading(103), expect: 25)
  #else
    show("  updated, called from C:", take_reading(103), expect: 24)
  #endif
  return failures
}
