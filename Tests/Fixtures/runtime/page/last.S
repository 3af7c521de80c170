/* A site PAD bytes in front of where its page and the library's text end. */
	.section zz_last, "ax", @progbits
	.globl	last_site
	.hidden	last_site
	.p2align 12
	.skip	4096 - 5 - PAD, 0xcc
last_site:
	jmp	__SCT__hook
	.skip	PAD, 0xcc
	.pushsection .note.static_call, "a", %note
	.p2align 2
	.long	12, 8, 1
	.asciz	"static_call"
	.long	last_site - .
	.long	__SCT__hook + 1 - .
	.popsection
	.section .note.GNU-stack, "", @progbits
