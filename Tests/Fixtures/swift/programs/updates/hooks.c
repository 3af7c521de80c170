#include "hooks.h"
#include <stdio.h>

int step_one(int n)
{
	return n + 1;
}

int step_two(int n)
{
	return n + 2;
}

void log_text(const char *text)
{
	printf("C logs %s\n", text);
	fflush(stdout);
}

void c_sets(int (*target)(int))
{
	static_call_update(step, target);
}

int c_steps(int n)
{
	return static_call(step)(n); // expect-site: step
}

int (*c_target(int which))(int)
{
	return which == 1 ? step_one : step_two;
}

DEFINE_STATIC_CALL(step, step_one);
DEFINE_STATIC_CALL(logger, log_text);
