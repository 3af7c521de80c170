/* The last line has no newline, and it has a site. */
#include <stdio.h>

#include "key.h"

static int twice(int n)
{
	return 2 * n;
}

DEFINE_STATIC_CALL(compute, twice);

int main(void) { printf("%d %d\n", run(1), static_call(compute)(2)); return 0; } // expect-site: compute