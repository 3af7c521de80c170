/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core.h"

static const char *const severity_names[SEVERITY_COUNT] = {
	[SEVERITY_ERR] = "err",
	[SEVERITY_WARN] = "warn",
	[SEVERITY_INFO] = "info",
	[SEVERITY_DEBUG] = "debug",
};

const char *severity_name(enum severity severity)
{
	return severity_names[severity];
}

enum severity severity_named(const char *name)
{
	enum severity severity = SEVERITY_ERR;

	while (severity < SEVERITY_COUNT && strcmp(severity_names[severity], name) != 0)
		severity++;
	return severity;
}

void parse_record(char *text, struct record *record)
{
	char *source = strchr(text, ' ');
	char *message = source ? strstr(source, ": ") : NULL;

	*record = (struct record){.severity = SEVERITY_INFO, .source = "?", .message = text};
	if (!message)
		return;

	*source = '\0';
	record->severity = severity_named(text);
	if (record->severity == SEVERITY_COUNT) {
		*source = ' ';
		record->severity = SEVERITY_INFO;
		return;
	}
	*message = '\0';
	record->source = source + 1;
	record->message = message + 2;
}
