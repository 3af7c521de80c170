/* SPDX-License-Identifier: Apache-2.0 */
/*
 * No system underneath (-ffreestanding): what is the same for most kernels and firmware. What nobody else can
 * know they bring themselves, see static_call_runtime.h:
 *
 *	sc_platform_write_text()			writes text
 *	sc_platform_sync_cores()			synchronises cores
 *	sc_platform_lock(), sc_platform_unlock()	locks
 *
 * and say in __static_call_unit where text and the notes are before they register it. What stands here is weak, so
 * that they can do better: sc_platform_allocate() is wanted for tables of sites, and on x86-64 sc_platform_can_sync()
 * with the two around guards, which keep interrupts off, for sites that one store cannot change.
 */
#if !__STDC_HOSTED__
#include "static_call_runtime.h"

#define SC_REPLACEABLE __attribute__((weak))

SC_REPLACEABLE enum static_call_state sc_platform_wish(void)
{
	return STATIC_CALL_PATCHED;
}

SC_REPLACEABLE bool sc_platform_may_trap(void)
{
	return false;
}

SC_REPLACEABLE bool sc_platform_can_sync(void)
{
	return false; /* so no guard is ever set */
}

SC_REPLACEABLE void sc_platform_program(struct static_call_unit *unit,
					void (*visit)(struct static_call_unit *,
						      const struct sc_notes *))
{
	(void)unit, (void)visit;
}

SC_REPLACEABLE void *sc_platform_allocate(size_t size)
{
	(void)size;
	return NULL;
}

SC_REPLACEABLE void sc_platform_free(void *memory, size_t size)
{
	(void)memory, (void)size;
}

SC_REPLACEABLE enum sc_guard sc_platform_begin_guard(void)
{
	return SC_GUARD_SPIN;
}

SC_REPLACEABLE void sc_platform_end_guard(enum sc_guard guard)
{
	(void)guard;
}

SC_REPLACEABLE void sc_platform_drain_traps(void)
{
}

SC_REPLACEABLE unsigned long sc_platform_traps(bool *in_use)
{
	*in_use = false;
	return 0;
}

#else
typedef int sc_platform_freestanding_is_empty_here; /* ISO C wants a declaration */
#endif
