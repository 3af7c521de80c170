/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin owns a hook: it defines the key and knows the functions that the key may point at. */
#ifndef PLUGINS_H
#define PLUGINS_H

#include <stdbool.h>

struct plugin {
	const char *name;
	/* False if there is no such choice. `argument` may be NULL. No line is held back meanwhile. */
	bool (*select)(const char *choice, const char *argument);
	/* The name of the current choice. */
	const char *(*current)(void);
};

extern const struct plugin clock_plugin;
extern const struct plugin filter_plugin;
extern const struct plugin trace_plugin;
extern const struct plugin format_plugin;
extern const struct plugin sink_plugin;

#endif
