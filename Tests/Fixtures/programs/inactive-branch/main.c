/* Branches that the preprocessor skips keep their calls; which ones are skipped depends. */
#include <stdio.h>

#include <static_call.h>

static int twice(int n)
{
	return 2 * n;
}

DEFINE_STATIC_CALL(compute, twice);

int main(void)
{
#if 0
	printf("%d\n", static_call(compute)(1)); // expect-left: inactive
	this is not even C: static_call(compute)( // expect-left: inactive
#elif 1
	printf("%d\n", static_call(compute)(2)); // expect-site: compute
#else
	printf("%d\n", static_call(compute)(3)); // expect-left: inactive
#endif
#ifdef NOBODY_DEFINES_THIS
	static_call(missing)(); // expect-left: inactive
#endif
#ifdef __STDC__
	printf("%d\n", static_call(compute)(4)); // expect-site: compute
#if defined(NOBODY_DEFINES_THIS) || \
	!defined(__STDC__)
	static_call_cond(compute)(5); // expect-left: inactive
#endif
#endif
	return 0;
}
