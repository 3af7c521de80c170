#include <stdio.h>
#include <string.h>

#include "disassemble.h"
#include "packets.h"

static int observed;

static int count_framed(int length)
{
	return length + 18;
}

static void remember(int length)
{
	observed = length;
}

static void show(const char *when)
{
	const struct place places[] = {
		{"count_plain", count_plain},
		{"count_framed", count_framed},
		{"remember", remember},
#ifdef REWRITTEN
		{"trampoline of count", STATIC_CALL_TRAMP_ADDR(count)},
		{"trampoline of observe", STATIC_CALL_TRAMP_ADDR(observe)},
#endif
	};

	printf("%s\n", when);
	disassemble(__start_handle_code, (size_t)(__stop_handle_code - __start_handle_code), places,
		    sizeof(places) / sizeof(places[0]));
}

static void use(void)
{
	int result = handle(100);

	printf("handle(100) is %d, observed %d\n", result, observed);
}

int main(void)
{
	struct static_call_stats stats;

	show("handle() at the start:");
	use();
	puts("");
	static_call_update(count, count_framed);
	static_call_update(observe, remember);
	show("handle() after the updates:");
	use();


	static_call_stats(&stats);
	fprintf(stderr, "%zu call sites, %zu of them patched\n", stats.total_sites,
		stats.sites[STATIC_CALL_PATCHED]);
	return 0;
}
