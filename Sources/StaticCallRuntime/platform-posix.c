/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Linux and other POSIX systems in user space.
 *
 * Text is opened by mprotect() for the one store and closed again: other threads may be running
 * on the very page, so it has to stay executable meanwhile. Where the system refuses that (SELinux
 * execmod, PR_SET_MDWE, PaX), nothing was changed and the caller stays with the data form.
 */
#define _GNU_SOURCE /* syscall(), O_CLOEXEC */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/syscall.h>
#endif

#include "static_call_runtime.h"

/* linux/membarrier.h; spelt out so that old kernel headers do */
enum {
	MEMBARRIER_SYNC_CORE = 1 << 5,
	MEMBARRIER_REGISTER_SYNC_CORE = 1 << 6,
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Both found out once, under the lock, when the first trampoline is to be written. */
static bool probed;
static bool patching_off;
static bool can_sync_cores;

static long membarrier(int command)
{
#if defined(__linux__) && defined(SYS_membarrier)
	return syscall(SYS_membarrier, command, 0, 0);
#else
	(void)command;
	return -1;
#endif
}

static void probe(void)
{
	const char *wish = getenv("STATIC_CALL_PATCH");

	patching_off = wish && strcmp(wish, "off") == 0;
	can_sync_cores = !patching_off && membarrier(MEMBARRIER_REGISTER_SYNC_CORE) == 0;
	probed = true;
}

static bool write_open_page(sc_word *at, sc_word word)
{
	uintptr_t page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
	void *page = (void *)((uintptr_t)at & ~(page_size - 1)); /* an aligned word lies in one page */

	if (mprotect(page, page_size, PROT_READ | PROT_WRITE | PROT_EXEC))
		return false;
	/* release: the key was set before, so a branch to a new target never runs ahead of it */
	__atomic_store_n(at, word, __ATOMIC_RELEASE);
	/* closing merges a mapping that opening split, so it needs nothing that could run out */
	if (mprotect(page, page_size, PROT_READ | PROT_EXEC))
		abort(); /* rather than leave text writable */
	return true;
}

/*
 * The kernel copies for us and does not promise one store, so this way serves only where the
 * bytes in place are wrong already: a process that locked its text down after it was patched.
 */
static bool write_through_kernel(sc_word *at, sc_word word)
{
	int fd = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	bool written = fd >= 0 && pwrite(fd, &word, sizeof(word), (off_t)(uintptr_t)at) ==
					  (ssize_t)sizeof(word);

	if (fd >= 0)
		close(fd);
	return written;
}

enum static_call_state sc_platform_write_text(sc_word *at, sc_word word, bool retract)
{
	if (!probed)
		probe();
	if (patching_off)
		return STATIC_CALL_OFF;
	if (!write_open_page(at, word) && !(retract && write_through_kernel(at, word)))
		return STATIC_CALL_TEXT_LOCKED;
	__builtin___clear_cache((char *)at, (char *)(at + 1));
	return STATIC_CALL_PATCHED;
}

/*
 * Without membarrier (Linux before 4.16, emulators) other cores pick the new word up when they
 * next take an interrupt or an exception, at the latest.
 */
void sc_platform_sync_cores(void)
{
	if (can_sync_cores)
		membarrier(MEMBARRIER_SYNC_CORE);
}

void sc_platform_lock(void)
{
	pthread_mutex_lock(&lock);
}

void sc_platform_unlock(void)
{
	pthread_mutex_unlock(&lock);
}
