/* Some lines end in CR LF and some in LF. */
#include <stdio.h>

#include <static_call.h>

static int twice(int n)
{
	return 2 * n;
}

DEFINE_STATIC_CALL(compute, twice);

int main(void)
{
	printf("%d\n", static_call(compute)(1)); // expect-site: compute
	printf("%d\n", static_call(compute)(2)); // expect-site: compute
	printf("%d\n", static_call // expect-site: compute
		(compute)
		(3)); // line ends in CR LF
	return 0;
}
