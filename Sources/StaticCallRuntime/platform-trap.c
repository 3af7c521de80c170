/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guards of sites that change by more than one store, in a process of Linux.
 *
 * On x86-64 a thread that runs into int3 gets SIGTRAP, and the handler here does what the site's new
 * instruction would do. But the kernel kills a thread that blocks SIGTRAP meanwhile, so this guard is chosen only
 * if no thread of the process blocks it now and no signal handler of the program will while it
 * runs. Nor where a debugger would get the signal, or where the handler's code may go, being a library's.
 * Otherwise, and under a shadow stack, on which a handler cannot push what a call would,
 * the guard is a jump to itself, with all signals off this thread: a handler that ran into the guard
 * here would wait for itself. A thread alone needs no guard; it has to keep signals off as well.
 *
 * Once in place the handler stays: a thread may have met a guard, and not have entered the handler yet.
 *
 * What remains: a thread that blocks SIGTRAP, in some other way than by entering a handler, after the look at
 * it, and then runs into a guard before the guard is gone, which takes some tens of microseconds, and
 * milliseconds for 100,000 sites. Programs with such threads set STATIC_CALL_PATCH=spin. And a thread
 * that nothing preempts (SCHED_FIFO), waiting in a jump to itself, or for a lock of the runtime, on the processor
 * where the one that patches was running.
 */
#if __STDC_HOSTED__ /* else see platform-freestanding.c */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "static_call_runtime.h"

#if defined(__x86_64__) && defined(__linux__)

enum { KERNEL_SIGSET = 8, SIGNALS = 64, SLOTS = 8 };

/* The program's handlers that were in place before ours; used in turn, as a thread may be inside one. */
static struct sigaction slots[SLOTS];
static unsigned slots_used;
static struct sigaction *latest; /* NULL: the handler was never needed */
static unsigned long traps_taken;
static int inside; /* threads that look for a site */

static bool jumps(unsigned condition, greg_t flags)
{
	bool carry = flags & 1, parity = flags & 4, zero = flags & 0x40, sign = flags & 0x80,
	     overflow = flags & 0x800;
	/* Intel SDM vol. 1, appendix B: o, b, e, be, s, p, l, le; odd ones are their opposites */
	const bool holds[8] = {overflow, carry,	 zero,		    carry || zero,
			       sign,	 parity, sign != overflow, zero || sign != overflow};

	return holds[condition >> 1] != (condition & 1);
}

/* What the new instruction would do. */
static void emulate(greg_t *registers, uintptr_t at, unsigned flags, void *target)
{
	if (flags & SC_SITE_CONDITIONAL &&
	    !jumps(flags >> SC_SITE_CONDITION & 15, registers[REG_EFL])) {
		registers[REG_RIP] = (greg_t)(at + 6);
		return;
	}
	if (!(flags & SC_SITE_TAIL)) {
		registers[REG_RSP] -= (greg_t)sizeof(uintptr_t);
		*(uintptr_t *)registers[REG_RSP] = at + 5;
	}
	registers[REG_RIP] = (greg_t)target;
}

/* Ends the process, or stops it for a debugger, as if there were no handler. */
static void die(int signal, siginfo_t *info)
{
	struct sigaction action = {.sa_handler = SIG_DFL};
	const uint64_t own = UINT64_C(1) << (signal - 1);

	/* blocked until the handler has returned, it comes where the program was */
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, &own, NULL, KERNEL_SIGSET);
	sigaction(signal, &action, NULL);
	if (syscall(SYS_rt_tgsigqueueinfo, getpid(), syscall(SYS_gettid), signal, info))
		abort();
}

/*
 * Two handlers that take each other for the one before would go round for ever. A call that comes
 * from the one before has the same context, and its frame is further down the stack than that of
 * the first call; an entry left by a handler that jumped out is not above it.
 */
static unsigned depth_of(const void *context, uintptr_t frame)
{
	static struct {
		const void *context;
		uintptr_t frame;
		unsigned depth;
	} seen[64];
	unsigned i = ((uintptr_t)context >> 4) * 2654435761u >> 26 & 63;
	/* relaxed: an entry matters to its own thread; one that others overwrite costs a round more */
	bool again = __atomic_load_n(&seen[i].context, __ATOMIC_RELAXED) == context &&
		     frame < __atomic_load_n(&seen[i].frame, __ATOMIC_RELAXED);
	unsigned depth = again ? __atomic_load_n(&seen[i].depth, __ATOMIC_RELAXED) + 1 : 0;

	if (!again)
		__atomic_store_n(&seen[i].frame, frame, __ATOMIC_RELAXED);
	__atomic_store_n(&seen[i].depth, depth, __ATOMIC_RELAXED);
	__atomic_store_n(&seen[i].context, context, __ATOMIC_RELAXED);
	return depth;
}

