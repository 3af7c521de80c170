/* Loads the plugin, lets it take the host's key over, unloads it, and does so again. */
#include <dlfcn.h>
#include <stdio.h>

#include <static_call.h>

int host_default(int n);
int host_default(int n) { return n + 1; }

DEFINE_STATIC_CALL(host_key, host_default);
EXPORT_STATIC_CALL(host_key);

static int count(const struct static_call_info *info, void *arg)
{
	(void)info;
	++*(int *)arg;
	return 0;
}

int main(void)
{
	for (int round = 0; round < 3; round++) {
		void *plugin = dlopen("./plugin.so", RTLD_NOW | RTLD_LOCAL);
		int (*call)(int), trampolines = 0;

		if (!plugin) {
			puts(dlerror());
			return 1;
		}
		call = (int (*)(int))dlsym(plugin, "plugin_call");
		static_call_for_each(count, &trampolines);
		printf("%d %d, %d trampolines\n", static_call(host_key)(1), call(1), trampolines); // expect-site: host_key
		((void (*)(void))dlsym(plugin, "plugin_enter"))();
		printf("%d %d\n", static_call(host_key)(1), call(1)); // expect-site: host_key
		static_call_update(host_key, host_default);
		printf("%d %d\n", static_call(host_key)(1), call(1)); // expect-site: host_key
		((void (*)(void))dlsym(plugin, "plugin_leave"))();
		printf("%d\n", static_call_query(host_key) == NULL);
		static_call_update(host_key, host_default);
		dlclose(plugin);
		trampolines = 0;
		static_call_for_each(count, &trampolines);
		printf("%d, %d trampolines\n", static_call(host_key)(1), trampolines); // expect-site: host_key
	}
	return 0;
}
