/* The identifier where it cannot be the macro: no parenthesis follows, or it is parenthesized. */
#include <stdio.h>

#include <static_call.h>

struct counters {
	int static_call; // expect-left: not-ours
	int static_calls;
};

static int twice(int n)
{
	return 2 * n;
}

DEFINE_STATIC_CALL(compute, twice);

static int (*(static_call)(int n))(int) // expect-left: not-ours
{
	return n ? twice : NULL;
}

static int my_static_call(int n)
{
	int static_call = n; // expect-left: not-ours

	return static_call + 1; // expect-left: not-ours
}

int main(void)
{
	struct counters counters = {.static_call = 3, .static_calls = 4}; // expect-left: not-ours

	printf("%d %d\n", counters.static_call, counters.static_calls); // expect-left: not-ours
	printf("%d %d\n", my_static_call(5), (static_call)(1)(6)); // expect-left: not-ours
	printf("%d\n", static_call(compute)(7)); // expect-site: compute
	return 0;
}
