/* Stands in for the generated trampolines: one(n) is n + 1, two() does nothing. */
	.section .text.stubs, "ax", %progbits
	.globl __SCT__one, __SCT__two
	.hidden __SCT__one, __SCT__two
	.type __SCT__one, %function
	.type __SCT__two, %function
	.p2align 4
__SCT__one:
#ifdef __x86_64__
	leal 1(%rdi), %eax
#else
	add w0, w0, #1
#endif
	ret
	.p2align 4
__SCT__two:
	ret
	.section .note.GNU-stack, "", %progbits
