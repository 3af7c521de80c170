#include "hooks.h"

int by_number(int n) { return n; }
int by_text(const char *_Nonnull text, const char *_Nullable comment) { return !!text + !!comment; }
int by_place(struct point at) { return at.x; }
void old(int n) { (void)n; }
void older(int n) { (void)n; }

DEFINE_STATIC_CALL(numbered, by_number);
DEFINE_STATIC_CALL(texted, by_text);
DEFINE_STATIC_CALL(placed, by_place);
DEFINE_STATIC_CALL_NULL(hook, old);
DEFINE_STATIC_CALL(fading, old);
DEFINE_STATIC_CALL(faded, older);
