#include <static_call.h>

int twice(int n);

DECLARE_STATIC_CALL(compute, twice);

static inline int run(int n)
{
#ifdef FAST
	return static_call(compute)(n); // expect-site: compute
#else
	return static_call(compute)(n) + 1; // expect-site: compute
#endif
#if defined(FAST) && !defined(FAST)
	static_call(compute)(n); // expect-left: inactive
#endif
}