/* Not one of our sites: what the program would have done with it. */
static void chain(int signal, siginfo_t *info, void *context)
{
	unsigned depth = depth_of(context, (uintptr_t)__builtin_frame_address(0));
	/* acquire: the slot is filled in. The second time round, what was there before both */
	struct sigaction *slot = depth ? &slots[0] : __atomic_load_n(&latest, __ATOMIC_ACQUIRE);
	struct sigaction previous = *slot;
	uint64_t mask, added;

	if (previous.sa_handler == SIG_IGN && info->si_code <= 0)
		return; /* sent; one that the processor raised cannot be ignored */
	if (depth > 1 || previous.sa_handler == SIG_DFL || previous.sa_handler == SIG_IGN) {
		die(signal, info);
		return;
	}
	if (previous.sa_flags & (int)SA_RESETHAND)
		slot->sa_handler = SIG_DFL, slot->sa_flags = 0;
	/* the mask that the kernel would have set; it goes when the handler returns */
	if (!(previous.sa_flags & SA_NODEFER))
		sigaddset(&previous.sa_mask, signal);
	memcpy(&mask, &((ucontext_t *)context)->uc_sigmask, sizeof(mask));
	memcpy(&added, &previous.sa_mask, sizeof(added));
	mask |= added;
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, KERNEL_SIGSET);
	if (previous.sa_flags & SA_SIGINFO)
		previous.sa_sigaction(signal, info, context);
	else
		previous.sa_handler(signal);
}

/* Whether a trap (not a signal that was sent) is of that instruction, by its one byte. */
static bool is_int3(const greg_t *registers, uintptr_t at)
{
	const unsigned char second_of_two = 3; /* cd 03: int $3, after which no site looks like that */

	/* Intel SDM vol. 3, 6.15: #BP is 3. relaxed: the byte may be a guard's, and change */
	return registers[REG_TRAPNO] == 3 &&
	       __atomic_load_n((const unsigned char *)at, __ATOMIC_RELAXED) != second_of_two;
}

static void on_trap(int signal, siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
	uintptr_t at = (uintptr_t)registers[REG_RIP] - 1; /* int3 is one byte */
	enum sc_trap found = SC_TRAP_FOREIGN;
	unsigned flags = 0;
	void *target = NULL;

	if (info->si_code > 0 && is_int3(registers, at)) {
		/* seq_cst: counted before the list is read; whoever drops a unit looks after */
		__atomic_fetch_add(&inside, 1, __ATOMIC_SEQ_CST);
		found = sc_trapped_at((const unsigned char *)at, &flags, &target);
		/* release: done with the list */
		__atomic_fetch_sub(&inside, 1, __ATOMIC_RELEASE);
	}
	if (found == SC_TRAP_FOREIGN) {
		int saved_errno = errno;

		chain(signal, info, context);
		errno = saved_errno;
		return;
	}
	/* relaxed: a number for statistics */
	__atomic_fetch_add(&traps_taken, 1, __ATOMIC_RELAXED);
	if (found == SC_TRAP_BRANCH)
		emulate(registers, at, flags, target);
	else
		registers[REG_RIP] = (greg_t)at;
}

static bool is_ours(const struct sigaction *action)
{
	return action->sa_flags & SA_SIGINFO && action->sa_sigaction == on_trap;
}

static void remember(const struct sigaction *action)
{
	struct sigaction *slot =
		&slots[slots_used < SLOTS ? slots_used : 1 + slots_used % (SLOTS - 1)];

	slots_used++;
	*slot = *action;
	/* release: the slot is filled in */
	__atomic_store_n(&latest, slot, __ATOMIC_RELEASE);
}

/* Puts our handler before the program's, which may have changed since. */
static bool take_over(void)
{
	struct sigaction now, before, ours = {.sa_sigaction = on_trap};

	if (sigaction(SIGTRAP, NULL, &now))
		return false;
	if (is_ours(&now))
		return true;
	remember(&now);
	/* no handler of another signal interrupts ours: it could run into a guard, or never come back */
	ours.sa_flags = SA_SIGINFO | SA_ONSTACK | (now.sa_flags & SA_RESTART);
	sigfillset(&ours.sa_mask);
	if (sigaction(SIGTRAP, &ours, &before))
		return false;
	if (!is_ours(&before) && before.sa_sigaction != now.sa_sigaction)
		remember(&before); /* it came in between */
	return true;
}

/* Whether some handler of the program runs with SIGTRAP blocked. */
static bool handlers_block(void)
{
	struct sigaction action;
	int signal;

	for (signal = 1; signal <= SIGNALS; signal++) {
		if (signal == SIGTRAP || sigaction(signal, NULL, &action))
			continue;
		if (action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN &&
		    sigismember(&action.sa_mask, SIGTRAP) == 1)
			return true;
	}
	return false;
}

/* What follows `name` in a text, `room` characters at least; NULL: it is not there. */
static const char *find(const char *text, size_t size, const char *name, size_t room)
{
	const char *at = memmem(text, size, name, strlen(name));

	if (at)
		at += strlen(name);
	return at && (size_t)(text + size - at) >= room ? at : NULL;
}

/*
 * By the text of a thread's `status`: whether it blocks SIGTRAP, or would not get it because it is traced.
 * What is not there is so.
 */
