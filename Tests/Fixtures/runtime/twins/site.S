	.text
	.globl	site
	.hidden	site
	.p2align 3
	.skip	4, 0
site:
#ifdef __x86_64__
	.byte	0x66, 0x90
9:	jmp	__SCT__hook
#else
9:	b	__SCT__hook
#endif
	.pushsection .note.static_call, "a", %note
	.p2align 2
	.long	12, 8, 1
	.asciz	"static_call"
	.long	9b - .
	.long	__SCT__hook + 1 - .
	.popsection
	.section .note.GNU-stack, "", %progbits
