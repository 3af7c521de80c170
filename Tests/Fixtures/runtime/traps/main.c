/*
 * A program with SIGTRAP handlers of its own, beside the runtime's. The first argument says which, and
 * what it then runs into; what it did not run into is the runtime's business alone.
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
EXPORT_STATIC_CALL(other);
EXPORT_STATIC_CALL(hook);

static volatile sig_atomic_t handled, was_blocked, on_stack;
static struct sigaction before;
static char stack[65536];
static sigjmp_buf out;

static void note(void)
{
	sigset_t mask;
	char here;

	handled++;
	sigprocmask(SIG_BLOCK, NULL, &mask);
	was_blocked = sigismember(&mask, SIGTRAP) && sigismember(&mask, SIGUSR1);
	on_stack = &here >= stack && &here < stack + sizeof(stack);
}

static void plain_handler(int signal)
{
	(void)signal;
	note();
}

static void informed_handler(int signal, siginfo_t *info, void *context)
{
	if (signal == SIGTRAP && info && context)
		note();
}

static void jumping_handler(int signal)
{
	(void)signal;
	note();
	siglongjmp(out, 1);
}

/* Takes what was there before for the one to ask, as the runtime does. */
static void asking_handler(int signal, siginfo_t *info, void *context)
{
	if (handled++ > 100)
		_exit(9);
	before.sa_sigaction(signal, info, context);
}

static atomic_bool is_ready;

static void *wait_for_ever(void *unused)
{
	is_ready = true;
	for (;;)
		pause();
	return unused;
}

static void trap(void)
{
	__asm__ volatile("int3");
}

/* All of them, so that int3 is used; then a look at whether it was. */
static void update(int (*func)(int, int))
{
	struct static_call_stats stats;

	static_call_update(hook, NULL);
	static_call_update(hook, func);
	static_call_stats(&stats);
	printf("%d, traps: %d\n", __start_site_list->call(NONE, 1), stats.traps);
	fflush(stdout);
}

static void handle(int flags, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

	sigemptyset(&action.sa_mask);
	sigaddset(&action.sa_mask, SIGUSR1);
	sigaction(SIGTRAP, &action, &before);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	stack_t alternate = {.ss_sp = stack, .ss_size = sizeof(stack)};
	pthread_t thread;
	volatile int round;

	sigaltstack(&alternate, NULL);
	pthread_create(&thread, NULL, wait_for_ever, NULL);
	while (!is_ready) /* a thread that is only beginning blocks all signals */
		usleep(1000);
	if (strcmp(what, "plain") == 0)
		handle(SA_ONSTACK, plain_handler);
	if (strcmp(what, "informed") == 0)
		handle(SA_ONSTACK | SA_SIGINFO, (void (*)(int))(void *)informed_handler);
	if (strcmp(what, "once") == 0)
		handle((int)(SA_ONSTACK | SA_RESETHAND), plain_handler);
	if (strcmp(what, "jumps") == 0)
		handle(0, jumping_handler);
	if (strcmp(what, "ignored") == 0)
		signal(SIGTRAP, SIG_IGN);
	update(plus_two);
	if (strcmp(what, "asks") == 0 || strcmp(what, "late") == 0) {
		if (strcmp(what, "asks") == 0)
			handle(SA_SIGINFO, (void (*)(int))(void *)asking_handler);
		else
			handle(SA_ONSTACK, plain_handler);
		update(plus_one);
	}
	if (strcmp(what, "ignored") == 0) {
		raise(SIGTRAP);
		puts("still here");
		fflush(stdout);
	}
	if (strcmp(what, "jumps") == 0) {
		for (round = 0; round < 3; round++)
			if (!sigsetjmp(out, 1))
				trap();
	} else {
		trap();
	}
	printf("handled: %d, blocked: %d, on its stack: %d\n", handled, was_blocked, on_stack);
	fflush(stdout);
	if (strcmp(what, "once") == 0)
		trap();
	update(plus_one);
	return 0;
}
