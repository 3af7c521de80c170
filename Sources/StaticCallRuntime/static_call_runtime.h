/* SPDX-License-Identifier: Apache-2.0 */
/*
 * static_call_runtime.h - what the runtime's files and the generated table share.
 *
 *	static_call_table.c (generated)   rows: key, trampoline, name, signature
 *	static_call.c                     keeps every trampoline in step with its key
 *	arch-*.c                          seam 1: what the bytes of a trampoline mean on a CPU
 *	platform-*.c                      seam 2: how a system writes text, syncs cores and locks
 *
 * static_call.c and arch-*.c are freestanding C11. A kernel or firmware replaces platform-posix.c
 * by the functions under "seam 2" and registers its table itself.
 */
#ifndef STATIC_CALL_RUNTIME_H
#define STATIC_CALL_RUNTIME_H

#include <stdbool.h>
#include <stdint.h>

#include "static_call.h"

#if STATIC_CALL_ABI != 1
#error "static_call.h is not of the version that this runtime was made for: take the one beside it"
#endif

#define SC_HIDDEN __attribute__((visibility("hidden")))
#define SC_EXPORTED __attribute__((visibility("default")))

/* The aligned unit of text that one store replaces; it holds the one patchable instruction. */
#if defined(__aarch64__)
typedef uint32_t sc_word;
#else
typedef uint64_t sc_word;
#endif

struct static_call_unit;

/* One trampoline of one program or library. The first fields come from the generated table. */
struct static_call_row {
	struct static_call_key *key; /* NULL: this program links no such key, the row is idle */
	const char *name;
	const char *signature;
	/* the runtime's */
	enum static_call_state state;
	void *tramp;
	struct static_call_unit *unit;
	struct static_call_row *next; /* the key's list */
};

/* The table of one program or library. (Call-site tables will stand beside the rows.) */
struct static_call_unit {
	struct static_call_row *rows;
	void *const *tramps; /* of each row; kept apart because no C type suits all trampolines */
	size_t count;
	/*
	 * The runtime that registered the unit. There may be several in a process (-Bsymbolic,
	 * version scripts, RTLD_LOCAL): each writes only the text of its own units.
	 */
	enum static_call_state (*write)(sc_word *at, sc_word word, bool retract);
	void (*set)(struct static_call_key *key, void *func, void *old);
	struct static_call_unit *next; /* all units of that runtime */
};

/* The generated table of this program or library. */
extern SC_HIDDEN struct static_call_unit __static_call_unit;

/*
 * Takes the unit's trampolines in charge: links each row to its key and patches it to the key's
 * target. Called by the table's constructor, before or after any update; unregister undoes it
 * when a library goes. `unit` must stay valid in between. The number is STATIC_CALL_ABI: objects
 * of different versions do not link.
 */
SC_EXPORTED void __static_call_register_1(struct static_call_unit *unit);
SC_EXPORTED void __static_call_unregister_1(struct static_call_unit *unit);

/* --- Seam 1: a CPU (arch-*.c) --------------------------------------------------------------- */

/* Where in a trampoline the patchable word lies; NULL: nowhere that one store could replace. */
SC_HIDDEN sc_word *sc_arch_word(void *tramp);

/* Whether `word` is one that a generated trampoline can hold, so that it may be replaced. */
SC_HIDDEN bool sc_arch_is_ours(sc_word word);

/* `word` with the patchable instruction falling through to the load of the key. */
SC_HIDDEN sc_word sc_arch_fall_through(sc_word word);

/* `word` with the patchable instruction, which is at `at`, branching to `to`; false: out of reach. */
SC_HIDDEN bool sc_arch_branch(sc_word word, const sc_word *at, const void *to, sc_word *result);

/* --- Seam 2: a system (platform-*.c) --------------------------------------------------------- */

/*
 * Replaces the word at `at` in text by one atomic store and makes instruction fetch see it on this
 * core. Returns STATIC_CALL_PATCHED, or the reason why text stays as it is. Never runs twice at a
 * time in one copy of the runtime. Leaves errno alone.
 *
 * `retract`: the trampoline branches to a target that is no longer the key's, and `word` sends it
 * back to the key. Leaving it would be wrong, so a way that is not good enough otherwise will do.
 */
SC_HIDDEN enum static_call_state sc_platform_write_text(sc_word *at, sc_word word, bool retract);

/* Returns when every other core that runs this program has dropped instructions fetched before. */
SC_HIDDEN void sc_platform_sync_cores(void);

/*
 * Mutual exclusion on a word that starts as 0, for everybody who can reach the word. Not recursive;
 * at most two are held at a time, a key's first.
 */
SC_HIDDEN void sc_platform_lock(int *lock);
SC_HIDDEN void sc_platform_unlock(int *lock);

#endif
