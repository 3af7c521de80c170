/* A file that has a function of its own called static_call, beside one that uses the macro. */
#include <stdio.h>

#include <static_call.h>

int strange(int n);

static int twice(int n)
{
	return 2 * n;
}

DEFINE_STATIC_CALL(compute, twice);

int main(void)
{
	printf("%d %d\n", static_call(compute)(4), strange(4)); // expect-site: compute
	return 0;
}
