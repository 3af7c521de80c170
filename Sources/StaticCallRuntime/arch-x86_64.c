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
 */
#if defined(__x86_64__)
#include "static_call_runtime.h"

enum { PATCHABLE_OFFSET = 4, BRANCH_LENGTH = 5 };

#define INSTRUCTION_MASK UINT64_C(0x000000ffffffffff)
#define OPCODE_MASK UINT64_C(0xff)
#define NOPL UINT64_C(0x0000000000441f0f)
#define JMP_REL32 UINT64_C(0xe9)

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

#else
typedef int sc_arch_x86_64_is_empty_here; /* ISO C wants a declaration */
#endif
