/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calls.c - the calls that are timed, in one of two forms: static calls (and, compiled with direct.h, plain calls in
 * the very same places), or, with -DPOINTERS, calls through pointers.
 */
#include "calls.h"

#include <static_call.h>

#include "targets.h"

#ifdef POINTERS
#define POINTER(n) long (*pointer_##n)(long) = target_##n;
#define CALL(n) x = pointer_##n(x);
void (*hook)(long);
#define HOOK(x)                                                                                    \
	if (hook)                                                                                  \
	hook(x)
EACH_TARGET(POINTER)
#else
#define KEY(n) DEFINE_STATIC_CALL(k##n, target_##n);
#define CALL(n) x = static_call(k##n)(x);
DEFINE_STATIC_CALL_NULL(hook, void(long));
#define HOOK(x) static_call_cond(hook)(x)
EACH_TARGET(KEY)
#endif

long call_one(long x, long count)
{
	for (long i = 0; i < count; i++)
		CALL(00)
	return x;
}

long call_many(long x, long count)
{
	for (long i = 0; i < count; i++) {
#include "many.h"
	}
	return x;
}

long call_null(long x, long count)
{
	for (long i = 0; i < count; i++) {
		HOOK(x);
		__asm__ volatile("" : "+r"(x)); /* or the loop without a hook would be none */
	}
	return x;
}
