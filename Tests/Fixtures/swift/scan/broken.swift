// A file that does not parse says nothing else.
import StaticCall

let on_event = DEFINE_STATIC_CALL(.on_event, log)
func f( {  // expect-error: sc-parse
  static_call(on_event)(1)
}
struct {}  // expect-error: sc-parse
