/* The name in a directive is no call, whatever follows on the next line. */
#include <stdio.h>

#include "static_call.h"

static int twice(int n)
{
	return 2 * n;
}

DEFINE_STATIC_CALL(compute, twice);

int main(void)
{
#ifdef static_call // expect-left: directive
	(printf)("%d\n", static_call(compute)(1)); // expect-site: compute
#endif
#if defined static_call // expect-left: directive
	(void)static_call(compute)(1); // expect-site: compute
#endif
#if defined(static_call) && !defined(static_call_none) // expect-left: directive
	puts("defined");
#endif
	return 0;
}
