#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

int plain(int n);
DECLARE_STATIC_CALL(step, plain);

#endif
