#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

int twice(int n);
void note(int n);

DECLARE_STATIC_CALL(doubler, twice);
DECLARE_STATIC_CALL(noter, note);

#endif
