/* SPDX-License-Identifier: Apache-2.0 */
/*
 * static_call.c - keeps every trampoline in step with its key.
 *
 * The invariant, for each key, in this order: the key's func is set first, then its trampolines.
 * A trampoline is at any moment either a branch to the target set last or before, or it loads the
 * key; both are right for a call that runs beside the update. When an update has returned, every
 * trampoline leads to the new target, by a branch or by the key.
 *
 * All state hangs on the keys and units handed in; what is static here is the list of units, which
 * only static_call_for_each() walks. The lock guards all of it. Calls take no lock.
 */
#include "static_call_runtime.h"

static struct static_call_unit *units;

static void *load_target(const struct static_call_key *key)
{
	/* relaxed: under the lock nobody else writes it but code that has no runtime */
	return __atomic_load_n(&key->func, __ATOMIC_RELAXED);
}

/* The patchable word of a row's trampoline; NULL, and the row says why, if there is none. */
static sc_word *word_of(struct static_call_row *row)
{
	sc_word *at = sc_arch_word(row->tramp);

	if (!at) {
		row->state = STATIC_CALL_NO_ARCH;
		return NULL;
	}
	/* relaxed: text changes only under the lock */
	if (!sc_arch_is_ours(__atomic_load_n(at, __ATOMIC_RELAXED))) {
		row->state = STATIC_CALL_FOREIGN_CODE;
		return NULL;
	}
	return at;
}

/* Brings one trampoline back to the data form, by any way there is. True if text was changed. */
static bool retract_row(struct static_call_row *row)
{
	sc_word *at = word_of(row);
	sc_word now, data_form;

	if (!at)
		return false;
	/* relaxed: text changes only under the lock */
	now = __atomic_load_n(at, __ATOMIC_RELAXED);
	data_form = sc_arch_fall_through(now);
	if (now == data_form)
		return false;
	if (sc_platform_write_text(at, data_form, true) == STATIC_CALL_PATCHED)
		return true;
	row->state = STATIC_CALL_STALE;
	return false;
}

/* Points one trampoline at its key's target. True if text was changed. */
static bool sync_row(struct static_call_row *row)
{
	sc_word *at = word_of(row);
	sc_word now, branch;
	enum static_call_state result;

	if (!at)
		return false;
	/* relaxed: text changes only under the lock */
	now = __atomic_load_n(at, __ATOMIC_RELAXED);
	if (!sc_arch_branch(now, at, load_target(row->key), &branch)) {
		row->state = STATIC_CALL_OUT_OF_REACH;
		return retract_row(row);
	}
	result = now == branch ? STATIC_CALL_PATCHED : sc_platform_write_text(at, branch, false);
	row->state = result;
	if (result == STATIC_CALL_PATCHED)
		return now != branch;
	return retract_row(row);
}

void __static_call_set(struct static_call_key *key, void *func)
{
	bool changed = false;

	sc_platform_lock();
	/* release: whoever sees the new target through the key also sees what the caller wrote before */
	__atomic_store_n(&key->func, func, __ATOMIC_RELEASE);
	for (struct static_call_row *row = key->rows; row; row = row->next)
		changed |= sync_row(row);
	if (changed)
		sc_platform_sync_cores();
	sc_platform_unlock();
}

void __static_call_register(struct static_call_unit *unit)
{
	bool changed = false;

	sc_platform_lock();
	for (size_t i = 0; i < unit->count; i++) {
		struct static_call_row *row = &unit->rows[i];

		if (!row->key)
			continue;
		row->tramp = unit->tramps[i];
		row->next = row->key->rows;
		row->key->rows = row;
		changed |= sync_row(row);
	}
	unit->next = units;
	units = unit;
	if (changed)
		sc_platform_sync_cores();
	sc_platform_unlock();
}

static void forget_row(struct static_call_row *row)
{
	struct static_call_row **link = &row->key->rows;

	while (*link && *link != row)
		link = &(*link)->next;
	if (*link)
		*link = row->next;
}

/*
 * Destructors that run later may still update and call: their trampolines go back to the data
 * form, which needs nobody to look after it.
 */
void __static_call_unregister(struct static_call_unit *unit)
{
	struct static_call_unit **place = &units;
	bool changed = false;

	sc_platform_lock();
	for (size_t i = 0; i < unit->count; i++) {
		struct static_call_row *row = &unit->rows[i];

		if (!row->key)
			continue;
		forget_row(row);
		changed |= retract_row(row);
	}
	while (*place && *place != unit)
		place = &(*place)->next;
	if (*place)
		*place = unit->next;
	if (changed)
		sc_platform_sync_cores();
	sc_platform_unlock();
}

int __static_call_walk(int (*visit)(const struct static_call_info *, void *), void *arg)
{
	int result = 0;

	sc_platform_lock();
	for (struct static_call_unit *unit = units; unit && !result; unit = unit->next) {
		for (size_t i = 0; i < unit->count && !result; i++) {
			const struct static_call_row *row = &unit->rows[i];
			struct static_call_info info = {
				.name = row->name,
				.signature = row->signature,
				.func = row->key ? __static_call_query(row->key) : NULL,
				.state = row->state,
			};

			if (row->key)
				result = visit(&info, arg);
		}
	}
	sc_platform_unlock();
	return result;
}
