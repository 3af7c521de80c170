/*
 * stress SECONDS [CALLERS [UPDATERS]]: threads call through all sites of sites.S while others update
 * their keys, alone and in batches, and a profiling timer's handler calls as well.
 *
 * Updates of `hook` and `other` are numbered. A call notes the last number whose update had returned
 * before it, and the last whose update had begun after it: what it reached must have been the target of
 * one of the numbers from the one to the other. So its target was current at some moment of
 * the call, and no call that began after an update returned reaches an older target. Updates of
 * `early` are made by all threads at once, so nobody knows their order: only targets may be reached.
 *
 * In turn, int3 may be used; handlers of signals block SIGTRAP; a thread that calls blocks it.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "sites.h"

enum { MOST_THREADS = 64, HISTORY = 4096, PLAIN = 16, TARGETS = PLAIN + 4, KEYS = 2 };
enum { FAR = PLAIN, DISTANT, NOTHING, ZERO };

/* Target i gives 64 n + i + 1, n being at least 1. */
#define PLAIN_TARGET(i)                                                                            \
	static int target_##i(int none, int n) { return (void)none, 64 * n + i + 1; }
#define ALL(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15)
ALL(PLAIN_TARGET)

int plus_one(int none, int n) { return target_0(none, n); }

DEFINE_STATIC_CALL(hook, plus_one);
DEFINE_STATIC_CALL(other, plus_one);
DEFINE_STATIC_CALL(early, plus_one);
DEFINE_STATIC_CALL(jump, plus_one);
EXPORT_STATIC_CALL(early);
EXPORT_STATIC_CALL(jump);

#define ADDRESS(i) target_##i,
static int (*functions[TARGETS])(int, int) = {ALL(ADDRESS)};

static struct numbers {
	pthread_mutex_t updating;
	unsigned long begun, returned;
	unsigned char targets[HISTORY];
} numbers[KEYS] = {{.updating = PTHREAD_MUTEX_INITIALIZER}, {.updating = PTHREAD_MUTEX_INITIALIZER}};

/* Updates go on while this is held for reading; for writing, nothing is being changed. */
static pthread_rwlock_t quiet = PTHREAD_RWLOCK_INITIALIZER;
static int quiet_wanted;

static bool stopped, blocking;
static unsigned long calls, calls_in_handler, updates, batches, violations, unchecked;

static void begin_quiet(void)
{
	__atomic_fetch_add(&quiet_wanted, 1, __ATOMIC_RELAXED); /* or readers would never let go */
	pthread_rwlock_wrlock(&quiet);
}

static void end_quiet(void)
{
	pthread_rwlock_unlock(&quiet);
	__atomic_fetch_sub(&quiet_wanted, 1, __ATOMIC_RELAXED);
}

static unsigned random_below(unsigned *seed, unsigned limit)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % limit;
}

/* Which target gave this; -1: none. */
static int target_of(int got, int n)
{
	if (got == NONE)
		return NOTHING;
	if (got == 0)
		return ZERO;
	return got - 64 * n - 1 >= 0 && got - 64 * n - 1 <= DISTANT ? got - 64 * n - 1 : -1;
}

static void complain(const struct site *site, int got, unsigned long from, unsigned long to)
{
	char text[160];
	int size = snprintf(text, sizeof(text), "kind %d, offset %d, key %d: %d, updates %lu to %lu\n",
			    site->kind, site->offset, site->key, got, from, to);

	if (__atomic_add_fetch(&violations, 1, __ATOMIC_RELAXED) <= 20)
		(void)!write(2, text, (size_t)size);
}

/* relaxed counters: they are numbers to be printed */
static void call_one(const struct site *site, int n)
{
	struct numbers *of_key = site->key < KEYS ? &numbers[site->key] : NULL;
	unsigned long from = 0, to = 0, i;
	int got, target;

	if (of_key) /* acquire: the update had returned */
		from = __atomic_load_n(&of_key->returned, __ATOMIC_ACQUIRE);
	got = site->call(NONE, n);
	target = target_of(got, n);
	if (!of_key) {
		if (target < 0)
			complain(site, got, 0, 0);
		return;
	}
	/* seq_cst: not before the call */
	to = __atomic_load_n(&of_key->begun, __ATOMIC_SEQ_CST);
	if (to - from >= HISTORY / 2) {
		__atomic_fetch_add(&unchecked, 1, __ATOMIC_RELAXED);
		return;
	}
	for (i = from; i <= to; i++)
		if (__atomic_load_n(&of_key->targets[i % HISTORY], __ATOMIC_RELAXED) == target)
			return;
	/* overwritten meanwhile? */
	if (__atomic_load_n(&of_key->begun, __ATOMIC_SEQ_CST) - from >= HISTORY / 2)
		__atomic_fetch_add(&unchecked, 1, __ATOMIC_RELAXED);
	else
		complain(site, got, from, to);
}

