#include <stdio.h>

#include "resched.h"

void raw_resched(int why)
{
	printf("raw %d\n", why);
}

/* The parentheses keep the macro out. */
void (cond_resched)(int why)
{
	printf("cond %d\n", why);
}

static int native_clock(int cpu)
{
	return cpu + 40;
}

DEFINE_STATIC_CALL(cond_resched, cond_resched);
EXPORT_STATIC_CALL_TRAMP(cond_resched);
DEFINE_STATIC_CALL(might_resched, (raw_resched));
DEFINE_STATIC_CALL(steal_clock, native_clock);
