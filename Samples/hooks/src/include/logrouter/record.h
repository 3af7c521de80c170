/* SPDX-License-Identifier: Apache-2.0 */
/* A log record on its way from the parser through the hooks to the sink. */
#ifndef LOGROUTER_RECORD_H
#define LOGROUTER_RECORD_H

enum severity { SEVERITY_ERR, SEVERITY_WARN, SEVERITY_INFO, SEVERITY_DEBUG, SEVERITY_COUNT };

struct record {
	unsigned long time; /* by route_clock */
	enum severity severity;
	const char *source; /* the program or subsystem that logged it */
	const char *message;
};

const char *severity_name(enum severity severity);

/* SEVERITY_COUNT if there is none of that name. */
enum severity severity_named(const char *name);

#endif
