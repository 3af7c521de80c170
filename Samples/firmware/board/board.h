/* What a board has: a serial line, and behind it somebody who waits for an exit status. */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

/* Writes "text value" and a newline to the serial line. */
void board_line(const uint8_t *text, size_t size, int32_t value);

/* The same to the debugger's console, which qemu prints on stderr. */
void board_debug_line(const char *text, int32_t value);

/* Ends the program with a status that qemu ends with, too. */
_Noreturn void board_exit(int32_t status);

/* What a CPU has of it: board/CPU/cpu.c. */
void cpu_put(uint8_t byte);
uintptr_t cpu_ask_debugger(uintptr_t operation, const void *argument);

#endif
