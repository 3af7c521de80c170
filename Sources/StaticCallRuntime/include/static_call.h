/* SPDX-License-Identifier: Apache-2.0 */
/*
 * static_call.h - function pointers that are called directly.
 *
 * A static call is a replaceable function: a *key* that names it, the *target* it reaches now,
 * and calls written static_call(name)(args). Names and meaning are the Linux kernel's.
 *
 *	DECLARE_STATIC_CALL(on_event, log_event);	// in a header; log_event gives the type only
 *	DEFINE_STATIC_CALL(on_event, log_event);	// in one .c file; log_event may be static
 *	static_call(on_event)(id, text);		// the call
 *	static_call_update(on_event, drop_event);	// from now on every call reaches drop_event
 *
 * This file alone makes such a program build and run: a call then loads the key and calls through
 * it. `sc-rewrite` turns each static_call(name)(args) into __SCT__name(args), a direct call to a
 * generated *trampoline* that the runtime (static_call.c) patches to jump to the target. Where the
 * objects have a table of their call sites (`sc-rewrite sites`), the runtime patches these, too:
 * the site itself then is a direct call to the target, or nothing at all for NULL. Files with and
 * without rewriting mix freely in one program.
 *
 *   DECLARE_STATIC_CALL(name, func)        key and trampoline exist somewhere; func: a function type
 *                                          or any expression of one, never evaluated. Attributes
 *                                          that are part of the type (gcc: noreturn, const) count
 *   DEFINE_STATIC_CALL(name, func)         defines the key, first target func
 *   DEFINE_STATIC_CALL_NULL(name, type)    first target NULL: a call evaluates its arguments and
 *                                          does nothing (its value, if it has one, is unspecified)
 *   DEFINE_STATIC_CALL_RET0(name, type)    first target __static_call_return0. Right for integers
 *                                          and pointers; not for float, struct or wider returns
 *   static_call(name)(args...)             calls the current target
 *   static_call_cond(name)(args...)        the same for void keys; says that NULL is expected
 *   static_call_mod(name)(args...)         the same from a module that only calls
 *   static_call(name) without arguments    a pointer to call later: at best the trampoline, which
 *                                          follows updates: to save a target, static_call_query.
 *                                          Updating a key to its own trampoline changes nothing
 *   static_call_update(name, func)         sets the target; func: a function of the key's very type
 *                                          (checked at compile time), NULL,
 *                                          __static_call_return0, or a void pointer
 *   static_call_query(name)                the current target as a void pointer, NULL where it is NULL
 *   STATIC_CALL_BATCH(batch, room)         declares a batch: up to `room` updates, done together by
 *   static_call_batch_begin(&batch)        empties it
 *   static_call_batch_update(&batch, name, func)  adds an update, checked as static_call_update; again
 *                                          for the same key: the last one counts. false: it is full,
 *                                          and nothing was added
 *   static_call_batch_commit(&batch)       makes the updates, and empties the batch. No call sees any of
 *                                          them before; when it returns, every new call sees all. One
 *                                          commit costs little more than one update
 *   static_call_stats(&stats)              what was patched, what was not and why
 *   static_call_for_each(visit, arg)       the same for each trampoline
 *   static_call_free_init()                for programs that give the code of their initialisation
 *                                          back: sites there are not touched from now on
 *   EXPORT_STATIC_CALL[_GPL](name)         other programs and libraries may call and update
 *   EXPORT_STATIC_CALL_TRAMP[_GPL](name)   ... may call only. EXPORT states the intent, and
 *                                          sc-rewrite records it; what the linker sees is below
 *
 * Keys have default visibility even under -fvisibility=hidden, so two libraries of a process should
 * not have keys of one name; -DSTATIC_CALL_KEY_VISIBILITY='"hidden"' keeps a library's keys private.
 *
 * For tables and assembly: STATIC_CALL_KEY, STATIC_CALL_TRAMP, STATIC_CALL_TRAMP_STR,
 * STATIC_CALL_TRAMP_ADDR (needs the generated trampolines at link time), __static_call_update.
 *
 * An update is not a grace period: a thread may still be inside the old target when
 * static_call_update returns. Wait for such threads before the old target's code goes away. Nor is
 * it a barrier: data that the new target reads is published by other means. It takes a lock, so it
 * may be called from any thread, but not from a signal handler.
 */
