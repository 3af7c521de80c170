/* The same names as in first.c, other functions. */
#include "hooks.h"

static int handle(int n)
{
	return n + 1000;
}

static inline __attribute__((always_inline)) int handle_other(int n)
{
	return n + 2000;
}

DEFINE_STATIC_CALL(second, handle);

void second_select(int other)
{
	if (other)
		static_call_update(second, handle_other);
	else
		static_call_update(second, handle);
}
