/* SPDX-License-Identifier: Apache-2.0 */
/* Commands, which arrive between records: the hooks change while the router runs. */
#include <string.h>

#include "../include/logrouter/hooks.h"
#include "core.h"
#include "plugins/plugins.h"

static const struct plugin *const plugins[] = {
	&clock_plugin, &filter_plugin, &trace_plugin, &format_plugin, &sink_plugin,
};

enum { PLUGIN_COUNT = sizeof(plugins) / sizeof(plugins[0]) };

static void print_status(const struct router *router)
{
	printf("# %lu kept, %lu dropped, %lu lost at %lu;", router->kept, router->dropped, router->lost,
	       route_now());
	for (size_t i = 0; i < PLUGIN_COUNT; i++)
		printf(" %s=%s", plugins[i]->name, plugins[i]->current());
	putchar('\n');
}

bool run_command(const struct router *router, char *text)
{
	const char *name = strtok(text, " ");
	const char *choice = strtok(NULL, " ");
	const char *argument = strtok(NULL, " ");

	/*
	 * What a sink holds back was logged before this command, so it comes out before. With no such
	 * sink the hook is NULL, and a call of a NULL hook does nothing: there is no test to forget.
	 */
	static_call(route_flush)();

	if (!name) {
		fputs("logrouter: a command is missing\n", stderr);
		return false;
	}
	if (strcmp(name, "status") == 0) {
		print_status(router);
		return true;
	}
	for (size_t i = 0; i < PLUGIN_COUNT; i++) {
		if (strcmp(plugins[i]->name, name) == 0 && choice && plugins[i]->select(choice, argument))
			return true;
	}
	fprintf(stderr, "logrouter: cannot do: %s %s\n", name, choice ? choice : "");
	return false;
}
