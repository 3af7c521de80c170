/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AArch64. What is odd about this CPU: only a few instructions may replace one another while
 * another core executes them, B and NOP among them (Arm ARM, B2.2.5, "Concurrent modification and
 * execution of instructions"). The generated trampoline has one such place, behind its landing pad:
 *
 *	+0	bti c
 *	+4	nop			<- or b target, which reaches 128 MiB either way
 *	+8	adrp x16, :got:key
 *	...	ldr, ldr, br x16
 *
 * A branch from `br x16` may land on `bti c` (Arm ARM, D8, BTYPE), and x16 belongs to linkers and
 * veneers (AAPCS64, 6.1.1), so callers do not notice the detour.
 *
 * A site is `bl` or, where nothing follows, `b`; a call of a NULL key is a nop. All else would not be
 * of the instructions named above: RET0, and a jump of a NULL key, branch to functions of this program.
 */
#if defined(__aarch64__)
#include "static_call_runtime.h"

enum { PATCHABLE_OFFSET = 4 };

#define NOP UINT32_C(0xd503201f)
#define B UINT32_C(0x14000000)
#define LINK UINT32_C(0x80000000) /* makes it bl */
#define B_MASK UINT32_C(0xfc000000)
#define REACH (INT64_C(1) << 27)

sc_word *sc_arch_word(void *tramp)
{
	return (sc_word *)((uintptr_t)tramp + PATCHABLE_OFFSET); /* instructions are aligned */
}

bool sc_arch_is_ours(sc_word word)
{
	return word == NOP || (word & B_MASK) == B;
}

sc_word sc_arch_fall_through(sc_word word)
{
	(void)word; /* the instruction is the whole word */
	return NOP;
}

bool sc_arch_branch(sc_word word, const sc_word *at, const void *to, sc_word *result)
{
	int64_t distance = (int64_t)((uintptr_t)to - (uintptr_t)at);

	(void)word;
	if (distance < -REACH || distance >= REACH || (distance & 3))
		return false;
	*result = B | ((uint32_t)(distance >> 2) & ~B_MASK);
	return true;
}

struct sc_code sc_arch_site(const unsigned char *at, unsigned flags, const void *aim,
			    const void *tramp, const struct static_call_specials *own)
{
	const sc_word *word = (const sc_word *)(uintptr_t)at;
	bool tail = flags & SC_SITE_TAIL;
	sc_word branch = 0;

	if ((uintptr_t)at % sizeof(sc_word)) /* no instruction */
		return (struct sc_code){0, 0};
	if (aim == own->nop && !tail)
		return (struct sc_code){NOP, sizeof(sc_word)};
	if (!sc_arch_branch(0, word, aim, &branch))
		sc_arch_branch(0, word, tramp, &branch);
	return (struct sc_code){branch | (tail ? 0 : LINK), sizeof(sc_word)};
}

unsigned sc_arch_site_flags(const unsigned char *at)
{
	(void)at; /* no compiler makes conditional branches to trampolines: they reach 1 MiB */
	return 0;
}

struct sc_code sc_arch_guard(enum sc_guard guard)
{
	(void)guard;
	return (struct sc_code){0, 0}; /* an instruction is a word */
}

#else
typedef int sc_arch_aarch64_is_empty_here; /* ISO C wants a declaration */
#endif
