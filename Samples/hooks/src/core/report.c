/* SPDX-License-Identifier: Apache-2.0 */
#include <static_call.h>

#include "core.h"

static const char *describe(enum static_call_state state)
{
	switch (state) {
	case STATIC_CALL_PATCHED:
		return "direct";
	case STATIC_CALL_OUT_OF_REACH:
		return "through its key: the target is too far away for one branch";
	case STATIC_CALL_TEXT_LOCKED:
		return "through its key: the system keeps text read-only";
	case STATIC_CALL_OFF:
		return "through its key: STATIC_CALL_PATCH=off";
	case STATIC_CALL_NO_ARCH:
		return "through its key: this CPU's code cannot be patched";
	case STATIC_CALL_FOREIGN_CODE:
		return "unknown: another tool has changed the trampoline";
	case STATIC_CALL_NO_MEMORY: /* of sites alone, these two */
	case STATIC_CALL_NO_SYNC:
		return "through its trampoline";
	case STATIC_CALL_STALE:
		return "stale: the system locked text after it was patched";
	}
	return "unknown";
}

struct report {
	FILE *stream;
	unsigned int hooks;
	unsigned int direct;
};

static int report_hook(const struct static_call_info *info, void *arg)
{
	struct report *report = arg;

	report->hooks++;
	report->direct += info->state == STATIC_CALL_PATCHED;
	fprintf(report->stream, "  %-14s %s%s\n", info->name, describe(info->state),
		info->func ? "" : " (NULL)");
	return 0;
}

void report_hooks(FILE *stream)
{
	struct report report = {.stream = stream};

	static_call_for_each(report_hook, &report);
	if (report.hooks)
		fprintf(stream, "%u of %u hooks are called directly\n", report.direct, report.hooks);
	else
		fputs("no trampolines: this build calls every hook through its key\n", stream);
}