#ifndef STATIC_CALL_H
#define STATIC_CALL_H

#include <stddef.h>

/* The layout shared by this header, the generated table and the runtime. */
#define STATIC_CALL_ABI 1

#define STATIC_CALL_KEY_PREFIX __SCK__
#define STATIC_CALL_KEY_PREFIX_STR "__SCK__"
#define STATIC_CALL_TRAMP_PREFIX __SCT__
#define STATIC_CALL_TRAMP_PREFIX_STR "__SCT__"

#define __STATIC_CALL_PASTE_(a, b) a##b
#define __STATIC_CALL_PASTE(a, b) __STATIC_CALL_PASTE_(a, b)
#define __STATIC_CALL_STR_(x) #x
#define __STATIC_CALL_STR(x) __STATIC_CALL_STR_(x)

#define STATIC_CALL_KEY(name) __STATIC_CALL_PASTE(STATIC_CALL_KEY_PREFIX, name)
#define STATIC_CALL_KEY_STR(name) __STATIC_CALL_STR(STATIC_CALL_KEY(name))
#define STATIC_CALL_TRAMP(name) __STATIC_CALL_PASTE(STATIC_CALL_TRAMP_PREFIX, name)
#define STATIC_CALL_TRAMP_STR(name) __STATIC_CALL_STR(STATIC_CALL_TRAMP(name))
#define STATIC_CALL_TRAMP_ADDR(name) (&STATIC_CALL_TRAMP(name))

#ifndef STATIC_CALL_KEY_VISIBILITY
#define STATIC_CALL_KEY_VISIBILITY "default"
#endif

struct static_call_row;
struct static_call_key;

/* What NULL and RET0 keys point at, in one program or library. */
struct static_call_specials {
	void *nop;
	void *return0;
};

/*
 * One update of many. `func` is what the key shall hold, never NULL. `old` is what it held before, if
 * the change was put into effect before a runtime heard of it; else NULL.
 */
struct static_call_change {
	struct static_call_key *key;
	void *func;
	void *old;
};

/*
 * One replaceable function. `func` is what a call reaches and is never NULL, so neither an
 * unrewritten call nor an unpatched trampoline has to test it. The other fields let any part of a
 * process update any key, whichever parts were rewritten and have the runtime: they belong to it.
 */
struct static_call_key {
	void *func;
	const struct static_call_specials *specials; /* of the object that defines the key */
	/* the runtime in charge, if any; takes changes of any keys, each once, in order of address */
	void (*set)(struct static_call_change *changes, size_t count);
	struct static_call_row *rows; /* the key's trampolines in the objects loaded now */
	int lock;		      /* guards set and rows */
};

/*
 * How calls through one trampoline or site reach the target, and if not by a patched branch, why
 * not. (A site whose state is "data form" calls the trampoline, whatever form that has.)
 */
enum static_call_state {
	STATIC_CALL_PATCHED,	  /* the trampoline or site branches straight to the target */
	STATIC_CALL_OUT_OF_REACH, /* data form: the target is too far for one branch */
	STATIC_CALL_TEXT_LOCKED,  /* data form: the system refused write access to text */
	STATIC_CALL_OFF,	  /* data form: STATIC_CALL_PATCH=off */
	STATIC_CALL_NO_ARCH,	  /* data form: the runtime has no patcher for this CPU */
	STATIC_CALL_FOREIGN_CODE, /* untouched: unexpected bytes where the trampoline should be */
	STATIC_CALL_STALE,	  /* still jumps to an older target: text was writable once, and the
				     process has since given up every way to write it */
	STATIC_CALL_NO_MEMORY,	  /* data form: no memory for the list of sites */
	STATIC_CALL_NO_SYNC	  /* data form: the site takes several stores, and the system cannot make
				     other cores see them in order (no membarrier) */
};
/* Of these; not one of them, or no switch over them could be complete. */
enum { STATIC_CALL_STATES = STATIC_CALL_NO_SYNC + 1 };

