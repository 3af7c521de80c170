/* A file without a guard that is included several times: one place, one edit. */
#include <stdio.h>

#include <static_call.h>

static int twice(int n)
{
	return 2 * n;
}

DEFINE_STATIC_CALL(compute, twice);

#define NAME first
#define OFFSET 1
#include "body.inc"
#undef NAME
#undef OFFSET

#define NAME second
#define OFFSET 2
#define WITH_TRACE
#include "body.inc"

int main(void)
{
	printf("%d %d\n", first(10), second(10));
	return 0;
}
