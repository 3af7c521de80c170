#include "key.h"

static int twice(int n)
{
	return 2 * n;
}

static void say(const char *text)
{
	puts(text);
}

static int thrice(int n)
{
	return 3 * n;
}

DEFINE_STATIC_CALL(compute, twice);
EXPORT_STATIC_CALL_TRAMP(compute);
DEFINE_STATIC_CALL_NULL(speak, say);
EXPORT_STATIC_CALL_TRAMP_GPL(speak);

void change(void)
{
	static_call_update(compute, thrice);
	static_call_update(speak, say);
}
