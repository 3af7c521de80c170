/* SPDX-License-Identifier: Apache-2.0 */
/* Watches every record, dropped ones too. Off, the hook is NULL, and the call is a jump to `ret`. */
#include <stdio.h>
#include <string.h>

#include <logrouter/hooks.h>

#include "plugins.h"

static unsigned long kept[SEVERITY_COUNT], dropped[SEVERITY_COUNT];

static void trace_counts(const struct record *record, bool was_dropped)
{
	(was_dropped ? dropped : kept)[record->severity]++;
}

DEFINE_STATIC_CALL_NULL(route_trace, trace_fn);

static void print_counts(void)
{
	printf("# traced until %lu:", route_now());
	for (enum severity severity = SEVERITY_ERR; severity < SEVERITY_COUNT; severity++)
		printf(" %s %lu+%lu", severity_name(severity), kept[severity], dropped[severity]);
	putchar('\n');
}

static bool select_trace(const char *choice, const char *argument)
{
	(void)argument;
	if (strcmp(choice, "on") == 0) {
		memset(kept, 0, sizeof(kept));
		memset(dropped, 0, sizeof(dropped));
		static_call_update(route_trace, trace_counts);
	} else if (strcmp(choice, "off") == 0) {
		if (static_call_query(route_trace))
			print_counts();
		static_call_update(route_trace, NULL);
	} else {
		return false;
	}
	return true;
}

static const char *current_trace(void)
{
	return static_call_query(route_trace) ? "on" : "off";
}

const struct plugin trace_plugin = {"trace", select_trace, current_trace};
