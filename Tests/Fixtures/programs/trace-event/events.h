/* Read four times, as include/trace/define_trace.h has it: a guard that a second reading passes. */
#if !defined(EVENTS_H) || defined(EVENTS_MULTI_READ)
#define EVENTS_H

#include "event.h"

EVENT(entry,
	PROTO(int cpu, int why),
	ARGS(cpu, why),
	FIELDS(
		FIELD(int, rip)
		FIELD(int, why)
	),
	ASSIGN(
		entry->rip = static_call(get_rip)(cpu); // expect-site: get_rip
		entry->why = why;
		static_call_cond(on_entry)(&entry->why); // expect-site: on_entry
	),
	PRINT("rip %d, why %d", entry->rip, entry->why)
);

EVENT(leave,
	PROTO(int cpu),
	ARGS(cpu),
	FIELDS(
		FIELD(int, rip)
	),
	ASSIGN(entry->rip = -static_call(get_rip)( // expect-site: get_rip
		       static_call(get_rip)(cpu));), // expect-site: get_rip
	PRINT("rip %d", entry->rip)
);

#endif
