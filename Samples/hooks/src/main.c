/* SPDX-License-Identifier: Apache-2.0 */
/*
 * logrouter - reads log records, one a line, and routes them through replaceable hooks.
 *
 *	logrouter [-r] <records
 *
 * A record is "severity source: message". A line that starts with ':' is a command:
 *
 *	:clock count|wall	:filter off|repeats|severity NAME	:trace on|off
 *	:format text|logfmt|json	:sink print|hold|discard	:status
 *
 * -r reports on stderr, at the end, how each hook was called.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/core.h"
#include "logrouter/hooks.h"

int main(int argc, char **argv)
{
	bool report = argc == 2 && strcmp(argv[1], "-r") == 0;
	struct router router = {0};
	char text[512];
	bool ok = true;

	if (argc > 1 && !report) {
		fputs("usage: logrouter [-r] <records\n", stderr);
		return 2;
	}
	while (fgets(text, sizeof(text), stdin)) {
		struct record record;

		text[strcspn(text, "\n")] = '\0';
		if (text[0] == ':') {
			ok &= run_command(&router, text + 1);
		} else if (text[0] != '\0') {
			parse_record(text, &record);
			router.lost += route(&router, &record) != 0;
		}
	}
	static_call_cond(route_flush)();

	if (report)
		report_hooks(stderr);
	return ok && fflush(stdout) == 0 && !router.lost ? EXIT_SUCCESS : EXIT_FAILURE;
}
