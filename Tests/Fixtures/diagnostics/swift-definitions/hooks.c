#include "hooks.h"

int length(struct point at) { return static_call(measure)(at); }

int twice(int n) { return n; }
DEFINE_STATIC_CALL(doubled, twice); // expect-note: sc-duplicate-key
int use(int n) { return static_call(doubled)(n); }
