/* SPDX-License-Identifier: Apache-2.0 */
/*
 * static_call_runtime.h - what the runtime's files and the generated table share.
 *
 *	static_call_table.c (generated)   rows: key, trampoline, name, signature
 *	static_call.c                     keeps every trampoline in step with its key
 *	static_call_sites.c, _pass.c      the same for call sites
 *	static_call_notes.c               reads the tables of sites
 *	arch-*.c                          seam 1: what the bytes of trampolines and sites mean on a CPU
 *	platform-*.c                      seam 2: how a system writes text, syncs cores and locks
 *
 * static_call*.c and arch-*.c are freestanding C11. With -ffreestanding, so is platform-*.c, and leaves three
 * things of seam 2 to a kernel or firmware: see platform-freestanding.c. It registers its table itself.
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
	uint32_t first_site, last_site, site_count;
	void *aim;     /* where its sites lead, or would if they could; NULL: not begun */
	void *aims[2]; /* where sites may lead that could not be written since; NULL: none */
};

/* A branch instruction to a trampoline: where it stands, and the next one of its trampoline. */
struct static_call_site {
	unsigned char *at;
	uint32_t next;
	uint32_t row_and_flags;
};

/* A row of the table of sites, which is in notes: n rows of type 1 by "static_call". */
struct sc_site_row {
	int32_t site;  /* relative to this field: the branch's opcode, behind any prefixes */
	int32_t tramp; /* relative to this field, plus SC_SITE_TAIL and SC_SITE_INIT */
};

enum {
	SC_SITE_TAIL = 1,	 /* a jump: nothing comes back to what follows */
	SC_SITE_INIT = 2,	 /* in code that goes after initialisation */
	SC_SITE_CONDITIONAL = 4, /* a conditional jump, by its bytes */
	SC_SITE_GUARDED = 8,	 /* its first bytes are not what they are to be: see static_call_sites.c */
	SC_SITE_GONE = 16,	 /* not to be touched any more */
	SC_SITE_CONDITION = 5,	 /* the first of four bits: a conditional jump's condition */
	SC_SITE_FLAGS = 9	 /* how many bits all that is; those above are the row's number */
};

/* A site that needs a guard, and the code that it is to become. */
struct sc_marked {
	uint64_t bytes;
	uint32_t length, site;
};

/* Text that is opened for writing as one; what the platform knows of it, it keeps in `protection`. */
struct sc_text {
	uintptr_t start, end;
	int protection;
	bool stays; /* it is the program's own, which never goes, not a library's */
};

/* A piece of memory with ELF notes. */
struct sc_notes {
	const void *start;
	size_t size, align; /* of descriptors and names: 4 or 8 */
};

#define SC_NO_SITE UINT32_MAX

struct sc_runtime;

/* The table of one program or library. */
struct static_call_unit {
	struct static_call_row *rows;
	void *const *tramps; /* of each row; kept apart because no C type suits all trampolines */
	size_t count;
	const struct static_call_specials *specials; /* of this program; what its sites can reach */
	/* firmware: where its linker script put the notes with the sites, and its text */
	struct sc_notes notes;
	struct sc_text text;
	/*
	 * The runtime that registered the unit. There may be several in a process (-Bsymbolic,
	 * version scripts, RTLD_LOCAL): each writes only the text of its own units.
	 */
	const struct sc_runtime *runtime;
	struct static_call_unit *next; /* all units of that runtime */
	/* sites; guarded by the runtime's lock of text */
	struct static_call_site *sites; /* NULL: none, or no memory */
	size_t site_count, site_room;
	struct sc_marked *marked; /* during an update; as much room as for sites */
	uint32_t marked_count;
	unsigned char stage_done; /* with these, by an update that goes through several units */
	size_t stray_sites;	/* in the table, but not in `sites`: of no trampoline, or not in text */
	uintptr_t tramp_stride; /* between trampolines, as far as that holds */
	bool tramps_in_order;
	bool sites_in_charge; /* sites follow their keys */
};

