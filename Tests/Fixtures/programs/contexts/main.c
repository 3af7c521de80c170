/* Places where the callee is not called, or where only its type counts. */
#include <stdio.h>

#include <static_call.h>

static int twice(int n)
{
	return 2 * n;
}

DEFINE_STATIC_CALL(compute, twice);

#define KEY compute

static int pick(int n)
{
	return (static_call(compute))(n); // expect-site: compute
}

int main(void)
{
	__typeof__(static_call(compute)) (pointer) = twice; // expect-site: compute
	__typeof__(static_call(compute)) (*address) = &pointer; // expect-site: compute

	printf("%d %d\n", pointer(1), (*address)(2));
	printf("%d\n", _Generic(1, __typeof__(static_call(KEY)(1)): 3, default: 4)); // expect-left: unresolved
	printf("%d\n", _Generic(1, __typeof__(static_call(compute)(1)): 3, default: 4)); // expect-site: compute
	printf("%d\n", pick(4));
	return 0;
}
