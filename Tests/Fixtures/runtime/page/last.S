/* A site whose instruction ends where its page and the program's text do. */
	.section zz_last, "ax", @progbits
	.globl	last_site
	.p2align 12
	.skip	4091, 0xcc
last_site:
	jmp	__SCT__hook
	.pushsection .note.static_call, "a", %note
	.p2align 2
	.long	12, 8, 1
	.asciz	"static_call"
	.long	last_site - .
	.long	__SCT__hook + 1 - .
	.popsection
	.section .note.GNU-stack, "", @progbits
