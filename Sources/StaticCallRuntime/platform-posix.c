/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Linux and other POSIX systems in user space.
 *
 * Text is opened by mprotect() for a few stores and closed again, to what the program's headers say: other
 * threads may be running on the very pages, so they have to stay executable meanwhile. Where the system refuses that (SELinux
 * execmod, PR_SET_MDWE, PaX), nothing was changed and the caller stays with the data form.
 *
 * Rooms: other ways to write, for hardened systems, go into sc_platform_write_text().
 */
#if __STDC_HOSTED__ /* else see platform-freestanding.c */
#define _GNU_SOURCE /* syscall(), dl_iterate_phdr() */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/auxv.h>
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

/* How text is protected when nobody writes it. */
#if defined(__aarch64__) && defined(__linux__)
/* asm/mman.h and asm/hwcap.h; older headers lack them */
enum { SC_PROT_BTI = 0x10, SC_HWCAP2_BTI = 1 << 17 };
/* elf.h: the property by which a linker says that all code has landing pads */
enum { SC_FEATURE_1_AND = (int)0xc0000000, SC_FEATURE_BTI = 1 };

static int protection_by(const ElfW(Phdr) *header, const uint32_t *note)
{
	/* name size, descriptor size, type, "GNU", then property: type, size, value */
	bool has_bti = header->p_type == PT_GNU_PROPERTY && header->p_memsz >= 28 &&
		       note[2] == NT_GNU_PROPERTY_TYPE_0 && note[4] == (uint32_t)SC_FEATURE_1_AND &&
		       note[6] & SC_FEATURE_BTI;

	return has_bti && getauxval(AT_HWCAP2) & SC_HWCAP2_BTI ? SC_PROT_BTI : 0;
}
#else
static int protection_by(const ElfW(Phdr) *header, const uint32_t *note)
{
	(void)header, (void)note;
	return 0;
}
#endif

struct program_query {
	struct static_call_unit *unit;
	void (*visit)(struct static_call_unit *, const struct sc_notes *);
};

static int protection_of(const ElfW(Phdr) *header)
{
	return (header->p_flags & PF_R ? PROT_READ : 0) | (header->p_flags & PF_W ? PROT_WRITE : 0) |
	       (header->p_flags & PF_X ? PROT_EXEC : 0);
}

/* Whether this is the program itself, whose code never goes, and not a library. */
static bool is_program(const struct dl_phdr_info *info)
{
#if defined(__linux__)
	return (uintptr_t)info->dlpi_phdr == getauxval(AT_PHDR);
#else
	return !info->dlpi_name || !info->dlpi_name[0];
#endif
}

/* Set if this copy of the runtime looks after the program, and so is in it. */
static bool in_program;

static bool finds_text(const struct dl_phdr_info *info, struct static_call_unit *unit)
{
	struct sc_text text = {.stays = is_program(info)};
	int more = 0;
	uintptr_t inside = (uintptr_t)unit->tramps[0];
	int i;

	for (i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + header->p_vaddr;

		more |= protection_by(header, (const uint32_t *)start);
		if (header->p_type == PT_LOAD && header->p_flags & PF_X &&
		    inside - start < header->p_memsz) {
			text.start = start;
			text.end = start + header->p_memsz;
			text.protection = protection_of(header);
		}
	}
	if (!text.end)
		return false;
	text.protection |= more;
	unit->text = text;
	/* relaxed: read by updates of keys that are taken in charge later, under their locks */
	if (text.stays)
		__atomic_store_n(&in_program, true, __ATOMIC_RELAXED);
	return true;
}

static int look_at_object(struct dl_phdr_info *info, size_t size, void *arg)
{
	const struct program_query *query = arg;
	int i;

	(void)size;
	if (!finds_text(info, query->unit))
		return 0;
	for (i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];
		struct sc_notes notes = {(const void *)(info->dlpi_addr + header->p_vaddr),
					 header->p_memsz, header->p_align};

		if (header->p_type == PT_NOTE)
			query->visit(query->unit, &notes);
	}
	return 1;
}

/* Room: where dlopen() is under load, its lock is what this waits for. */
void sc_platform_program(struct static_call_unit *unit,
			 void (*visit)(struct static_call_unit *, const struct sc_notes *))
{
	struct program_query query = {unit, visit};

	dl_iterate_phdr(look_at_object, &query);
}

