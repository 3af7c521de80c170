/*
 * What a kernel or firmware brings, in a process: the runtime is compiled with -ffreestanding. With HAS_MEMORY it has
 * memory for lists of sites; with CAN_SYNC, which is true of a program with one thread, sites that take several
 * stores change, too.
 */
#define _GNU_SOURCE
#include <link.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include "static_call_runtime.h"

extern const char __executable_start[], etext[]; /* by the linker */

/* What a linker script would say. */
static void find_notes(struct sc_notes *notes)
{
	const ElfW(Phdr) *headers = (const void *)getauxval(AT_PHDR);
	unsigned long i, count = getauxval(AT_PHNUM);

	for (i = 0; i < count; i++)
		if (headers[i].p_type == PT_NOTE && headers[i].p_align == 4)
			*notes = (struct sc_notes){__executable_start + headers[i].p_vaddr,
						   headers[i].p_memsz, 4};
}

__attribute__((constructor)) static void start(void)
{
	struct static_call_unit *unit = &__static_call_unit;

	unit->text = (struct sc_text){
		.start = (uintptr_t)__executable_start, .end = (uintptr_t)etext, .stays = true};
	find_notes(&unit->notes);
	__static_call_register_1(unit);
}

static bool store_word(sc_word *at, sc_word word)
{
	__atomic_store_n(at, word, __ATOMIC_RELEASE);
	return true;
}

enum static_call_state sc_platform_write_text(const struct sc_text *text, uintptr_t start, uintptr_t end,
					      bool (*writer)(void *arg, sc_store_fn *store), void *arg,
					      enum sc_force force)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), first = start & ~(page - 1);
	size_t size = ((end + page - 1) & ~(page - 1)) - first;

	(void)text, (void)force;
	if (mprotect((void *)first, size, PROT_READ | PROT_WRITE | PROT_EXEC) || !writer(arg, store_word) ||
	    mprotect((void *)first, size, PROT_READ | PROT_EXEC))
		abort();
	__builtin___clear_cache((char *)start, (char *)end);
	return STATIC_CALL_PATCHED;
}

void sc_platform_sync_cores(void)
{
}

void sc_platform_lock(int *lock)
{
	if (__atomic_exchange_n(lock, 1, __ATOMIC_ACQUIRE))
		abort(); /* there is one thread */
}

void sc_platform_unlock(int *lock)
{
	__atomic_store_n(lock, 0, __ATOMIC_RELEASE);
}

#ifdef HAS_MEMORY
void *sc_platform_allocate(size_t size)
{
	return calloc(1, size);
}
#endif

#ifdef CAN_SYNC
bool sc_platform_can_sync(void)
{
	return true;
}
#endif
