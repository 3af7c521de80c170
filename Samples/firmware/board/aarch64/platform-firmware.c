/*
 * What the runtime wants of this board (static_call_runtime.h, seam 2): to write text, to synchronise cores, to lock;
 * and some memory, if calls are patched in place.
 */
#include "platform-firmware.h"

#include "static_call_runtime.h"

/* By the linker script. */
extern const char __text_start[], __text_end[];
extern const char __static_call_notes_start[], __static_call_notes_end[];

void take_static_calls_in_charge(void)
{
	struct static_call_unit *unit = &__static_call_unit;

	unit->text = (struct sc_text){
		.start = (uintptr_t)__text_start, .end = (uintptr_t)__text_end, .stays = true};
	unit->notes = (struct sc_notes){
		.start = __static_call_notes_start,
		.size = (size_t)(__static_call_notes_end - __static_call_notes_start),
		.align = 4};
	__static_call_register_1(unit);
}

/*
 * Takes the new word to where instructions are fetched from (Arm ARM, B2.4.4). Once a word where once a cache line
 * would do, which costs little and does not have to know how long a line is.
 */
static bool store_word(sc_word *at, sc_word word)
{
	/* release: the key was set before, so a branch to a new target never runs ahead of it */
	__atomic_store_n(at, word, __ATOMIC_RELEASE);
	__asm__ volatile("dc cvau, %0\n\t"
			 "dsb ish\n\t"
			 "ic ivau, %0\n\t"
			 "dsb ish"
			 :
			 : "r"(at)
			 : "memory");
	return true;
}

/* start.S maps text writable. Where it is not, write through a second mapping, or open it here. */
enum static_call_state sc_platform_write_text(const struct sc_text *text, uintptr_t start, uintptr_t end,
					      bool (*writer)(void *arg, sc_store_fn *store), void *arg,
					      enum sc_force force)
{
	bool written = writer(arg, store_word);

	(void)text, (void)start, (void)end, (void)force;
	__asm__ volatile("isb" : : : "memory");
	return written ? STATIC_CALL_PATCHED : STATIC_CALL_TEXT_LOCKED;
}

/* There is one core. With more, each of them has to run an isb: send them an interrupt, and wait. */
void sc_platform_sync_cores(void)
{
}

/*
 * With one core the only other one to update is an interrupt handler, for whom this would wait for ever: firmware that
 * does so masks interrupts here.
 */
void sc_platform_lock(int *lock)
{
	/* acquire: what the holder before did is seen */
	while (__atomic_exchange_n(lock, 1, __ATOMIC_ACQUIRE))
		;
}

void sc_platform_unlock(int *lock)
{
	/* release: what was done under the lock comes first */
	__atomic_store_n(lock, 0, __ATOMIC_RELEASE);
}

/* 32 bytes a call site, and half as much again where tables are out of order. What is given back is not used again. */
void *sc_platform_allocate(size_t size)
{
	static _Alignas(16) char memory[4096];
	static size_t used;
	void *result = memory + used;

	size = (size + 15) & ~(size_t)15;
	if (size > sizeof(memory) - used)
		return NULL;
	used += size;
	return result;
}
