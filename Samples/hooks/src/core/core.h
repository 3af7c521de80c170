/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_H
#define CORE_H

#include <stdbool.h>
#include <stdio.h>

#include <logrouter/record.h>

struct router {
	unsigned long kept;
	unsigned long dropped;
	unsigned long lost;
	char line[512]; /* the record being written */
};

/* Splits "severity source: message" in place. Any other line is a message of unknown source. */
void parse_record(char *text, struct record *record);

/* Sends one record through the hooks. Returns 0, or -1 where the sink lost it. */
int route(struct router *router, struct record *record);

/* Carries out "name choice argument". Returns false, having said why, if that makes no sense. */
bool run_command(const struct router *router, char *text);

/* How each hook is called in this build and process: patched, or through its key. */
void report_hooks(FILE *stream);

#endif
