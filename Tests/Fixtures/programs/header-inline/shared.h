#ifndef SHARED_H
#define SHARED_H

#include <static_call.h>

int plus_one(int n);

DECLARE_STATIC_CALL(step, plus_one);

/* Two units include this site: it is one place in the source and several in the objects. */
static inline int two_steps(int n)
{
	return static_call(step)(static_call(step)(n)); // expect-site: step, step
}

int left(int n);
int right(int n);

#endif
