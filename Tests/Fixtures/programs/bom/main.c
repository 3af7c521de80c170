/* The file starts with a byte order mark, which compilers skip at the very start alone. */
#include <stdio.h>

#include "key.h"

static int twice(int n)
{
	return 2 * n;
}

DEFINE_STATIC_CALL(compute, twice);

int main(void)
{
	printf("%d %d, line %d\n", static_call(compute)(1), run(2), __LINE__); // expect-site: compute
	return 0;
}