static bool status_blocks(const char *text, size_t size)
{
	const char *tracer = find(text, size, "\nTracerPid:\t", 2);
	const char *blocked = find(text, size, "\nSigBlk:\t", 16);
	unsigned digit;

	if (!tracer || !blocked || tracer[0] != '0')
		return true;
	/* 16 digits, the last but one has bits 4 to 7. SIGTRAP is 5, bit 4 */
	digit = (unsigned)blocked[14];
	return (digit >= 'a' ? digit - 'a' + 10 : digit - '0') & 1;
}

static bool thread_blocks(long tasks, const char *name)
{
	char path[32], text[4096];
	size_t size = 0;
	long fd, got;

	snprintf(path, sizeof(path), "%.20s/status", name);
	fd = syscall(SYS_openat, tasks, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno != ENOENT && errno != ESRCH; /* it may have ended */
	while (size < sizeof(text) &&
	       (got = syscall(SYS_read, fd, text + size, sizeof(text) - size)) > 0)
		size += (size_t)got;
	syscall(SYS_close, fd);
	return size && status_blocks(text, size);
}

struct entry { /* what getdents64 gives */
	uint64_t inode, offset;
	unsigned short size;
	unsigned char type;
	char name[];
};

/*
 * Whether some thread blocks SIGTRAP, by raw system calls: the library's are cancellation points,
 * and locks are held. `count` becomes the number of threads. What cannot be told is so.
 */
static bool threads_block(unsigned *count)
{
	_Alignas(struct entry) char buffer[2048];
	long tasks = syscall(SYS_openat, AT_FDCWD, "/proc/self/task",
			     O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool blocked = tasks < 0;
	long got = 0, at;

	*count = blocked ? 2 : 0;
	while (!blocked && (got = syscall(SYS_getdents64, tasks, buffer, sizeof(buffer))) > 0) {
		for (at = 0; at < got; at += ((struct entry *)(buffer + at))->size) {
			const char *name = ((struct entry *)(buffer + at))->name;

			if (name[0] == '.')
				continue;
			++*count;
			blocked |= thread_blocks(tasks, name);
		}
	}
	if (tasks >= 0)
		syscall(SYS_close, tasks);
	return blocked || got < 0;
}

static bool has_shadow_stack(void)
{
	unsigned long pointer = 0;

	/* rdsspq %rax: a nop where there is none */
	__asm__ volatile(".byte 0xf3, 0x48, 0x0f, 0x1e, 0xc8" : "+a"(pointer));
	return pointer;
}

/* What this thread blocked before; under the lock of text. */
static sigset_t mask_before;

static enum sc_guard choose_guard(void)
{
	extern char __libc_single_threaded __attribute__((weak)); /* glibc 2.32 */
	bool blocked;
	unsigned threads;

	if (&__libc_single_threaded && __libc_single_threaded)
		return SC_GUARD_ALONE;
	blocked = threads_block(&threads);
	/* a child of vfork() looks alone, too; glibc's flag tells */
	if (threads == 1 && !&__libc_single_threaded)
		return SC_GUARD_ALONE;
	if (!sc_platform_may_trap() || blocked || has_shadow_stack() || handlers_block() || !take_over())
		return SC_GUARD_SPIN;
	return SC_GUARD_TRAP;
}

enum sc_guard sc_platform_begin_guard(void)
{
	const uint64_t all = ~UINT64_C(0); /* also those that the library keeps for itself */
	int saved_errno = errno;
	enum sc_guard guard = choose_guard();

	if (guard != SC_GUARD_TRAP)
		syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &mask_before, KERNEL_SIGSET);
	errno = saved_errno;
	return guard;
}

void sc_platform_end_guard(enum sc_guard guard)
{
	int saved_errno = errno;

	if (guard != SC_GUARD_TRAP)
		syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask_before, NULL, KERNEL_SIGSET);
	errno = saved_errno;
}

void sc_platform_drain_traps(void)
{
	/* seq_cst: a handler that is not counted yet reads the list after this */
	while (__atomic_load_n(&inside, __ATOMIC_SEQ_CST))
		sched_yield();
}

unsigned long sc_platform_traps(bool *in_use)
{
	struct sigaction now;

	*in_use = latest && !sigaction(SIGTRAP, NULL, &now) && is_ours(&now);
	/* relaxed: a number for statistics */
	return __atomic_load_n(&traps_taken, __ATOMIC_RELAXED);
}

#else

/* CPUs and systems whose sites need no guard, or make do with the one that needs no handler. */
enum sc_guard sc_platform_begin_guard(void)
{
	return SC_GUARD_SPIN;
}

void sc_platform_end_guard(enum sc_guard guard)
{
	(void)guard;
}

void sc_platform_drain_traps(void)
{
}

unsigned long sc_platform_traps(bool *in_use)
{
	*in_use = false;
	return 0;
}

#endif

#else
typedef int sc_platform_trap_is_empty_here; /* ISO C wants a declaration */
#endif
