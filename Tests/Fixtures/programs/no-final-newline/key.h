#include <static_call.h>
DECLARE_STATIC_CALL(compute, int(int));
static inline int run(int n) { return /* expect-site: compute */ static_call(compute)(n); }