static void on_profile(int signal)
{
	static unsigned next;
	size_t count = (size_t)(__stop_site_list - __start_site_list), i;

	(void)signal;
	for (i = 0; i < 8; i++)
		call_one(&__start_site_list[__atomic_fetch_add(&next, 1, __ATOMIC_RELAXED) % count], 3);
	__atomic_fetch_add(&calls_in_handler, i, __ATOMIC_RELAXED);
}

static void *call(void *arg)
{
	const struct site *site;
	bool blocker = arg, blocks = false;
	stack_t stack = {.ss_sp = malloc(65536), .ss_size = 65536};
	unsigned long made = 0;
	sigset_t trap;
	int n = 1;

	sigaltstack(&stack, NULL);
	sigemptyset(&trap);
	sigaddset(&trap, SIGTRAP);
	while (!__atomic_load_n(&stopped, __ATOMIC_RELAXED)) {
		for (site = __start_site_list; site < __stop_site_list; site++)
			call_one(site, n);
		made += (unsigned long)(__stop_site_list - __start_site_list);
		n = n % 1000 + 1;
		if (n == 2)
			sched_yield();
		/* a thread that blocks SIGTRAP has to do so while nothing is being changed */
		if (blocker && blocks != __atomic_load_n(&blocking, __ATOMIC_RELAXED)) {
			begin_quiet();
			blocks = !blocks;
			pthread_sigmask(blocks ? SIG_BLOCK : SIG_UNBLOCK, &trap, NULL);
			end_quiet();
		}
	}
	__atomic_fetch_add(&calls, made, __ATOMIC_RELAXED);
	return NULL;
}

/* The number of an update that is about to be made; its key's mutex is held. */
static int (*begin(struct numbers *of_key, unsigned *seed))(int, int)
{
	unsigned target = random_below(seed, TARGETS);
	unsigned long number = of_key->begun + 1;

	__atomic_store_n(&of_key->targets[number % HISTORY], (unsigned char)target, __ATOMIC_RELAXED);
	/* seq_cst: before text changes */
	__atomic_store_n(&of_key->begun, number, __ATOMIC_SEQ_CST);
	return functions[target];
}

static void end(struct numbers *of_key)
{
	/* release: after all that the update did */
	__atomic_store_n(&of_key->returned, of_key->begun, __ATOMIC_RELEASE);
}

static void update_both(unsigned *seed, bool backwards)
{
	STATIC_CALL_BATCH(batch, 3);

	pthread_mutex_lock(&numbers[0].updating);
	pthread_mutex_lock(&numbers[1].updating);
	if (backwards)
		static_call_batch_update(&batch, other, begin(&numbers[1], seed));
	static_call_batch_update(&batch, hook, begin(&numbers[0], seed));
	if (!backwards)
		static_call_batch_update(&batch, other, begin(&numbers[1], seed));
	static_call_batch_update(&batch, early, functions[random_below(seed, TARGETS)]);
	static_call_batch_commit(&batch);
	end(&numbers[0]);
	end(&numbers[1]);
	pthread_mutex_unlock(&numbers[1].updating);
	pthread_mutex_unlock(&numbers[0].updating);
	__atomic_fetch_add(&batches, 1, __ATOMIC_RELAXED);
}

