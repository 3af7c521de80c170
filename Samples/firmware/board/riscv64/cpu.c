/* qemu-system-riscv64 -M virt. */
#include "board.h"

/* 16550 */
#define UART_DATA ((volatile uint8_t *)0x10000000)
#define UART_STATUS ((volatile uint8_t *)0x10000005)
enum { TRANSMITTER_EMPTY = 1 << 5 };

void cpu_put(uint8_t byte)
{
	while (!(*UART_STATUS & TRANSMITTER_EMPTY))
		;
	*UART_DATA = byte;
}

uintptr_t cpu_ask_debugger(uintptr_t operation, const void *argument)
{
	register uintptr_t a0 __asm__("a0") = operation;
	register const void *a1 __asm__("a1") = argument;

	/* "RISC-V Semihosting": these three, uncompressed, on one page */
	__asm__ volatile(".balign 16\n\t"
			 ".option push\n\t"
			 ".option norvc\n\t"
			 "slli x0, x0, 0x1f\n\t"
			 "ebreak\n\t"
			 "srai x0, x0, 7\n\t"
			 ".option pop"
			 : "+r"(a0)
			 : "r"(a1)
			 : "memory");
	return a0;
}
