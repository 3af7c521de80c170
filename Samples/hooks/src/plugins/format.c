/* SPDX-License-Identifier: Apache-2.0 */
/* How a record looks as a line: for people, as JSON, or as logfmt's key=value pairs. */
#include <stdio.h>
#include <string.h>

#include "include/logrouter/hooks.h"
#include "plugins.h"

/* What snprintf() wrote, which is less than what it wanted to write if the line was too short. */
static size_t written(int wanted, size_t size)
{
	if (wanted < 0)
		return 0;
	return (size_t)wanted < size ? (size_t)wanted : size - 1;
}

static size_t format_text(char *line, size_t size, const struct record *record)
{
	int wanted = snprintf(line, size, "%4lu %-5s %s: %s", record->time,
			      severity_name(record->severity), record->source, record->message);

	return written(wanted, size);
}

static size_t format_logfmt(char *line, size_t size, const struct record *record)
{
	int wanted = snprintf(line, size, "t=%lu level=%s source=%s msg=\"%s\"", record->time,
			      severity_name(record->severity), record->source, record->message);

	return written(wanted, size);
}

/* `text` with quotes and backslashes escaped; what does not fit is left out. */
static void escape(char *to, size_t size, const char *text)
{
	for (; *text && size > 2; text++) {
		if (*text == '"' || *text == '\\') {
			*to++ = '\\';
			size--;
		}
		*to++ = *text;
		size--;
	}
	*to = '\0';
}

static size_t format_json(char *line, size_t size, const struct record *record)
{
	char source[64], message[256];
	int wanted;

	escape(source, sizeof(source), record->source);
	escape(message, sizeof(message), record->message);
	wanted = snprintf(line, size, "{\"t\":%lu,\"level\":\"%s\",\"source\":\"%s\",\"msg\":\"%s\"}",
			  record->time, severity_name(record->severity), source, message);
	return written(wanted, size);
}

DEFINE_STATIC_CALL(route_format, format_text);

static const struct {
	const char *name;
	format_fn *format;
} formats[] = {
	{"text", format_text},
	{"logfmt", format_logfmt},
	{"json", format_json},
};

enum { FORMAT_COUNT = sizeof(formats) / sizeof(formats[0]) };

static bool select_format(const char *choice, const char *argument)
{
	(void)argument;
	for (size_t i = 0; i < FORMAT_COUNT; i++) {
		if (strcmp(formats[i].name, choice) == 0) {
			static_call_update(route_format, formats[i].format);
			return true;
		}
	}
	return false;
}

static const char *current_format(void)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++) {
		if (static_call_query(route_format) == (void *)formats[i].format)
			return formats[i].name;
	}
	return "?";
}

const struct plugin format_plugin = {"format", select_format, current_format};
