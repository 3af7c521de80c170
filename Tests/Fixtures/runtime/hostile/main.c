/*
 * What a program may do at a bad moment, by the argument:
 *
 *	exits	a thread meets a guard, and enters the handler when main has returned
 *	jumps	another signal's handler would leave the trap handler by a jump
 *	own	a key is set to its own trampoline, and by another thread to something meanwhile
 *	traced	somebody traces the program, and would get its traps
 *
 * Links with --wrap for sigaction, sc_trapped_at and sc_platform_lock.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sites.h"

int plus_one(int none, int n) { return (void)none, n + 1; }
static int plus_two(int none, int n) { return (void)none, n + 2; }

DEFINE_STATIC_CALL(hook, plus_one);
DEFINE_STATIC_CALL(other, plus_one);
DEFINE_STATIC_CALL(early, plus_one);
DEFINE_STATIC_CALL(jump, plus_one);
EXPORT_STATIC_CALL(hook);
EXPORT_STATIC_CALL(other);
EXPORT_STATIC_CALL(early);
EXPORT_STATIC_CALL(jump);

static volatile int leaving, met, jumped, overtaken;
static atomic_bool is_ready;
static sigjmp_buf out;
static void (*handler)(int, siginfo_t *, void *);

int __real_sigaction(int signal, const struct sigaction *action, struct sigaction *old);
int __wrap_sigaction(int signal, const struct sigaction *action, struct sigaction *old);
int __real_sc_trapped_at(const unsigned char *at, unsigned *flags, void **target);
int __wrap_sc_trapped_at(const unsigned char *at, unsigned *flags, void **target);
void __real_sc_platform_lock(int *lock);
void __wrap_sc_platform_lock(int *lock);

static void nap(long milliseconds)
{
	struct timespec time = {0, milliseconds * 1000000};

	nanosleep(&time, NULL);
}

/* As if the thread were not let go on, at the handler's first instruction. */
static void late(int signal, siginfo_t *info, void *context)
{
	if (leaving) {
		met = 1;
		nap(200);
	}
	handler(signal, info, context);
}

int __wrap_sigaction(int signal, const struct sigaction *action, struct sigaction *old)
{
	struct sigaction ours;
	int result;

	if (signal == SIGTRAP && action && action->sa_flags & SA_SIGINFO) {
		ours = *action;
		handler = ours.sa_sigaction;
		ours.sa_sigaction = late;
		action = &ours;
	}
	result = __real_sigaction(signal, action, old);
	if (signal == SIGTRAP && old && old->sa_sigaction == late)
		old->sa_sigaction = handler;
	return result;
}

int __wrap_sc_trapped_at(const unsigned char *at, unsigned *flags, void **target)
{
	if (jumped == 1) {
		raise(SIGALRM);
		jumped = 2; /* it was kept off */
	}
	return __real_sc_trapped_at(at, flags, target);
}

/* As if another thread had been quicker. */
void __wrap_sc_platform_lock(int *lock)
{
	if (overtaken == 1 && lock == &STATIC_CALL_KEY(hook).lock) {
		overtaken = 2;
		static_call_update(hook, plus_two);
	}
	__real_sc_platform_lock(lock);
}

static void *call_all(void *unused)
{
	const struct site *site;

	is_ready = true;
	for (;;)
		for (site = __start_site_list; site < __stop_site_list; site++)
			site->call(NONE, 1);
	return unused;
}

static void *rest(void *unused)
{
	is_ready = true;
	for (;;)
		pause();
	return unused;
}

/* A thread that has begun: until then it blocks all signals. */
static void start(void *(*run)(void *))
{
	pthread_t thread;

	pthread_create(&thread, NULL, run, NULL);
	while (!is_ready)
		nap(1);
}

static void ignore(int signal)
{
	(void)signal;
}

static void jump_out(int signal)
{
	(void)signal;
	siglongjmp(out, 1);
}

/* Runs while the threads do, when main has returned. */
__attribute__((destructor)) static void wait_at_the_end(void)
{
	nap(leaving ? 500 : 0);
}

static int exits(void)
{
	start(call_all);
	leaving = 1;
	while (!met) {
		static_call_update(hook, NULL);
		static_call_update(hook, plus_two);
	}
	puts("returns");
	return 0;
}

static int jumps(void)
{
	start(rest);
	signal(SIGTRAP, ignore);
	signal(SIGALRM, jump_out);
	static_call_update(hook, NULL);
	jumped = 1;
	if (!sigsetjmp(out, 1))
		__asm__ volatile("int3");
	printf("jumped: %d\n", jumped);
	static_call_update(hook, plus_two);
	return 0;
}

static int own(void)
{
	overtaken = 1;
	static_call_update(hook, static_call(hook));
	printf("still plus_two: %d\n", static_call_query(hook) == plus_two);
	return 0;
}

/* A child's traps would go to this process, which lets it go on without them. */
static int traced(void)
{
	struct static_call_stats stats;
	pid_t child = fork();
	int status;

	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		start(rest);
		static_call_update(hook, NULL);
		static_call_update(hook, plus_two);
		static_call_stats(&stats);
		_exit(stats.traps);
	}
	while (waitpid(child, &status, 0) == child && WIFSTOPPED(status))
		ptrace(PTRACE_CONT, child, NULL, 0);
	printf("traps: %d\n", WEXITSTATUS(status));
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (strcmp(what, "exits") == 0)
		return exits();
	if (strcmp(what, "jumps") == 0)
		return jumps();
	return strcmp(what, "own") == 0 ? own() : traced();
}
