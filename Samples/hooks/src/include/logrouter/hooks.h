/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hooks on the path of a record: six functions, each chosen at run time and changed rarely, each
 * called for every record. A function pointer would do; a static call costs a direct call instead.
 *
 *	clock -> filter -> trace -> format -> sink, and now and then flush
 */
#ifndef LOGROUTER_HOOKS_H
#define LOGROUTER_HOOKS_H

#include <stdbool.h>
#include <stddef.h>

#include <static_call.h>

#include "record.h"

typedef unsigned long clock_fn(void);
typedef bool filter_fn(const struct record *record);
typedef void trace_fn(const struct record *record, bool dropped);
typedef size_t format_fn(char *line, size_t size, const struct record *record);
typedef int sink_fn(const char *line, size_t length);
typedef void flush_fn(void);

DECLARE_STATIC_CALL(route_clock, clock_fn);
DECLARE_STATIC_CALL(route_filter, filter_fn); /* true: drop the record; RET0 keeps them all */
DECLARE_STATIC_CALL(route_trace, trace_fn);   /* NULL while nobody watches */
DECLARE_STATIC_CALL(route_format, format_fn); /* returns the line's length */
DECLARE_STATIC_CALL(route_sink, sink_fn);     /* returns 0, or -1 where the line is lost */
DECLARE_STATIC_CALL(route_flush, flush_fn);   /* NULL where the sink keeps nothing back */

/* Inlined wherever the time is taken, so every object that uses it has a call site of its own. */
static inline unsigned long route_now(void)
{
	return static_call(route_clock)();
}

#endif
