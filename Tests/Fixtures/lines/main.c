/* Calls, each of which must be found at its line, whatever it was inlined into. */
#include "inlined.h"

void one(int);
void two(int);
void four(int);
void five(int);
void six(int);

static inline __attribute__((always_inline)) void inner(int n)
{
	one(n); /* expect-call: one */
}

static inline __attribute__((always_inline)) void outer(int n)
{
	inner(n + 1);
	two(n); /* expect-call: two */
}

void first(int n)
{
	outer(n);
	from_header(n);
}

void second(int n)
{
	if (n > 1)
		four(n); /* expect-call: four */
	else
		inner(n);
	five(n); /* expect-call: five */
}

__attribute__((section(".text.elsewhere"))) void third(int n)
{
	outer(n);
	six(n); /* expect-call: six */
}
