/* A header in which each of two units skips what the other one uses: both are sites. */
#include <stdio.h>

#include "shared.h"

int fast(int n);

int twice(int n)
{
	return 2 * n;
}

DEFINE_STATIC_CALL(compute, twice);

int main(void)
{
	printf("%d %d\n", run(10), fast(10));
	return 0;
}
