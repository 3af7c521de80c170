#include "hooks.h"

long weigh(long n) { return n; }
DEFINE_STATIC_CALL(weight, weigh);

long c_weight(long n) { return static_call(weight)(n); } // expect-site: weight
