#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

typedef int handle_fn(int);

DECLARE_STATIC_CALL(first, handle_fn);
DECLARE_STATIC_CALL(second, handle_fn);

void first_select(int other);
void second_select(int other);

#endif
