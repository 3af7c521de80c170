#line 1 "src/include/events.h"
#ifndef EVENTS_H
#define EVENTS_H

#include <static_call.h>

struct event {
	int id;
	const char *text;
};

int count_event(const struct event *event, unsigned long when);

DECLARE_STATIC_CALL(on_event, count_event);
DECLARE_STATIC_CALL(on_idle, void(void));

static inline int emit(int id, const char *text)
{
	struct event event = {id, text};

	return __SCT__on_event(&event, 42ul); /* in a header */
}

#endif