/* One trampoline, and the sites that call through it. */
struct static_call_info {
	const char *name;	/* of the key */
	const char *signature;	/* the key's C type, as sc-rewrite saw it */
	void *func;		/* the current target, NULL where it is NULL */
	enum static_call_state state; /* of the trampoline */
	size_t sites;		/* in the program or library that the trampoline belongs to */
	size_t patched_sites;	/* of those: that branch straight to the target */
};

/* What the runtime has in its charge. */
struct static_call_stats {
	size_t keys;			   /* that something calls */
	size_t trampolines[STATIC_CALL_STATES]; /* by state */
	size_t sites[STATIC_CALL_STATES];  /* by state; [STATIC_CALL_PATCHED]: patched */
	size_t total_trampolines, total_sites;
	_Bool traps;			   /* the SIGTRAP handler is in place (x86-64) */
	unsigned long trapped;		   /* how often a thread met a site that was being changed */
};

/*
 * Every object that includes this file carries a copy of these two, and each program or library
 * keeps one of its own: a key that points at one must not outlive it.
 */
#define __STATIC_CALL_OWN __attribute__((weak, visibility("hidden")))

/* A type that no key has, so that static_call_update() knows the function by it. */
struct __static_call_anything;

extern void __static_call_nop(void) __STATIC_CALL_OWN;
extern long __static_call_return0(struct __static_call_anything *) __STATIC_CALL_OWN;

void __static_call_nop(void)
{
}

long __static_call_return0(struct __static_call_anything *unused)
{
	(void)unused;
	return 0;
}

static const struct static_call_specials __static_call_specials __attribute__((unused)) = {
	__extension__(void *)__static_call_nop,
	__extension__(void *)__static_call_return0,
};

/* Functions of this header that need no inlining, and may go unused. */
#define __STATIC_CALL_INLINE static __inline__ __attribute__((unused))

/* Puts a change of a key that no runtime has into effect; says which is to do it otherwise. */
__STATIC_CALL_INLINE void __static_call_apply(struct static_call_change *change,
					      void (**set)(struct static_call_change *, size_t))
{
	void (*found)(struct static_call_change *, size_t);

	/* acquire: the runtime that took the key over */
	found = __atomic_load_n(&change->key->set, __ATOMIC_ACQUIRE);
	if (!found) {
		/*
		 * seq_cst, both: a runtime that takes the key over meanwhile stores `set` and then
		 * reads `func`, so one of the two sees the other.
		 */
		change->old = __atomic_exchange_n(&change->key->func, change->func, __ATOMIC_SEQ_CST);
		found = __atomic_load_n(&change->key->set, __ATOMIC_SEQ_CST);
	}
	if (found)
		*set = found;
}

/* What a key's func shall be for what an update says. */
__STATIC_CALL_INLINE void *__static_call_func(const struct static_call_key *key, void *func)
{
	if (!func)
		return key->specials->nop;
	return func == __static_call_specials.return0 ? key->specials->return0 : func;
}

/* For tables of keys; static_call_update() is the type-checked form. `tramp` may be NULL. */
__STATIC_CALL_INLINE void __static_call_update(struct static_call_key *key, void *tramp, void *func)
{
	struct static_call_change change = {key, __static_call_func(key, func), NULL};
	void (*set)(struct static_call_change *, size_t) = NULL;

	(void)tramp; /* kept for the kernel's signature: a key knows its trampolines */
	__static_call_apply(&change, &set);
	if (set)
		set(&change, 1);
}

/* Changes of distinct keys, in order of address: that is the order in which they are locked. */
struct static_call_batch {
	struct static_call_change *changes;
	size_t room, count;
};

#define STATIC_CALL_BATCH(batch, room)                                                             \
	struct static_call_batch batch = {                                                         \
		__extension__(struct static_call_change[(room)]){{NULL, NULL, NULL}}, (room), 0}

__STATIC_CALL_INLINE void static_call_batch_begin(struct static_call_batch *batch)
{
	batch->count = 0;
}

