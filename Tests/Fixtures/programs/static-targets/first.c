/* Targets that no other file can name. */
#include "hooks.h"

static int handle(int n)
{
	return n + 100;
}

static inline int handle_other(int n)
{
	return n + 200;
}

DEFINE_STATIC_CALL(first, handle);

void first_select(int other)
{
	static_call_update(first, other ? handle_other : handle);
}
