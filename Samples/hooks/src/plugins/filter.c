/* SPDX-License-Identifier: Apache-2.0 */
/* Filters return true for a record to drop. No filter is "return 0", not a test in the hot path. */
#include <stdio.h>
#include <string.h>

#include <logrouter/hooks.h>
#include <plugins/plugins.h>

static enum severity threshold;

static bool filter_severity(const struct record *record)
{
	return record->severity > threshold;
}

static char last_message[256];

static bool filter_repeats(const struct record *record)
{
	bool repeated = strncmp(record->message, last_message, sizeof(last_message) - 1) == 0;

	if (!repeated)
		snprintf(last_message, sizeof(last_message), "%s", record->message);
	return repeated;
}

DEFINE_STATIC_CALL_RET0(route_filter, filter_fn);

static bool select_filter(const char *choice, const char *argument)
{
	if (strcmp(choice, "off") == 0) {
		static_call_update(route_filter, __static_call_return0);
	} else if (strcmp(choice, "repeats") == 0) {
		last_message[0] = '\0';
		static_call_update(route_filter, filter_repeats);
	} else if (strcmp(choice, "severity") == 0) {
		enum severity wanted = argument ? severity_named(argument) : SEVERITY_COUNT;

		if (wanted == SEVERITY_COUNT)
			return false;
		threshold = wanted; /* first the data, then the function that reads it */
		static_call_update(route_filter, filter_severity);
	} else {
		return false;
	}
	return true;
}

static const char *current_filter(void)
{
	void *filter = static_call_query(route_filter);

	if (filter == (void *)filter_severity)
		return "severity";
	return filter == (void *)filter_repeats ? "repeats" : "off";
}

const struct plugin filter_plugin = {"filter", select_filter, current_filter};
