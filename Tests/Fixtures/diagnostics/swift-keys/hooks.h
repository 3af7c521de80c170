#include <static_call.h>

int log_event(int id);
void note(int n);
int format(const char *text, ...);
long double precise(long double x);
int old();
int extern_function(int n);

DECLARE_STATIC_CALL(on_event, log_event);
DECLARE_STATIC_CALL(on_note, note);
DECLARE_STATIC_CALL(formatter, format); // expect-note: sc-swift-type
DECLARE_STATIC_CALL(rounder, precise); // expect-note: sc-swift-type
DECLARE_STATIC_CALL(ancient, old); // expect-note: sc-swift-type
DECLARE_STATIC_CALL(nowhere, extern_function); // expect-note: sc-undefined-key
