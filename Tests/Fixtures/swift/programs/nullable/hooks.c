#include "hooks.h"
#include <stdio.h>

void watch(int n)
{
	printf("C watches %d\n", n);
	fflush(stdout);
}

int count(int n)
{
	return n + 1;
}

void c_watches(int n)
{
	static_call_cond(watcher)(n); // expect-site: watcher
}

int c_updates(void)
{
	static_call_update(watcher, watch);
	return static_call_query(watcher) == watch;
}

DEFINE_STATIC_CALL_NULL(watcher, watch);
DEFINE_STATIC_CALL_NULL(counter, count);
DEFINE_STATIC_CALL_RET0(namer, name);
DEFINE_STATIC_CALL_RET0(gate, allowed);
