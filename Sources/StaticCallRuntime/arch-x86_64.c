/* SPDX-License-Identifier: Apache-2.0 */
/*
 * x86-64. What is odd about this CPU: instructions have any length, so an instruction can straddle
 * the unit that a store replaces atomically. The generated trampoline therefore starts 4 bytes
 * into a 16-byte line, and its patchable instruction, behind the ENDBR64, is the first 5 bytes of
 * an aligned 8-byte word:
 *
 *	+0	f3 0f 1e fa		endbr64
 *	+4	0f 1f 44 00 00		nopl 0(%rax,%rax)	<- or e9 rel32: jmp target
 *	+9	4c 8b 1d ...		movq key@GOTPCREL(%rip), %r11
 *	+16	41 ff 23		jmpq *(%r11)
 *
 * A store of that word changes exactly one instruction; the three bytes behind it stay the same.
 * Encodings: Intel SDM vol. 2 (JMP, NOP). Cross-modifying code: SDM vol. 3, 9.1.3; the word is
 * within one cache line, and the platform seam serialises the other cores after the store.
 *
 * Sites stand where the compiler put them:
 *
 *	call	e8 rel32	NULL: 0f 1f 44 00 00 (nopl)	RET0: 2e 2e 2e 31 c0 (xorl %eax, %eax)
 *	tail	e9 rel32	NULL: c3 cc cc cc cc (ret)	RET0: a jump to this program's return0
 *	0f 8x rel32		NULL, RET0: a jump to this program's nop or return0
 *
 * One store does where the instruction lies in one aligned word, or all of its distance does: HotSpot relies on
 * the same for its calls. So a call whose opcode is a word's last byte keeps
 * that opcode, and calls nop or return0; it then never needs a guard. The others, which begin 4 to 6 bytes
 * (conditional ones: 3 to 5) into a word, do: int3 or a jump to itself, which is two bytes
 * within one word there.
 */
#if defined(__x86_64__)
#include "static_call_runtime.h"

enum { PATCHABLE_OFFSET = 4, BRANCH_LENGTH = 5 };

#define INSTRUCTION_MASK UINT64_C(0x000000ffffffffff)
#define OPCODE_MASK UINT64_C(0xff)
#define NOPL UINT64_C(0x0000000000441f0f)
#define JMP_REL32 UINT64_C(0xe9)
#define CALL_REL32 UINT64_C(0xe8)

sc_word *sc_arch_word(void *tramp)
{
	uintptr_t at = (uintptr_t)tramp + PATCHABLE_OFFSET;

	/* a linker script may have undone the alignment that makes a store atomic */
	return at % sizeof(sc_word) ? NULL : (sc_word *)at;
}

bool sc_arch_is_ours(sc_word word)
{
	bool nop = (word & INSTRUCTION_MASK) == NOPL;
	bool jmp = (word & OPCODE_MASK) == JMP_REL32;

	/* the bytes behind are not looked at: linkers may relax the movq to a leaq or movq $imm32 */
	return nop || jmp;
}

sc_word sc_arch_fall_through(sc_word word)
{
	return (word & ~INSTRUCTION_MASK) | NOPL;
}

bool sc_arch_branch(sc_word word, const sc_word *at, const void *to, sc_word *result)
{
	int64_t distance = (int64_t)((uintptr_t)to - ((uintptr_t)at + BRANCH_LENGTH));

	if (distance != (int32_t)distance)
		return false;
	*result = (word & ~INSTRUCTION_MASK) | ((uint64_t)(uint32_t)distance << 8) | JMP_REL32;
	return true;
}

static bool rel32(const unsigned char *at, unsigned length, const void *to, uint64_t *result)
{
	int64_t distance = (int64_t)((uintptr_t)to - ((uintptr_t)at + length));

	*result = (uint32_t)distance;
	return distance == (int32_t)distance;
}

struct sc_code sc_arch_site(const unsigned char *at, unsigned flags, const void *aim,
			    const void *tramp, const struct static_call_specials *own)
{
	bool tail = flags & SC_SITE_TAIL, keeps_opcode = (uintptr_t)at % sizeof(sc_word) == 7;
	uint64_t distance;

	if (flags & SC_SITE_CONDITIONAL) {
		uint64_t condition = flags >> SC_SITE_CONDITION & 15;

		if (!rel32(at, 6, aim, &distance))
			rel32(at, 6, tramp, &distance);
		return (struct sc_code){distance << 16 | (0x80 | condition) << 8 | 0x0f, 6};
	}
	if (aim == own->nop && !keeps_opcode)
		return (struct sc_code){tail ? UINT64_C(0xccccccccc3) : NOPL, BRANCH_LENGTH};
	if (aim == own->return0 && !keeps_opcode && !tail)
		return (struct sc_code){UINT64_C(0xc0312e2e2e), BRANCH_LENGTH};
	if (!rel32(at, BRANCH_LENGTH, aim, &distance))
		rel32(at, BRANCH_LENGTH, tramp, &distance);
	return (struct sc_code){distance << 8 | (tail ? JMP_REL32 : CALL_REL32), BRANCH_LENGTH};
}

unsigned sc_arch_site_flags(const unsigned char *at)
{
	if (at[0] != 0x0f || (at[1] & 0xf0) != 0x80)
		return 0;
	return SC_SITE_CONDITIONAL | (unsigned)(at[1] & 15) << SC_SITE_CONDITION;
}

struct sc_code sc_arch_guard(enum sc_guard guard)
{
	if (guard == SC_GUARD_TRAP)
		return (struct sc_code){0xcc, 1}; /* int3 */
	return (struct sc_code){0xfeeb, 2}; /* jmp . */
}

#else
typedef int sc_arch_x86_64_is_empty_here; /* ISO C wants a declaration */
#endif
