/*
 * Branches to trampolines at every place they can have in an aligned word, and across the borders
 * of a cache line and of a page, with their rows in notes as `sc-rewrite sites` writes them. Each is in a
 * function of its own, f(none, n), which is listed in site_list: address, kind (0 call, 1 tail, 2
 * conditional tail), offset, key (0, 1). For NULL it returns `none`. A conditional one jumps where n
 * is not negative, and returns -5 otherwise.
 */
	.text

	.macro note_site site, key, flags
	.pushsection .note.static_call, "a", %note
	.p2align 2
	.long 12, 8, 1
	.asciz "static_call"
	.long \site - .
	.long __SCT__\key + \flags - .
	.popsection
	.endm

	.macro list_site kind, offset, number
	.pushsection site_list, "aw"
	.p2align 3
	.quad 8b
	.long \kind, \offset, \number, 0
	.popsection
	.endm

#if defined(__x86_64__)

	.macro place align, offset
	.p2align \align, 0xcc
	.if (\offset - 6) & ((1 << \align) - 1)
	.skip (\offset - 6) & ((1 << \align) - 1), 0xcc
	.endif
	.endm

	.macro call_site align, offset, key, number, init=0
	place \align, \offset
8:	movl %edi, %eax
	subq $8, %rsp
9:	call __SCT__\key
	addq $8, %rsp
	ret
	note_site 9b, \key, \init
	list_site 0, \offset, \number
	.endm

	.macro tail_site align, offset, key, number
	place \align, \offset
8:	movl %edi, %eax
	nopl 0(%rax)
9:	jmp __SCT__\key
	note_site 9b, \key, 1
	list_site 1, \offset, \number
	.endm

	.macro conditional_site align, offset, key, number
	place \align, \offset
8:	movl %edi, %eax
	testl %esi, %esi
	nop
	nop
9:	jns __SCT__\key
	movl $-5, %eax
	ret
	note_site 9b, \key, 1
	list_site 2, \offset, \number
	.endm

	/* f(flags): returns what the jump makes of them: none if it is not taken */
	.macro flags_site condition, align, offset, key
	place \align, \offset
8:	pushq %rdi
	popfq
	movl %esi, %eax
	nop
	nop
9:	j\condition __SCT__\key
	movl $-5, %eax
	ret
	note_site 9b, \key, 1
	.pushsection flags_list, "aw"
	.quad 8b
	.popsection
	.endm

	.irp offset, 0, 1, 2, 3, 4, 5, 6, 7
	call_site 3, \offset, hook, 0
	tail_site 3, \offset, hook, 0
	conditional_site 3, \offset, hook, 0
	call_site 3, \offset, other, 1
	tail_site 3, \offset, other, 1
	conditional_site 3, \offset, other, 1
	.endr
	.irp offset, 57, 58, 59, 60, 61, 62, 63
	call_site 6, \offset, hook, 0
	tail_site 6, \offset, hook, 0
	conditional_site 6, \offset, hook, 0
	.endr
	.irp offset, 4091, 4092, 4093, 4094, 4095
	call_site 12, \offset, hook, 0
	tail_site 12, \offset, hook, 0
	conditional_site 12, \offset, hook, 0
	call_site 12, \offset, other, 1
	.endr
	.irp condition, o, no, b, ae, e, ne, be, a, s, ns, p, np, l, ge, le, g
	flags_site \condition, 3, 4, jump
	.endr

	/* bytes that are no branch to the trampoline, in the table all the same */
	.globl foreign_site
	.p2align 3
foreign_site:
	movl $7, %eax
	ret
	note_site foreign_site, hook, 0

#elif defined(__aarch64__)

	.macro call_site offset, key, number, init=0
8:	hint #34
	stp x29, x30, [sp, #-16]!
9:	bl __SCT__\key
	ldp x29, x30, [sp], #16
	ret
	note_site 9b, \key, \init
	list_site 0, \offset, \number
	.endm

	.macro tail_site offset, key, number
8:	hint #34
9:	b __SCT__\key
	note_site 9b, \key, 1
	list_site 1, \offset, \number
	.endm

	.irp offset, 0, 1, 2, 3
	call_site \offset, hook, 0
	tail_site \offset, hook, 0
	call_site \offset, other, 1
	tail_site \offset, other, 1
	.endr

	.globl foreign_site
foreign_site:
	mov w0, #7
	ret
	note_site foreign_site, hook, 0

#endif

	/* code that goes after initialisation: one site in a place of its own, and out of order */
	.pushsection .text.early, "ax", %progbits
#if defined(__x86_64__)
	call_site 3, 5, early, 2, 2
#else
	call_site 5, early, 2, 2
#endif
	.popsection

	.section .note.GNU-stack, "", %progbits