/* For tables of keys; static_call_batch_update() is the type-checked form. */
__STATIC_CALL_INLINE _Bool __static_call_batch_update(struct static_call_key *key,
						      struct static_call_batch *batch, void *func)
{
	struct static_call_change *changes = batch->changes;
	size_t low = 0, high = batch->count, i;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if ((__UINTPTR_TYPE__)changes[middle].key < (__UINTPTR_TYPE__)key)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == batch->count || changes[low].key != key) {
		if (batch->count == batch->room)
			return 0;
		for (i = batch->count++; i > low; i--)
			changes[i] = changes[i - 1];
		changes[low].key = key;
		changes[low].old = NULL;
	}
	changes[low].func = __static_call_func(key, func);
	return 1;
}

/* Makes two batches end as one after the other also for keys that no runtime looks after. */
extern int __static_call_batch_lock __attribute__((weak, visibility("default")));
int __static_call_batch_lock = 0;

__STATIC_CALL_INLINE void static_call_batch_commit(struct static_call_batch *batch)
{
	void (*set)(struct static_call_change *, size_t) = NULL;
	size_t i;

	/* acquire, release: a few stores are guarded, so nobody waits for long */
	while (__atomic_exchange_n(&__static_call_batch_lock, 1, __ATOMIC_ACQUIRE))
		;
	for (i = 0; i < batch->count; i++)
		__static_call_apply(&batch->changes[i], &set);
	__atomic_store_n(&__static_call_batch_lock, 0, __ATOMIC_RELEASE);
	/* any of the runtimes will do: it knows from the keys which other ones to ask */
	if (set)
		set(batch->changes, batch->count);
	batch->count = 0;
}

__STATIC_CALL_INLINE void *__static_call_query(const struct static_call_key *key)
{
	/* relaxed: the value alone matters, nothing is read through it here */
	void *func = __atomic_load_n(&key->func, __ATOMIC_RELAXED);

	if (func == key->specials->nop)
		return NULL;
	return func == key->specials->return0 ? __static_call_specials.return0 : func;
}

/*
 * A program that sc-rewrite did not touch must link without the runtime: the reference is weak.
 * Default visibility, whatever the compiler was told, so that the process shares one list.
 */
#define __STATIC_CALL_OPTIONAL __attribute__((weak, visibility("default")))

extern int __static_call_walk(int (*visit)(const struct static_call_info *, void *), void *arg)
	__STATIC_CALL_OPTIONAL;
extern void __static_call_count(struct static_call_stats *stats) __STATIC_CALL_OPTIONAL;
extern void __static_call_forget_init(void *nop) __STATIC_CALL_OPTIONAL;

/*
 * Visits every trampoline the runtime knows, in no particular order, until `visit` returns other
 * than 0; returns that value, or 0. Without the runtime there are none. `visit` may do anything; a
 * trampoline that comes or goes meanwhile may be missed or seen twice.
 */
__STATIC_CALL_INLINE int
static_call_for_each(int (*visit)(const struct static_call_info *info, void *arg), void *arg)
{
	return __static_call_walk ? __static_call_walk(visit, arg) : 0;
}

/* Counts; all zero without the runtime. May be called as static_call_update() may. */
__STATIC_CALL_INLINE void static_call_stats(struct static_call_stats *stats)
{
	*stats = (struct static_call_stats){0};
	if (__static_call_count)
		__static_call_count(stats);
}

/* To be called before the code goes, by the program or library that it belongs to. */
__STATIC_CALL_INLINE void static_call_free_init(void)
{
	if (__static_call_forget_init)
		__static_call_forget_init(__static_call_specials.nop);
}

/*
 * The trampoline is hidden: every program and library has trampolines of its own for the keys it
 * calls, wherever the keys live, so that a call is direct even under -fPIC and -fno-plt.
 */
#define DECLARE_STATIC_CALL(name, func)                                                            \
	extern struct static_call_key STATIC_CALL_KEY(name)                                        \
		__attribute__((visibility(STATIC_CALL_KEY_VISIBILITY)));                           \
	extern __typeof__(func) STATIC_CALL_TRAMP(name) __attribute__((visibility("hidden")))

#define __DEFINE_STATIC_CALL(name, type, first)                                                    \
	DECLARE_STATIC_CALL(name, type);                                                           \
	struct static_call_key STATIC_CALL_KEY(name) = {                                           \
		__extension__(void *)(first), &__static_call_specials, NULL, NULL, 0}

