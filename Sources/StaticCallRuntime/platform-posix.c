/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Linux and other POSIX systems in user space.
 *
 * Text is opened by mprotect() for the one store and closed again: other threads may be running
 * on the very page, so it has to stay executable meanwhile. Where the system refuses that (SELinux
 * execmod, PR_SET_MDWE, PaX), nothing was changed and the caller stays with the data form.
 */
#define _GNU_SOURCE /* syscall(), dl_iterate_phdr() */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
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

static long membarrier(int command)
{
#if defined(__linux__) && defined(SYS_membarrier)
	return syscall(SYS_membarrier, command, 0, 0);
#else
	(void)command;
	return -1;
#endif
}

/* How a page of text that holds `at` is protected when nobody writes it. */
#if defined(__aarch64__) && defined(__linux__)
#include <elf.h>
#include <link.h>
#include <sys/auxv.h>

/* asm/mman.h and asm/hwcap.h; older headers lack them */
enum { SC_PROT_BTI = 0x10, SC_HWCAP2_BTI = 1 << 17 };
/* elf.h: the property by which a linker says that all code has landing pads */
enum { SC_FEATURE_1_AND = (int)0xc0000000, SC_FEATURE_BTI = 1 };

struct object_query {
	uintptr_t address;
	bool found, has_bti;
};

static bool declares_bti(const uint32_t *note, size_t size)
{
	/* name size, descriptor size, type, "GNU", then property: type, size, value */
	return size >= 28 && note[2] == NT_GNU_PROPERTY_TYPE_0 &&
	       note[4] == (uint32_t)SC_FEATURE_1_AND && (note[6] & SC_FEATURE_BTI);
}

static int look_at_object(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct object_query *query = arg;
	bool has_bti = false;
	int i;

	(void)size;
	for (i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + header->p_vaddr;

		if (header->p_type == PT_LOAD && query->address - start < header->p_memsz)
			query->found = true;
		if (header->p_type == PT_GNU_PROPERTY)
			has_bti = declares_bti((const uint32_t *)start, header->p_memsz);
	}
	query->has_bti = query->found && has_bti;
	return query->found;
}

static int closed_protection(const sc_word *at)
{
	struct object_query query = {.address = (uintptr_t)at};

	if (getauxval(AT_HWCAP2) & SC_HWCAP2_BTI)
		dl_iterate_phdr(look_at_object, &query);
	return PROT_READ | PROT_EXEC | (query.has_bti ? SC_PROT_BTI : 0);
}
#else
static int closed_protection(const sc_word *at)
{
	(void)at;
	return PROT_READ | PROT_EXEC;
}
#endif

/* Race detectors keep no shadow of text that could be written. */
#if defined(__clang__) && __has_attribute(disable_sanitizer_instrumentation)
#define SC_UNCHECKED __attribute__((noinline, disable_sanitizer_instrumentation))
#elif defined(__clang__)
#define SC_UNCHECKED __attribute__((noinline, no_sanitize("thread")))
#else
#define SC_UNCHECKED __attribute__((noinline, no_sanitize_thread))
#endif

SC_UNCHECKED static void store_word(sc_word *at, sc_word word)
{
	/* release: the key was set before, so a branch to a new target never runs ahead of it */
	__atomic_store_n(at, word, __ATOMIC_RELEASE);
}

static bool write_open_page(sc_word *at, sc_word word)
{
	uintptr_t page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
	void *page = (void *)((uintptr_t)at & ~(page_size - 1)); /* an aligned word lies in one page */
	int closed = closed_protection(at);

	if (mprotect(page, page_size, closed | PROT_WRITE))
		return false;
	store_word(at, word);
	/* closing merges a mapping that opening split, so it needs nothing that could run out */
	if (mprotect(page, page_size, closed))
		abort(); /* rather than leave text writable */
	return true;
}

/*
 * The kernel copies for us and does not promise one store, so this way serves only where the
 * bytes in place are wrong already: a process that locked its text down after it was patched.
 * By syscall(), because the library's functions are cancellation points, and a lock is held.
 */
static bool write_through_kernel(sc_word *at, sc_word word)
{
#if defined(__linux__) && defined(SYS_pwrite64)
	long fd = syscall(SYS_openat, AT_FDCWD, "/proc/self/mem", O_RDWR | O_CLOEXEC);
	long count;

	if (fd < 0)
		return false;
	count = syscall(SYS_pwrite64, fd, &word, sizeof(word), (off_t)(uintptr_t)at);
	syscall(SYS_close, fd);
	return count == (long)sizeof(word);
#else
	(void)at, (void)word;
	return false;
#endif
}

static bool is_switched_off(void)
{
	const char *wish = getenv("STATIC_CALL_PATCH");

	return wish && strcmp(wish, "off") == 0;
}

enum static_call_state sc_platform_write_text(sc_word *at, sc_word word, bool retract)
{
	static enum { UNKNOWN, ON, OFF } patching; /* what the environment said at the start */
	int saved_errno = errno;
	bool written;

	if (patching == UNKNOWN)
		patching = is_switched_off() ? OFF : ON;
	if (patching == OFF)
		return STATIC_CALL_OFF;
	written = write_open_page(at, word) || (retract && write_through_kernel(at, word));
	if (written)
		__builtin___clear_cache((char *)at, (char *)(at + 1));
	errno = saved_errno;
	return written ? STATIC_CALL_PATCHED : STATIC_CALL_TEXT_LOCKED;
}

/*
 * Without membarrier (Linux before 4.16, emulators) other cores pick the new word up when they
 * next take an interrupt or an exception, at the latest.
 */
void sc_platform_sync_cores(void)
{
	int saved_errno = errno;

	/* registering again costs next to nothing, and a child process would have to */
	if (membarrier(MEMBARRIER_SYNC_CORE) && membarrier(MEMBARRIER_REGISTER_SYNC_CORE) == 0)
		membarrier(MEMBARRIER_SYNC_CORE);
	errno = saved_errno;
}

void sc_platform_lock(int *lock)
{
	/* acquire: what the holder before did is seen */
	while (__atomic_exchange_n(lock, 1, __ATOMIC_ACQUIRE))
		sched_yield();
}

void sc_platform_unlock(int *lock)
{
	/* release: what was done under the lock comes first */
	__atomic_store_n(lock, 0, __ATOMIC_RELEASE);
}
