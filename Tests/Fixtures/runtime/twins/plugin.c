/* A plugin with a runtime of its own, and a site that takes several stores (on x86-64). */
#include <static_call.h>

static int one(int n) { return n + 1; }
static int two(int n) { return n + 2; }

DEFINE_STATIC_CALL(hook, one);
EXPORT_STATIC_CALL(hook);

int site(int n);
int run(void);

__attribute__((visibility("default"))) int run(void)
{
	int sum = site(1);

	static_call_update(hook, NULL); /* all bytes change */
	static_call_update(hook, two);
	sum = sum * 10 + site(1);
	static_call_update(hook, one);
	return sum * 10 + site(1);
}
