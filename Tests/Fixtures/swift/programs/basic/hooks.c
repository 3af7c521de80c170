#include "hooks.h"
#include <stdio.h>

int log_event(int id, const char *text)
{
	printf("event %d: %s\n", id, text ? text : "-");
	fflush(stdout);
	return id;
}

int walk(struct point from, struct point *to, int (*step)(int))
{
	if (to)
		to->x = from.x + from.y;
	return step ? step(from.x) : -1;
}

_Bool answer(long question, _Bool guess, double weight)
{
	return question > 41 && guess && weight > 0.5;
}

int c_scales(int n)
{
	return static_call(scale)(n); // expect-site: scale
}

DEFINE_STATIC_CALL(on_event, log_event);
DEFINE_STATIC_CALL(walker, walk);
DEFINE_STATIC_CALL(judge, answer);
DEFINE_STATIC_CALL_NULL(on_note, note);
