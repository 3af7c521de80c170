/* A header that is read twice, with another key each time. */
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

DEFINE_STATIC_CALL(first, twice);
DEFINE_STATIC_CALL(second, square);

#define KEY first
#define NAME call_first
#include "template.h"
#undef KEY
#undef NAME
#define KEY second
#define NAME call_second
#include "template.h"

int main(void)
{
	printf("%d %d\n", call_first(5), call_second(5));
	return 0;
}
