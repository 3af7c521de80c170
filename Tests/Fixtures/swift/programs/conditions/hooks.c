#include "hooks.h"

int plain(int n) { return n + 1; }
DEFINE_STATIC_CALL(step, plain);
