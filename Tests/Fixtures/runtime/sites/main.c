/*
 * Every form of a site at every place, through every change of target. The first argument says in
 * which company: alone; with a thread that lets int3 be used (trap); with one that blocks SIGTRAP
 * (spin). While the runtime waits for other cores, in the middle of a change, the sites are called
 * as well: __wrap_syscall is in its way. With NO_MEMBARRIER in the environment, it cannot wait.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sites.h"

int plus_one(int none, int n) { return (void)none, n + 1; }
static int plus_two(int none, int n) { return (void)none, n + 2; }

DEFINE_STATIC_CALL(hook, plus_one);
DEFINE_STATIC_CALL(other, plus_one);
DEFINE_STATIC_CALL(early, plus_one);
DEFINE_STATIC_CALL(jump, plus_one);
EXPORT_STATIC_CALL(early);
EXPORT_STATIC_CALL(jump);

enum target { ONE, TWO, FAR, DISTANT, NOTHING, ZERO, TARGETS };
static int (*functions[TARGETS])(int, int);
static const char *const names[] = {"one", "two", "far", "distant", "NULL", "RET0"};
static enum target now[2], before[2];
static void (*meanwhile)(void);
static int failures, calls, syncs;

static int expected(enum target target, int n)
{
	static const int plus[] = {1, 2, 7, 7};

	return target == NOTHING ? NONE : target == ZERO ? 0 : n + plus[target];
}

/* Calls all sites; in the middle of a change, the target before is as good. */
static void call_all(bool middle)
{
	const struct site *site;
	int n, got;

	for (site = __start_site_list; site < __stop_site_list; site++) {
		if (site->key > 1)
			continue;
		for (n = -3; n <= 3; n += 6) {
			got = site->call(NONE, n);
			calls++;
			if (site->kind == 2 && n < 0 && got == -5)
				continue;
			if (got == expected(now[site->key], n) && !(site->kind == 2 && n < 0))
				continue;
			if (middle && got == expected(before[site->key], n))
				continue;
			failures++;
			printf("kind %d, offset %d, key %d: %d for %d at %s%s\n", site->kind,
			       site->offset, site->key, got, n, names[now[site->key]],
			       middle ? ", in the middle" : "");
		}
	}
}

static void call_all_meanwhile(void)
{
	call_all(true);
}

long __wrap_syscall(long number, ...);
long __real_syscall(long number, ...);

long __wrap_syscall(long number, ...)
{
	long arguments[5];
	va_list list;
	int i;

	va_start(list, number);
	for (i = 0; i < 5; i++)
		arguments[i] = va_arg(list, long);
	va_end(list);
	if (number == SYS_membarrier) {
		if (getenv("NO_MEMBARRIER")) {
			errno = ENOSYS;
			return -1;
		}
		syncs++;
		if (meanwhile)
			meanwhile();
	}
	return __real_syscall(number, arguments[0], arguments[1], arguments[2], arguments[3],
			      arguments[4]);
}

/* Adds 7, so many bytes from here. */
static int (*make_far(uint64_t distance))(int, int)
{
#if defined(__x86_64__)
	static const unsigned char code[] = {0xf3, 0x0f, 0x1e, 0xfa, 0x8d, 0x46, 7, 0xc3};
#else
	static const uint32_t code[] = {0xd503245f, 0x11001c20, 0xd65f03c0}; /* bti c; add; ret */
#endif
	uintptr_t wish = ((uintptr_t)plus_two & ~(uintptr_t)4095) + distance;
	void *page = mmap((void *)wish, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);

	memcpy(page, code, sizeof(code));
	mprotect(page, 4096, PROT_READ | PROT_EXEC);
	__builtin___clear_cache((char *)page, (char *)page + sizeof(code));
	return (int (*)(int, int))(uintptr_t)page;
}

static void update(enum target target)
{
	memcpy(before, now, sizeof(now));
	now[0] = target;
	static_call_update(hook, functions[target]);
	call_all(false);
}

