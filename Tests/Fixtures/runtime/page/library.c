/* A library whose text ends with a page: behind it lies something else, or nothing. */
#include <static_call.h>

static int one(int n) { return n + 1; }
static int two(int n) { return n + 2; }

DEFINE_STATIC_CALL(hook, one);
EXPORT_STATIC_CALL(hook);

int last_site(int n) __attribute__((visibility("hidden")));
int call(int n, int which);

static int calls = 3;

__attribute__((visibility("default"))) int call(int n, int which)
{
	struct static_call_stats stats;

	static_call_update(hook, which ? two : one);
	static_call_stats(&stats);
	calls++;
	return last_site(n) * 100 + calls * 10 + (int)stats.sites[STATIC_CALL_PATCHED];
}
