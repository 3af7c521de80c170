/* SPDX-License-Identifier: Apache-2.0 */
/* The hot path: what happens to every record. Rewritten, it has no indirect call left. */
#include <logrouter/hooks.h>

#include "core.h"

int route(struct router *router, struct record *record)
{
	bool dropped;
	size_t length;

	record->time = route_now();
	dropped = static_call(route_filter)(record);
	static_call_cond(route_trace)(record, dropped);
	if (dropped) {
		router->dropped++;
		return 0;
	}

	router->kept++;
	length = static_call(route_format)(router->line, sizeof(router->line), record);
	/* a tail call: optimized and rewritten, this is a jump that the sink returns from */
	return static_call(route_sink)(router->line, length);
}