static void update_both(enum target hooked, enum target of_other)
{
	STATIC_CALL_BATCH(batch, 2);

	static_call_batch_begin(&batch);
	static_call_batch_update(&batch, other, functions[of_other]);
	static_call_batch_update(&batch, hook, functions[hooked]);
	call_all(false); /* nothing has happened yet */
	memcpy(before, now, sizeof(now));
	now[0] = hooked;
	now[1] = of_other;
	static_call_batch_commit(&batch);
	call_all(false);
}

static atomic_bool is_ready;

static void *wait_for_ever(void *blocks)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGTRAP);
	if (blocks)
		pthread_sigmask(SIG_BLOCK, &mask, NULL);
	is_ready = true; /* a thread that is only beginning blocks all signals */
	for (;;)
		pause();
}

#if defined(__x86_64__)
extern int (*const __start_flags_list[])(unsigned long, int), (*const __stop_flags_list[])(unsigned long, int);
static int jump_to(int none, int n) { return (void)none, (void)n, 1; }

/* The flags that conditions look at, in every combination. */
static void check_conditions(void)
{
	static const unsigned bits[] = {0x1, 0x4, 0x40, 0x80, 0x800};
	static char taken[16][32];
	static bool known;
	size_t i, n;

	for (i = 0; i < 16; i++) {
		for (n = 0; n < 32; n++) {
			unsigned long flags = 0x202;
			bool jumped;

			for (size_t bit = 0; bit < 5; bit++)
				if (n >> bit & 1)
					flags |= bits[bit];
			jumped = __start_flags_list[i](flags, 0) != -5;
			if (!known)
				taken[i][n] = jumped;
			else if (taken[i][n] != jumped)
				failures++, printf("condition %zu, flags %lx\n", i, flags);
		}
	}
	known = true;
}
#endif

static void print_stats(const char *when)
{
	static const char *const states[] = {
		"patched", "out of reach", "text locked", "off", "no arch", "foreign", "stale",
		"no memory", "no sync",
	};
	struct static_call_stats stats;
	int i;

	static_call_stats(&stats);
	printf("%s: %zu keys, %zu sites:", when, stats.keys, stats.total_sites);
	for (i = 0; i < STATIC_CALL_STATES; i++)
		if (stats.sites[i])
			printf(" %zu %s", stats.sites[i], states[i]);
	printf("\n");
}

int main(int argc, char **argv)
{
	const char *company = argc > 1 ? argv[1] : "alone";
	struct static_call_stats stats;
	pthread_t thread;
	int from, to;

	functions[ONE] = plus_one;
	functions[TWO] = plus_two;
	functions[FAR] = make_far(UINT64_C(1) << 33);
	functions[DISTANT] = make_far(UINT64_C(0x5432000)); /* in reach; all bytes differ */
	functions[ZERO] = (int (*)(int, int))(void *)__static_call_return0;
	if (strcmp(company, "alone") != 0) {
		pthread_create(&thread, NULL, wait_for_ever,
			       strcmp(company, "spin") == 0 ? argv : NULL);
		while (!is_ready)
			usleep(1000);
	}
	print_stats("start");
	call_all(false);
	if (strcmp(company, "spin") != 0)
		meanwhile = call_all_meanwhile;
	for (from = 0; from < TARGETS; from++) {
		for (to = 0; to < TARGETS; to++) {
			update(from);
			update(to);
			update_both(to, from);
			update_both(from, to);
		}
	}
	meanwhile = NULL;
	update(FAR);
	print_stats("far");
	update(NOTHING);
	print_stats("NULL");
#if defined(__x86_64__)
	check_conditions();
	if (strcmp(company, "spin") != 0)
		meanwhile = check_conditions;
	static_call_update(jump, jump_to);
	meanwhile = NULL;
	check_conditions();
#endif
	static_call_free_init();
	static_call_update(early, plus_two);
	print_stats("without init");
	static_call_stats(&stats);
	printf("%s, %s, %s\n", failures ? "failed" : "all right", stats.traps ? "traps" : "no traps",
	       stats.trapped ? "taken" : "none taken");
	return failures != 0;
}
