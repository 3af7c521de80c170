/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where lines go: printed at once, held back to be printed together, or discarded. Only the sink
 * that holds lines back has something to flush, so it owns route_flush, too.
 */
#include <stdio.h>
#include <string.h>

#include <logrouter/hooks.h>

#include "plugins.h"

static int print_line(const char *line, size_t length)
{
	return fwrite(line, 1, length, stdout) == length && putchar('\n') != EOF ? 0 : -1;
}

static int discard_line(const char *line, size_t length)
{
	(void)line;
	(void)length;
	return 0;
}

static char held[1024];
static size_t held_length;
static unsigned int held_lines;

static void print_held(void)
{
	if (held_lines)
		printf("# %u held back\n%.*s", held_lines, (int)held_length, held);
	held_length = 0;
	held_lines = 0;
}

static int hold_line(const char *line, size_t length)
{
	if (length + 1 > sizeof(held))
		return -1;
	if (length + 1 > sizeof(held) - held_length)
		print_held();
	memcpy(held + held_length, line, length);
	held[held_length + length] = '\n';
	held_length += length + 1;
	held_lines++;
	return 0;
}

DEFINE_STATIC_CALL(route_sink, print_line);
DEFINE_STATIC_CALL_NULL(route_flush, flush_fn);

static bool select_sink(const char *choice, const char *argument)
{
	(void)argument;
	if (strcmp(choice, "print") == 0) {
		static_call_update(route_sink, print_line);
		static_call_update(route_flush, NULL);
	} else if (strcmp(choice, "hold") == 0) {
		static_call_update(route_flush, print_held);
		static_call_update(route_sink, hold_line);
	} else if (strcmp(choice, "discard") == 0) {
		static_call_update(route_sink, discard_line);
		static_call_update(route_flush, NULL);
	} else {
		return false;
	}
	return true;
}

static const char *current_sink(void)
{
	void *sink = static_call_query(route_sink);

	if (sink == (void *)hold_line)
		return "hold";
	return sink == (void *)discard_line ? "discard" : "print";
}

const struct plugin sink_plugin = {"sink", select_sink, current_sink};
