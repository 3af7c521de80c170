/* SPDX-License-Identifier: Apache-2.0 */
/* Time stamps: by default a count of readings, which makes runs repeatable; or seconds since 1970. */
#include <string.h>
#include <time.h>

#include "../include/logrouter/hooks.h"
#include "plugins.h"

static unsigned long readings;

static unsigned long count_clock(void)
{
	return ++readings;
}

static unsigned long wall_clock(void)
{
	return (unsigned long)time(NULL);
}

DEFINE_STATIC_CALL(route_clock, count_clock);

static bool select_clock(const char *choice, const char *argument)
{
	(void)argument;
	if (strcmp(choice, "count") == 0)
		static_call_update(route_clock, count_clock);
	else if (strcmp(choice, "wall") == 0)
		static_call_update(route_clock, wall_clock);
	else
		return false;
	return true;
}

static const char *current_clock(void)
{
	return static_call_query(route_clock) == (void *)wall_clock ? "wall" : "count";
}

const struct plugin clock_plugin = {"clock", select_clock, current_clock};
