#ifndef RESCHED_H
#define RESCHED_H

#include <static_call.h>

/* Declared with one function, defined with another of the same type. */
void raw_resched(int why);
DECLARE_STATIC_CALL(cond_resched, raw_resched);
DECLARE_STATIC_CALL(might_resched, raw_resched);
int dummy_clock(int cpu);
DECLARE_STATIC_CALL(steal_clock, dummy_clock);

/* Key, function and function-like macro have one name. */
void cond_resched(int why);
#define cond_resched(why) static_call(cond_resched)(why) // expect-body: cond_resched

/* Key and inline function have one name. */
static inline void might_resched(int why)
{
	static_call_mod(might_resched)(why); // expect-site: might_resched
}

static inline int steal_clock(int cpu)
{
	return static_call(steal_clock)(cpu); // expect-site: steal_clock
}

#endif
