/* qemu-system-aarch64 -M virt. */
#include "board.h"

/* Arm PrimeCell PL011 */
#define UART_DATA ((volatile uint32_t *)0x09000000)
#define UART_FLAGS ((volatile uint32_t *)0x09000018)
enum { TRANSMIT_FIFO_FULL = 1 << 5 };

void cpu_put(uint8_t byte)
{
	while (*UART_FLAGS & TRANSMIT_FIFO_FULL)
		;
	*UART_DATA = byte;
}

uintptr_t cpu_ask_debugger(uintptr_t operation, const void *argument)
{
	register uintptr_t x0 __asm__("x0") = operation;
	register const void *x1 __asm__("x1") = argument;

	__asm__ volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
	return x0;
}
