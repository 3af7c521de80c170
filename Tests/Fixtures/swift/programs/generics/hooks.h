#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

int add(int a, int b);
unsigned long mix(unsigned long seed, const void *bytes, unsigned long count);

DECLARE_STATIC_CALL(adder, add);
DECLARE_STATIC_CALL(mixer, mix);

#endif
