#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

long weigh(long n);
DECLARE_STATIC_CALL(weight, weigh);
long c_weight(long n);

#endif
