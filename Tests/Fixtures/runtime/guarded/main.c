/* Patching leaves text as guarded by BTI as it was, and never writable. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <static_call.h>

static int one(int n) { return n + 1; }
static int two(int n) { return n + 2; }

DEFINE_STATIC_CALL(compute, one);

/* The protection of the page with the trampoline, as the kernel tells it. */
static void report(const char *when)
{
	uintptr_t at = (uintptr_t)STATIC_CALL_TRAMP_ADDR(compute);
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512], mode[8];
	uintptr_t start, end;

	while (maps && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %7s", &start, &end, mode) == 3 &&
		    at >= start && at < end)
			printf("%s: %s\n", when, mode);
	if (maps)
		fclose(maps);
}

int main(void)
{
	report("start");
	static_call_update(compute, two);
	report("patched");
	printf("%d\n", static_call(compute)(0));
	return 0;
}
