/* A file that takes the real macro first and replaces it by its own later. */
#include <stdio.h>

#include <static_call.h>

static int twice(int n)
{
	return 2 * n;
}

DEFINE_STATIC_CALL(compute, twice);

static int before(void)
{
	return static_call(compute)(1); // expect-site: compute
}

#undef static_call // expect-left: not-ours
#define static_call(name) -twice // expect-left: not-ours

int main(void)
{
	printf("%d %d\n", before(), static_call(compute)(1)); // expect-left: not-ours
	return 0;
}
