#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

void watch(int n);
int count(int n);
const char *name(int n);
_Bool allowed(int n);
void c_watches(int n);
int c_updates(void);

DECLARE_STATIC_CALL(watcher, watch);
DECLARE_STATIC_CALL(counter, count);
DECLARE_STATIC_CALL(namer, name);
DECLARE_STATIC_CALL(gate, allowed);

#endif
