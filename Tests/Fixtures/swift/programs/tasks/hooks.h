#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

int work(int n);
void tell(int n);

DECLARE_STATIC_CALL(worker, work);
DECLARE_STATIC_CALL(teller, tell);

#endif
