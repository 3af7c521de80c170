/* Not rewritten: two plugins come and go, and leave its handler of SIGTRAP as it was. */
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static void handle(int signal)
{
	(void)signal;
	puts("handled");
}

static atomic_int is_ready;

static void *rest(void *unused)
{
	is_ready = 1;
	for (;;)
		pause();
	return unused;
}

int main(void)
{
	const char *names[] = {"./one.so", "./two.so"};
	void *plugins[2];
	pthread_t thread;
	int i;

	signal(SIGTRAP, handle);
	pthread_create(&thread, NULL, rest, NULL);
	while (!is_ready) /* a thread that is only beginning blocks all signals */
		usleep(1000);
	for (i = 0; i < 2; i++) {
		plugins[i] = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
		if (!plugins[i]) {
			puts(dlerror());
			return 2;
		}
		printf("%d\n", ((int (*)(void))dlsym(plugins[i], "run"))());
	}
	for (i = 0; i < 2; i++) {
		raise(SIGTRAP);
		dlclose(plugins[i]);
	}
	raise(SIGTRAP);
	return 0;
}
