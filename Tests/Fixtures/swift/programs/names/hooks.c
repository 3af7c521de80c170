#include "hooks.h"
#include <stdio.h>

int twice(int n)
{
	return 2 * n;
}

void note(int n)
{
	printf("note %d\n", n);
	fflush(stdout);
}

DEFINE_STATIC_CALL(doubler, twice);
DEFINE_STATIC_CALL(noter, note);
