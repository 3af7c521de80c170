/*
 * Entry at EL1 on one core, as qemu starts an image that is no Linux kernel. Floating point, an identity map with caches
 * (locks are made of exclusive loads and stores, which want normal memory), a stack, an empty .bss.
 */
	.section .text.start, "ax", %progbits
	.globl _start
	.type _start, %function
_start:
	adrp x0, vectors
	add x0, x0, :lo12:vectors
	msr vbar_el1, x0

	mov x0, #(3 << 20)		/* CPACR_EL1.FPEN: no traps */
	msr cpacr_el1, x0

	mov x0, #0xff00			/* MAIR_EL1: 0 is Device-nGnRnE, 1 is normal, write-back */
	msr mair_el1, x0
	ldr x0, =0x100803520		/* TCR_EL1: 32 bits of address, 4 KiB granule, cached, inner shareable, no TTBR1 */
	msr tcr_el1, x0
	adrp x0, first_table
	msr ttbr0_el1, x0
	tlbi vmalle1
	ic iallu
	dsb sy
	isb
	mrs x0, sctlr_el1
	mov x1, #0x1005			/* SCTLR_EL1: M, C, I */
	orr x0, x0, x1
	msr sctlr_el1, x0
	isb

	adrp x0, __stack_top
	mov sp, x0
	adrp x0, __bss_start
	add x0, x0, :lo12:__bss_start
	adrp x1, __bss_end
	add x1, x1, :lo12:__bss_end
1:	cmp x0, x1
	b.hs 2f
	str xzr, [x0], #8
	b 1b
2:	mov x29, xzr
	mov x30, xzr
	b board_start
	.size _start, . - _start

/* Nothing should come here: whatever does ends the program, as nobody would see it hang. */
	.p2align 11
vectors:
	.rept 16
	.p2align 7
	mov w0, #125
	bl board_exit
	.endr

/* Blocks of 1 GiB: devices, then memory that may be written and executed. */
	.section .rodata.first_table, "a", %progbits
	.p2align 12
first_table:
	.quad 0x00000000 | 0x0060000000000401	/* UXN, PXN, AF, Device */
	.quad 0x40000000 | 0x0000000000000705	/* AF, inner shareable, normal */
	.quad 0, 0
	.section .note.GNU-stack, "", %progbits
