/* Sites in arguments that one header hands to four definitions of a macro, as TRACE_EVENT does. */
#include "events.h"

static int rip_of(int cpu)
{
	return cpu + 1000;
}

static int other_rip_of(int cpu)
{
	return cpu * 3;
}

static void clear(int *why)
{
	*why = -1;
}

DEFINE_STATIC_CALL(get_rip, rip_of);
DEFINE_STATIC_CALL_NULL(on_entry, clear);

int main(void)
{
	trace_entry(1, 5);
	trace_leave(2);
	static_call_update(get_rip, other_rip_of);
	static_call_update(on_entry, clear);
	trace_entry(1, 5);
	trace_leave(2);
	return 0;
}
