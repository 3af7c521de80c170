/* A key named like a function, an inline function or a macro, or like all of them. */
#include <stdio.h>

#include "resched.h"

/* An object-like macro of the key's name, and one that stands for its whole call. */
#define steal_clock steal_clock
#define clock_of_two static_call(steal_clock)(2) // expect-body: clock_of_two

int dummy_clock(int cpu)
{
	return cpu;
}

int main(void)
{
	cond_resched(1);
	(cond_resched)(2);
	might_resched(3);
	static_call_update(cond_resched, raw_resched);
	static_call_update(might_resched, cond_resched);
	cond_resched(4);
	static_call(cond_resched)(5); // expect-site: cond_resched
	(cond_resched)(6);
	might_resched(7);
	printf("%d %d\n", steal_clock(1), clock_of_two);
	static_call_update(steal_clock, dummy_clock);
	printf("%d %d\n", steal_clock(1), clock_of_two);
	return 0;
}
