/* A library that may have a runtime of its own, or share the host's, or have none. */
#include "hooks.h"

static int library_first(int n) { return n + 10; }

DEFINE_STATIC_CALL(library_key, library_first);
DEFINE_STATIC_CALL_NULL(library_null, library_first);

int library_call(int n)
{
	return static_call(host_key)(n) * 100 + static_call(library_key)(n);
}

void library_flip(int rounds)
{
	while (rounds--) {
		static_call_update(library_key, second);
		static_call_update(library_key, third);
	}
}

void library_clear_host_key(void)
{
	static_call_update(host_key, NULL);
}
