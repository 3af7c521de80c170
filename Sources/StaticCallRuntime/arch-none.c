/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any other CPU: no patchable form. Rows report STATIC_CALL_NO_ARCH and the keys alone decide.
 */
#if !defined(__x86_64__) && !defined(__aarch64__)
#include "static_call_runtime.h"

sc_word *sc_arch_word(void *tramp)
{
	(void)tramp;
	return NULL;
}

bool sc_arch_is_ours(sc_word word)
{
	(void)word;
	return false;
}

sc_word sc_arch_fall_through(sc_word word)
{
	return word;
}

bool sc_arch_branch(sc_word word, const sc_word *at, const void *to, sc_word *result)
{
	(void)word, (void)at, (void)to, (void)result;
	return false;
}

struct sc_code sc_arch_site(const unsigned char *at, unsigned flags, const void *aim,
			    const void *tramp, const struct static_call_specials *own)
{
	(void)at, (void)flags, (void)aim, (void)tramp, (void)own;
	return (struct sc_code){0, 0};
}

unsigned sc_arch_site_flags(const unsigned char *at)
{
	(void)at;
	return 0;
}

struct sc_code sc_arch_guard(enum sc_guard guard)
{
	(void)guard;
	return (struct sc_code){0, 0};
}

#else
typedef int sc_arch_none_is_empty_here; /* ISO C wants a declaration */
#endif
