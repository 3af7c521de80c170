#include "hooks.h"
#include <stdio.h>

int add_one(int n) { return n + 1; }
int apply(int n, int (*first)(int), int (*second)(int)) { return second(first(n)); }
const char *name_of(int n) { return n == 1 ? "one" : n == 2 ? "two" : 0; }
struct pair *lookup(int n)
{
	static struct pair only = {3, 4};

	return n ? &only : 0;
}
void note(int n)
{
	printf("note %d\n", n);
	fflush(stdout);
}

DEFINE_STATIC_CALL(next, add_one);
DEFINE_STATIC_CALL(applied, apply);
DEFINE_STATIC_CALL(naming, name_of);
DEFINE_STATIC_CALL(finder, lookup);
DEFINE_STATIC_CALL_NULL(on_note, note);
DEFINE_STATIC_CALL(class, add_one);
