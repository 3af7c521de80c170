#include "hooks.h"

int log_event(int id) { return id; }
void note(int n) { (void)n; }
int format(const char *text, ...) { return !!text; }
long double precise(long double x) { return x; }
int old() { return 1; }
static int own(int n) { return n; }

DEFINE_STATIC_CALL(on_event, log_event); // expect-note: sc-swift-type
DEFINE_STATIC_CALL_NULL(on_note, note); // expect-note: sc-swift-type
DEFINE_STATIC_CALL(formatter, format);
DEFINE_STATIC_CALL(rounder, precise);
DEFINE_STATIC_CALL(ancient, old);
DEFINE_STATIC_CALL(unseen, own); // expect-note: sc-swift-header
DEFINE_STATIC_CALL(seldom, own); // expect-note: sc-swift-header
int seldom_called(void) { return static_call(seldom)(1); }