void *sc_platform_allocate(size_t size)
{
	int saved_errno = errno;
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	errno = saved_errno;
	return memory == MAP_FAILED ? NULL : memory;
}

void sc_platform_free(void *memory, size_t size)
{
	munmap(memory, size);
}

/* Race detectors keep no shadow of text that could be written. */
#if defined(__clang__) && __has_attribute(disable_sanitizer_instrumentation)
#define SC_UNCHECKED __attribute__((noinline, disable_sanitizer_instrumentation))
#elif defined(__clang__)
#define SC_UNCHECKED __attribute__((noinline, no_sanitize("thread")))
#else
#define SC_UNCHECKED __attribute__((noinline, no_sanitize_thread))
#endif

SC_UNCHECKED static bool store_word(sc_word *at, sc_word word)
{
	/* release: the key was set before, so a branch to a new target never runs ahead of it */
	__atomic_store_n(at, word, __ATOMIC_RELEASE);
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

enum wish { UNKNOWN, ON, WITHOUT_TRAPS, OFF };

/* What the environment said at the start. */
static enum wish wish(void)
{
	static enum wish known;
	/* relaxed, both: whoever reads the environment reads the same */
	enum wish result = __atomic_load_n(&known, __ATOMIC_RELAXED);
	const char *text;

	if (result == UNKNOWN) {
		text = getenv("STATIC_CALL_PATCH");
		result = text && strcmp(text, "off") == 0 ? OFF
			 : text && strcmp(text, "spin") == 0 ? WITHOUT_TRAPS : ON;
		__atomic_store_n(&known, result, __ATOMIC_RELAXED);
	}
	return result;
}

enum static_call_state sc_platform_wish(void)
{
	return wish() == OFF ? STATIC_CALL_OFF : STATIC_CALL_PATCHED;
}

bool sc_platform_may_trap(void)
{
	/* the handler must not go with a library. relaxed: see finds_text() */
	return wish() == ON && __atomic_load_n(&in_program, __ATOMIC_RELAXED);
}

enum static_call_state sc_platform_write_text(const struct sc_text *text, uintptr_t start,
					      uintptr_t end,
					      bool (*writer)(void *arg, sc_store_fn *store),
					      void *arg, enum sc_force force)
{
	uintptr_t page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t first = start & ~(page_size - 1);
	uintptr_t last = text->end && end > text->end ? text->end : end; /* behind it lies something else */
	size_t size = ((last + page_size - 1) & ~(page_size - 1)) - first;
	int closed = text->end ? text->protection : PROT_READ | PROT_EXEC;
	int saved_errno = errno;
	bool written = false;

	bool open = mprotect((void *)first, size, closed | PROT_WRITE) == 0;

	if (open)
		written = writer(arg, store_word);
	/*
	 * Of several mappings, some may have been opened before it failed. Closing merges what opening split,
	 * so it needs nothing that could run out.
	 */
	if (mprotect((void *)first, size, closed) && open)
		abort(); /* rather than leave text writable */
	if (!open && force != SC_FORCE_NONE)
		written = writer(arg, write_through_kernel);
	if (!written && force == SC_FORCE_MUST)
		abort(); /* threads would go round in a guard for ever */
	if (written || force != SC_FORCE_NONE)
		__builtin___clear_cache((char *)start, (char *)end);
	errno = saved_errno;
	return written ? STATIC_CALL_PATCHED : STATIC_CALL_TEXT_LOCKED;
}

/*
 * Without membarrier (Linux before 4.16, some sandboxes and emulators) other cores pick a new word up when
 * they next take an interrupt or an exception, at the latest: late, but whole. What takes several
 * stores in order is left alone then.
 */
bool sc_platform_can_sync(void)
{
	static int known; /* 1: yes, 2: no */
	/* relaxed, both: whoever asks the system is told the same */
	int result = __atomic_load_n(&known, __ATOMIC_RELAXED);
	int saved_errno = errno;

	if (!result) {
		result = membarrier(MEMBARRIER_REGISTER_SYNC_CORE) == 0 ? 1 : 2;
		__atomic_store_n(&known, result, __ATOMIC_RELAXED);
		errno = saved_errno;
	}
	return result == 1;
}

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

#else
typedef int sc_platform_posix_is_empty_here; /* ISO C wants a declaration */
#endif
