/*
 * Loads the library, updates keys on both sides at once, and compares what calls reach in each. The
 * host is built rewritten or not, the library likewise, linked in every way that multiplies the
 * runtime or hides its symbols.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#include "hooks.h"

int first(int n) { return n + 1; }
int second(int n) { return n + 2; }
int third(int n) { return n + 3; }

DEFINE_STATIC_CALL(host_key, first);

static const int rounds = 20000;

static void *flip(void *library)
{
	((void (*)(int))dlsym(library, "library_flip"))(rounds);
	return NULL;
}

/* Asks the loader, which may be waiting for the runtime, about a target. */
static int look(const struct static_call_info *info, void *arg)
{
	Dl_info where;

	(void)arg;
	return info->func && dladdr(info->func, &where) < 0;
}

static void *look_on(void *arg)
{
	for (int i = 0; i < 200; i++)
		static_call_for_each(look, arg);
	return NULL;
}

int main(int argc, char **argv)
{
	void *library = dlopen(argv[argc - 1], RTLD_NOW | RTLD_LOCAL);
	pthread_t thread;
	int (*call)(int);

	if (!library) {
		puts(dlerror());
		return 2;
	}
	call = (int (*)(int))dlsym(library, "library_call");
	printf("first: %d\n", call(0));
	static_call_update(host_key, second);
	printf("second: %d %d\n", call(0), static_call(host_key)(0));

	pthread_create(&thread, NULL, flip, library);
	for (int i = 0; i < rounds; i++) {
		static_call_update(host_key, first);
		static_call_update(host_key, third);
	}
	pthread_join(thread, NULL);
	printf("flipped: %d %d\n", call(0), static_call(host_key)(0));

	((void (*)(void))dlsym(library, "library_clear_host_key"))();
	printf("cleared: %d\n", static_call_query(host_key) == NULL);
	static_call_update(host_key, __static_call_return0);
	printf("return 0: %d\n", static_call_query(host_key) == (void *)__static_call_return0);

	pthread_create(&thread, NULL, look_on, NULL);
	((void (*)(void))dlsym(library, "library_clear_host_key"))();
	dlclose(library);
	for (int i = 0; i < 200; i++)
		if ((library = dlopen(argv[argc - 1], RTLD_NOW)))
			dlclose(library);
	pthread_join(thread, NULL);
	static_call(host_key)(0); /* NULL, set by a library that is gone */
	puts("done");
	return 0;
}
