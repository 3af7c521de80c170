#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

struct pair {
	int left, right;
};

int add_one(int n);
int apply(int n, int (*first)(int), int (*second)(int));
const char *name_of(int n);
struct pair *lookup(int n);
void note(int n);

DECLARE_STATIC_CALL(next, add_one);
DECLARE_STATIC_CALL(applied, apply);
DECLARE_STATIC_CALL(naming, name_of);
DECLARE_STATIC_CALL(finder, lookup);
DECLARE_STATIC_CALL(on_note, note);
DECLARE_STATIC_CALL(class, add_one); /* a keyword of Swift */

#endif