static void *update(void *arg)
{
	unsigned seed = (unsigned)(uintptr_t)arg;

	while (!__atomic_load_n(&stopped, __ATOMIC_RELAXED)) {
		unsigned what = random_below(&seed, 4);

		while (__atomic_load_n(&quiet_wanted, __ATOMIC_RELAXED))
			sched_yield();
		pthread_rwlock_rdlock(&quiet);
		if (what == 0) {
			pthread_mutex_lock(&numbers[0].updating);
			static_call_update(hook, begin(&numbers[0], &seed));
			end(&numbers[0]);
			pthread_mutex_unlock(&numbers[0].updating);
		} else if (what == 1) {
			pthread_mutex_lock(&numbers[1].updating);
			static_call_update(other, begin(&numbers[1], &seed));
			end(&numbers[1]);
			pthread_mutex_unlock(&numbers[1].updating);
		} else if (what == 2) {
			static_call_update(early, functions[random_below(&seed, TARGETS)]);
		} else {
			update_both(&seed, random_below(&seed, 2));
		}
		pthread_rwlock_unlock(&quiet);
		__atomic_fetch_add(&updates, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

/* Does what targets do, so many bytes from here. */
static int (*make_far(int target, uint64_t distance))(int, int)
{
#if defined(__x86_64__)
	/* endbr64; mov %esi, %eax; shl $6, %eax; add $(target + 1), %eax; ret */
	const unsigned char code[] = {0xf3, 0x0f, 0x1e, 0xfa, 0x89, 0xf0, 0xc1, 0xe0, 6,
					     0x83, 0xc0, (unsigned char)(target + 1), 0xc3};
#else
	/* bti c; lsl w0, w1, #6; add w0, w0, #(target + 1); ret */
	const uint32_t code[] = {0xd503245f, 0x531a6420, 0x11000000 | (uint32_t)(target + 1) << 10,
					0xd65f03c0};
#endif
	uintptr_t wish = ((uintptr_t)plus_one & ~(uintptr_t)4095) + distance;
	void *page = mmap((void *)wish, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);

	memcpy(page, code, sizeof(code));
	mprotect(page, 4096, PROT_READ | PROT_EXEC);
	__builtin___clear_cache((char *)page, (char *)page + sizeof(code));
	return (int (*)(int, int))(uintptr_t)page;
}

/* How signals are handled in this part of the run: changed while nobody updates. */
static void set_part(int part)
{
	struct sigaction action = {.sa_handler = on_profile, .sa_flags = SA_RESTART | SA_ONSTACK};

	begin_quiet();
	if (part % 3 == 1)
		sigfillset(&action.sa_mask);
	else
		sigemptyset(&action.sa_mask);
	sigaction(SIGPROF, &action, NULL);
	__atomic_store_n(&blocking, part % 3 == 2, __ATOMIC_RELAXED);
	end_quiet();
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	double seconds = argc > 1 ? atof(argv[1]) : 10, start;
	int callers = argc > 2 ? atoi(argv[2]) : 4, updaters = argc > 3 ? atoi(argv[3]) : 3;
	struct itimerval interval = {{0, 1000}, {0, 1000}};
	pthread_t threads[2 * MOST_THREADS];
	struct static_call_stats stats;
	int i, part;

	if (callers < 1 || callers > MOST_THREADS || updaters < 1 || updaters > MOST_THREADS)
		return 2;
	functions[FAR] = make_far(FAR, UINT64_C(1) << 33); /* no branch reaches it */
	functions[DISTANT] = make_far(DISTANT, UINT64_C(0x5432000)); /* one does; all bytes differ */
	functions[ZERO] = (int (*)(int, int))(void *)__static_call_return0;
	set_part(0);
	for (i = 0; i < callers; i++)
		pthread_create(&threads[i], NULL, call, i == 0 ? argv : NULL);
	for (; i < callers + updaters; i++)
		pthread_create(&threads[i], NULL, update, (void *)(uintptr_t)(i + 1));
	setitimer(ITIMER_PROF, &interval, NULL);
	start = now();
	for (part = 1; now() - start < seconds; part++) {
		struct timespec pause = {0, 250000000}, left;

		while (nanosleep(&pause, &left))
			pause = left;
		set_part(part);
	}
	__atomic_store_n(&stopped, true, __ATOMIC_RELAXED);
	for (i = 0; i < callers + updaters; i++)
		pthread_join(threads[i], NULL);
	static_call_stats(&stats);
	printf("%.0f s, %d callers, %d updaters, %zu sites (%zu patched): %lu calls, %lu of them in "
	       "signal handlers, %lu updates, %lu of them batches, %lu traps, %lu calls too long to be "
	       "checked, %lu violations\n",
	       now() - start, callers, updaters, stats.total_sites,
	       stats.sites[STATIC_CALL_PATCHED], calls + calls_in_handler, calls_in_handler, updates,
	       batches, stats.trapped, unchecked, violations);
	return violations != 0;
}
