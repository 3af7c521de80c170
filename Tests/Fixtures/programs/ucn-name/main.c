/* A key with a universal character name: compilers disagree on the symbol, so the call stays. */
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

DEFINE_STATIC_CALL(caf\u00e9, twice);

int main(void)
{
	printf("%d\n", static_call(caf\u00e9)(3)); // expect-left: unresolved
	static_call_update(caf\u00e9, square);
	printf("%d\n", static_call(caf\u00e9)(3)); // expect-left: unresolved
	return 0;
}
