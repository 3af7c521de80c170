/* Entry in machine mode (-bios none) on one hart: floating point, a stack, an empty .bss. */
	.section .text.start, "ax", %progbits
	.globl _start
	.type _start, %function
_start:
	la t0, trap
	csrw mtvec, t0
	li t0, 1 << 13			/* mstatus.FS: initial */
	csrs mstatus, t0
	la sp, __stack_top
	la t0, __bss_start
	la t1, __bss_end
1:	bgeu t0, t1, 2f
	sd zero, 0(t0)
	addi t0, t0, 8
	j 1b
2:	li ra, 0
	tail board_start
	.size _start, . - _start

/* Nothing should come here: whatever does ends the program, as nobody would see it hang. */
	.p2align 2
trap:
	li a0, 125
	tail board_exit
	.section .note.GNU-stack, "", %progbits
