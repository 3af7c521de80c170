/*
 * What the runtime says of each trampoline, and that calls are right whatever it says: patched at
 * start, switched off, text locked from the start, text locked after a trampoline was patched,
 * unexpected bytes. The first argument chooses.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <static_call.h>

#include "lock.h"

static int one(int n) { return n + 1; }
static int two(int n) { return n + 2; }
static int three(int n) { return n + 3; }

DEFINE_STATIC_CALL(compute, one);
DEFINE_STATIC_CALL_NULL(hook, void(int *));

static int state_of(const struct static_call_info *info, void *name)
{
	return strcmp(info->name, name) == 0 ? info->state + 1 : 0;
}

static void report(const char *when)
{
	static const char *const names[] = {
		"patched", "out of reach", "text locked", "off", "no arch", "foreign code", "stale",
	};
	int state = static_call_for_each(state_of, "compute");

	printf("%s: compute is %s, gives %d\n", when, state ? names[state - 1] : "unknown",
	       static_call(compute)(40)); // expect-site: compute
}

static void lock_or_die(int deny_open)
{
	if (lock_text(deny_open)) {
		perror("seccomp");
		_exit(3);
	}
}

/* Overwrites the trampoline's patchable place, as a debugger's breakpoint would. */
static void spoil(void)
{
	uintptr_t page = (uintptr_t)STATIC_CALL_TRAMP_ADDR(compute) & ~(uintptr_t)4095;

	mprotect((void *)page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
	((unsigned char *)STATIC_CALL_TRAMP_ADDR(compute))[4] = 0x90;
	mprotect((void *)page, 4096, PROT_READ | PROT_EXEC);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	report("start");
	if (strcmp(what, "lock") == 0)
		lock_or_die(0);
	if (strcmp(what, "lock-all") == 0)
		lock_or_die(1);
	static_call_update(compute, two);
	report("two");
	static_call_update(compute, three);
	report("three");
	static_call_update(compute, __static_call_return0);
	report("return 0");
	if (strcmp(what, "spoil") == 0) {
		spoil();
		static_call_update(compute, one);
		printf("spoilt: compute is in state %d\n", static_call_for_each(state_of, "compute") - 1);
	}
	static_call_cond(hook)(NULL); // expect-site: hook
	return 0;
}
