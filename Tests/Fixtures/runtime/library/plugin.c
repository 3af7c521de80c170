/* A plugin with a key of its own, and calls of one that the host has. */
#include <static_call.h>

static int plugin_default(int n) { return n + 100; }

int host_default(int n);
DECLARE_STATIC_CALL(host_key, host_default);
DEFINE_STATIC_CALL(plugin_key, plugin_default);

static int plugin_target(int n) { return n + 200; }

int plugin_call(int n);
void plugin_enter(void);
void plugin_leave(void);

int plugin_call(int n)
{
	return static_call(plugin_key)(n) * 1000 + static_call_mod(host_key)(n); // expect-site: plugin_key, host_key
}

void plugin_enter(void)
{
	static_call_update(host_key, plugin_target);
	static_call_update(plugin_key, plugin_target);
}

void plugin_leave(void)
{
	static_call_update(host_key, NULL);
}
