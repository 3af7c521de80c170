/* What static_call(name) gives without arguments may be the trampoline: setting it is no loop. */
#include <stdio.h>

#include <static_call.h>

static int twice(int n)
{
	return 2 * n;
}

static int square(int n)
{
	return n * n;
}

DEFINE_STATIC_CALL(compute, twice);

int main(void)
{
	void *target = static_call_query(compute);
	int (*pointer)(int) = static_call(compute); // expect-site: compute

	static_call_update(compute, pointer);
	printf("%d %d\n", static_call(compute)(3), pointer(3)); // expect-site: compute
	static_call_update(compute, square);
	static_call_update(compute, static_call(compute)); // expect-site: compute
	printf("%d\n", static_call(compute)(3)); // expect-site: compute
	static_call_update(compute, target);
	printf("%d\n", static_call(compute)(3)); // expect-site: compute
	return 0;
}
