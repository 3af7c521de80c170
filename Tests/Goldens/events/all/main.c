#line 1 "src/main.c"
#include "include/events.h"

#include <stdio.h>

static int drop_event(const struct event *event, unsigned long when)
{
	(void)event, (void)when;
	return -1;
}

DEFINE_STATIC_CALL(on_event, count_event);
EXPORT_STATIC_CALL(on_event);
DEFINE_STATIC_CALL_NULL(on_idle, void(void));
DEFINE_STATIC_CALL_RET0(limit, int(int, const char *, ...));

int count_event(const struct event *event, unsigned long when)
{
	static int count;

	printf("%d: %s at %lu\n", event->id, event->text, when);
	return ++count;
}

#ifdef NEVER
#define HOOK(name) static_call(name)
int never(void) { return static_call(limit)(0, ""); }
#endif

int main(void)
{
	int (*pointer)(int, const char *, ...) = (&__SCT__limit);

	emit(1, "start");
	__SCT__on_idle();
	printf("%d %d\n", __SCT__limit /* not yet set */(3, "%s",
		"x"), pointer(4, ""));
	static_call_update(on_event, drop_event);
	return emit(2, "dropped") == -1 && static_call_query(on_idle) == NULL ? 0 : 1;
}
