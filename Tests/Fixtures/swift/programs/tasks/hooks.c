#include "hooks.h"
#include <stdio.h>

int work(int n)
{
	return n * n;
}

void tell(int n)
{
	printf("told %d\n", n);
	fflush(stdout);
}

DEFINE_STATIC_CALL(worker, work);
DEFINE_STATIC_CALL_NULL(teller, tell);
