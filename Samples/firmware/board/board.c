/* What is the same for both boards: lines of text, semihosting, and the start. */
#include "board.h"

#include <static_call.h>
#ifdef REWRITTEN
#include "platform-firmware.h"
#endif

/* In main.swift. */
int32_t firmware_main(void);

enum { DIGITS = 12 }; /* of an int32_t, with its sign and an end */

/* Returns where in `text` the digits begin. */
static size_t decimal(int32_t value, char text[DIGITS])
{
	uint32_t rest = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;
	size_t at = DIGITS - 1;

	text[at] = '\0';
	do
		text[--at] = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		text[--at] = '-';
	return at;
}

void board_line(const uint8_t *text, size_t size, int32_t value)
{
	char digits[DIGITS];
	size_t i;

	for (i = 0; i < size; i++)
		cpu_put(text[i]);
	cpu_put(' ');
	for (i = decimal(value, digits); digits[i]; i++)
		cpu_put((uint8_t)digits[i]);
	cpu_put('\n');
}

/* What Swift's print() calls. */
int putchar(int character);
int putchar(int character)
{
	cpu_put((uint8_t)character);
	return character;
}

/* Arm's "Semihosting for AArch32 and AArch64", which RISC-V has taken over. */
enum { SYS_WRITE0 = 0x04, SYS_EXIT_EXTENDED = 0x20, ADP_STOPPED_APPLICATION_EXIT = 0x20026 };

void board_debug_line(const char *text, int32_t value)
{
	char digits[DIGITS];

	cpu_ask_debugger(SYS_WRITE0, text);
	cpu_ask_debugger(SYS_WRITE0, " ");
	cpu_ask_debugger(SYS_WRITE0, digits + decimal(value, digits));
	cpu_ask_debugger(SYS_WRITE0, "\n");
}

_Noreturn void board_exit(int32_t status)
{
	const uintptr_t reason[2] = {ADP_STOPPED_APPLICATION_EXIT, (uintptr_t)status};

	cpu_ask_debugger(SYS_EXIT_EXTENDED, reason);
	for (;;)
		;
}

/* What was really patched: apart from what the firmware prints, because it depends on the build. */
static void tell_debugger(void)
{
	struct static_call_stats stats;

	static_call_stats(&stats);
	board_debug_line("trampolines:", (int32_t)stats.total_trampolines);
	board_debug_line("  patched:", (int32_t)stats.trampolines[STATIC_CALL_PATCHED]);
	board_debug_line("call sites:", (int32_t)stats.total_sites);
	board_debug_line("  patched:", (int32_t)stats.sites[STATIC_CALL_PATCHED]);
}

/* By start.S, when there are a stack and memory. */
_Noreturn void board_start(void)
{
	int32_t status;

#ifdef REWRITTEN
	take_static_calls_in_charge();
#endif
	status = firmware_main();
	tell_debugger();
	board_exit(status);
}