/* What one copy of the runtime does for another. */
struct sc_runtime {
	void (*set)(struct static_call_change *changes, size_t count);
	/* bring what belongs to the keys' rows in this copy's charge in step; true: text was changed */
	bool (*sync_trampolines)(const struct static_call_change *changes, size_t count);
	bool (*sync_sites)(const struct static_call_change *changes, size_t count);
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

/*
 * The code of a site, as bytes in the order of memory from the least significant one up. `wanted`
 * gives what the site shall be when its key's target is `aim`, one of the unit's specials for NULL
 * and RET0; it is a branch to `tramp` where `aim` is out of reach. Length 0: there is no such form.
 */
struct sc_code {
	uint64_t bytes;
	unsigned length;
};

SC_HIDDEN struct sc_code sc_arch_site(const unsigned char *at, unsigned flags, const void *aim,
				      const void *tramp, const struct static_call_specials *own);

/* SC_SITE_CONDITIONAL and the condition, if a conditional jump stands at `at`. */
SC_HIDDEN unsigned sc_arch_site_flags(const unsigned char *at);

/*
 * How threads are kept from a site whose code does not change by one store: nobody is there to be
 * kept off, they trap (SC_GUARD_TRAP), or they go round in place until it is done.
 */
enum sc_guard { SC_GUARD_ALONE, SC_GUARD_TRAP, SC_GUARD_SPIN };

/* The code that does so, which lies within one word; length 0: the CPU needs none. */
SC_HIDDEN struct sc_code sc_arch_guard(enum sc_guard guard);

/* --- The runtime's files to one another ------------------------------------------------------ */

extern SC_HIDDEN struct static_call_unit *sc_units; /* registered by this copy */
extern SC_HIDDEN int sc_units_lock, sc_text_lock;
/* Odd while sites may have guards. */
extern SC_HIDDEN unsigned sc_guard_turn;
extern SC_HIDDEN const struct sc_runtime sc_this_runtime;

SC_HIDDEN void *sc_target(const struct static_call_key *key);
SC_HIDDEN void sc_find_sites(struct static_call_unit *unit);
SC_HIDDEN void sc_lose_sites(struct static_call_unit *unit);
SC_HIDDEN bool sc_take_sites(struct static_call_unit *unit);
SC_HIDDEN bool sc_release_sites(struct static_call_unit *unit);
SC_HIDDEN bool sc_sync_sites(const struct static_call_change *changes, size_t count);

/* What a thread is to do that trapped at `at`, for a platform's handler: any thread, no lock. */
enum sc_trap { SC_TRAP_FOREIGN, SC_TRAP_RETRY, SC_TRAP_BRANCH };
SC_HIDDEN enum sc_trap sc_trapped_at(const unsigned char *at, unsigned *flags, void **target);

/* --- Seam 2: a system (platform-*.c) --------------------------------------------------------- */
/* Kernels and firmware bring those marked (*); platform-freestanding.c has the others. */

/* Replaces an aligned word in text by one atomic store. False: refused. */
typedef bool sc_store_fn(sc_word *at, sc_word word);

enum sc_force {
	SC_FORCE_NONE,	  /* what stands there is right as it is */
	SC_FORCE_RETRACT, /* ... is wrong, so a way that is not good enough otherwise will do */
	SC_FORCE_MUST	  /* ... does not work: rather end the program */
};

/*
 * Opens text from `start` to `end`, a part of `text`, calls `writer`, and closes it again; makes instruction
 * fetch see the new text on this core. Returns STATIC_CALL_PATCHED, or the reason why text stays as it
 * is, which it does too if a store was refused. Never runs twice at a time in one copy of the runtime.
 * Leaves errno alone. Where text is always open: call `writer`. (*)
 */
SC_HIDDEN enum static_call_state sc_platform_write_text(const struct sc_text *text, uintptr_t start,
							uintptr_t end,
							bool (*writer)(void *arg, sc_store_fn *store),
							void *arg, enum sc_force force);

/* Whether text may be patched at all: STATIC_CALL_PATCHED or STATIC_CALL_OFF. */
SC_HIDDEN enum static_call_state sc_platform_wish(void);

/* Whether a guard may be a trap, as far as the user and this copy of the runtime are concerned. */
SC_HIDDEN bool sc_platform_may_trap(void);

/* Returns when every other core that runs this program has dropped instructions fetched before. (*) */
SC_HIDDEN void sc_platform_sync_cores(void);

/* Whether it does; if not, sites that take several stores are left alone. The same for all time. */
SC_HIDDEN bool sc_platform_can_sync(void);

/*
 * Mutual exclusion on a word that starts as 0, for everybody who can reach the word. Not recursive.
 * Held at a time are keys' locks, in order of address, then that of the list, then that of text. (*)
 */
SC_HIDDEN void sc_platform_lock(int *lock);
SC_HIDDEN void sc_platform_unlock(int *lock);

/*
 * Calls `visit` for each piece of memory with notes of the program that holds `unit`, and sets the
 * unit's text. Firmware: neither, the unit's fields say it.
 */
SC_HIDDEN void sc_platform_program(struct static_call_unit *unit,
				   void (*visit)(struct static_call_unit *, const struct sc_notes *));

/* Memory for a unit's sites, zeroed; NULL: none, they stay on their trampolines. */
SC_HIDDEN void *sc_platform_allocate(size_t size);
SC_HIDDEN void sc_platform_free(void *memory, size_t size);

/*
 * Chooses a guard, under the lock of text, and keeps signals (interrupts) off this thread if it is not
 * SC_GUARD_TRAP. Who has no traps: SC_GUARD_SPIN. SC_GUARD_TRAP needs a handler that asks sc_trapped_at().
 */
SC_HIDDEN enum sc_guard sc_platform_begin_guard(void);
SC_HIDDEN void sc_platform_end_guard(enum sc_guard guard);

/* Waits until nobody is inside sc_trapped_at() any more who might have seen the unit. */
SC_HIDDEN void sc_platform_drain_traps(void);

/* For static_call_stats(): whether traps are in use, and how many were taken. */
SC_HIDDEN unsigned long sc_platform_traps(bool *in_use);

#endif
