/*
 * Text that is locked after the sites were patched: "lock" leaves /proc/self/mem, by which sites go back
 * to their trampolines; "lock-all" leaves nothing, and they are stale.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "lock.h"
#include "sites.h"

int plus_one(int none, int n) { return (void)none, n + 1; }
static int plus_two(int none, int n) { return (void)none, n + 2; }

DEFINE_STATIC_CALL(hook, plus_one);
DEFINE_STATIC_CALL(other, plus_one);
DEFINE_STATIC_CALL(early, plus_one);
DEFINE_STATIC_CALL(jump, plus_one);
EXPORT_STATIC_CALL(other);
EXPORT_STATIC_CALL(early);
EXPORT_STATIC_CALL(jump);

static int print_hook(const struct static_call_info *info, void *arg)
{
	(void)arg;
	if (strcmp(info->name, "hook") == 0)
		printf("hook: state %d, %zu of %zu sites patched\n", info->state,
		       info->patched_sites, info->sites);
	return 0;
}

/* Calls all of hook's sites, and counts those that gave what is expected. */
static void report(const char *when, int expected)
{
	struct static_call_stats stats;
	const struct site *site;
	int right = 0, wrong = 0;

	for (site = __start_site_list; site < __stop_site_list; site++)
		if (site->key == 0)
			*(site->call(NONE, 1) == expected ? &right : &wrong) += 1;
	static_call_stats(&stats);
	printf("%s: %d right, %d wrong, %zu text locked, %zu stale\n", when, right, wrong,
	       stats.sites[STATIC_CALL_TEXT_LOCKED], stats.sites[STATIC_CALL_STALE]);
	static_call_for_each(print_hook, NULL);
}

int main(int argc, char **argv)
{
	report("start", 2);
	if (argc > 1 && lock_text(strcmp(argv[1], "lock-all") == 0)) {
		perror("seccomp");
		return 3;
	}
	static_call_update(hook, plus_two);
	report("two", 3);
	static_call_update(hook, NULL);
	report("NULL", NONE);
	return 0;
}