#define DEFINE_STATIC_CALL(name, func) __DEFINE_STATIC_CALL(name, func, func)
#define DEFINE_STATIC_CALL_NULL(name, type) __DEFINE_STATIC_CALL(name, type, __static_call_nop)
#define DEFINE_STATIC_CALL_RET0(name, type) __DEFINE_STATIC_CALL(name, type, __static_call_return0)

/* Only asks that there is such a key: see STATIC_CALL_KEY_VISIBILITY. */
#define __STATIC_CALL_EXPORT(name)                                                                 \
	_Static_assert(sizeof(STATIC_CALL_KEY(name)) != 0, "")

#define EXPORT_STATIC_CALL(name) __STATIC_CALL_EXPORT(name)
#define EXPORT_STATIC_CALL_GPL(name) __STATIC_CALL_EXPORT(name)
#define EXPORT_STATIC_CALL_TRAMP(name) __STATIC_CALL_EXPORT(name)
#define EXPORT_STATIC_CALL_TRAMP_GPL(name) __STATIC_CALL_EXPORT(name)

/* relaxed: an update publishes a function, whose code was there all along, and nothing else */
#define static_call(name)                                                                          \
	(__extension__(__typeof__(STATIC_CALL_TRAMP(name)) *)__atomic_load_n(                      \
		&STATIC_CALL_KEY(name).func, __ATOMIC_RELAXED))

#define static_call_cond(name) (void)static_call(name)
#define static_call_mod(name) static_call(name)

/* A function's type once it has decayed to a pointer; the type of anything else. */
#define __STATIC_CALL_DECAYED(func) __typeof__(0 ? (func) : (func))
#define __STATIC_CALL_IS(func, type)                                                               \
	__builtin_types_compatible_p(__STATIC_CALL_DECAYED(func), type)

#if defined(__STDC_VERSION__) && __STDC_VERSION__ > 201710L &&                                     \
	((defined(__clang__) && __clang_major__ >= 17) || (!defined(__clang__) && __GNUC__ >= 13))
#define __STATIC_CALL_IS_NULLPTR(func) __STATIC_CALL_IS(func, __typeof__(nullptr))
#else
#define __STATIC_CALL_IS_NULLPTR(func) 0
#endif

/* `func`, or a void pointer for what may spell NULL without being a pointer. */
#define __STATIC_CALL_IS_INT(func) (__STATIC_CALL_IS(func, int) || __STATIC_CALL_IS(func, long))
#define __STATIC_CALL_POINTER(func)                                                                \
	__builtin_choose_expr(__STATIC_CALL_IS_INT(func) || __STATIC_CALL_IS_NULLPTR(func),        \
			      (void *)0, (func))

/* Compares what is pointed at: there gcc does not count attributes such as noreturn. */
#define __STATIC_CALL_TO(func, type)                                                               \
	__builtin_types_compatible_p(__typeof__(*__STATIC_CALL_POINTER(func)), type)

#define __STATIC_CALL_CHECK(name, func)                                                            \
		_Static_assert(!__builtin_choose_expr(__STATIC_CALL_IS_INT(func), (func), 0),      \
			       "static_call_update: an integer is not a function");                \
		_Static_assert(__STATIC_CALL_TO(func, __typeof__(STATIC_CALL_TRAMP(name))) ||      \
				       __STATIC_CALL_TO(func, __typeof__(__static_call_return0)) ||\
				       __STATIC_CALL_TO(func, void),                               \
			       "static_call_update: the function's type is not the key's")

#define static_call_update(name, func)                                                             \
	__extension__({                                                                            \
		__STATIC_CALL_CHECK(name, func);                                                   \
		__static_call_update(&STATIC_CALL_KEY(name), NULL,                                 \
				     (void *)__STATIC_CALL_POINTER(func));                         \
	})

#define static_call_batch_update(batch, name, func)                                                \
	__extension__({                                                                            \
		__STATIC_CALL_CHECK(name, func);                                                   \
		__static_call_batch_update(&STATIC_CALL_KEY(name), batch,                          \
					   (void *)__STATIC_CALL_POINTER(func));                   \
	})

#define static_call_query(name) __static_call_query(&STATIC_CALL_KEY(name))

#endif
