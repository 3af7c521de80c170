/* SPDX-License-Identifier: Apache-2.0 */
/*
 * static_call.c - keeps every trampoline in step with its key.
 *
 * The invariant, for each key, in this order: the key's func is set first, then its trampolines.
 * A trampoline is at any moment either a branch to the target set last or before, or it loads the
 * key; both are right for a call that runs beside the update. When an update has returned, every
 * trampoline leads to the new target, by a branch or by the key.
 *
 * What belongs to a key hangs on the key, its lock included, and what belongs to a program or
 * library hangs on its unit; so several copies of this file in one process get along. A key's lock
 * is taken before the lock of text or of the list. Calls take no lock.
 */
#include "static_call_runtime.h"

/* The units that this copy registered, which only static_call_for_each() walks. */
static struct static_call_unit *units;
static int units_lock;
static int text_lock;

static enum static_call_state write_text(sc_word *at, sc_word word, bool retract)
{
	enum static_call_state result;

	sc_platform_lock(&text_lock);
	result = sc_platform_write_text(at, word, retract);
	sc_platform_unlock(&text_lock);
	return result;
}

static void *load_target(const struct static_call_key *key)
{
	/* seq_cst: reads what an update without a runtime stored before it looked for one */
	return __atomic_load_n(&key->func, __ATOMIC_SEQ_CST);
}

static sc_word load_text(const sc_word *at)
{
	/* relaxed: a trampoline changes only under its key's lock */
	return __atomic_load_n(at, __ATOMIC_RELAXED);
}

/* The patchable word of a row's trampoline; NULL, and the row says why, if there is none. */
static sc_word *word_of(struct static_call_row *row)
{
	sc_word *at = sc_arch_word(row->tramp);

	if (!at) {
		row->state = STATIC_CALL_NO_ARCH;
		return NULL;
	}
	if (!sc_arch_is_ours(load_text(at))) {
		/* under a debugger's breakpoint there may still be the branch written last */
		if (row->state != STATIC_CALL_PATCHED && row->state != STATIC_CALL_STALE)
			row->state = STATIC_CALL_FOREIGN_CODE;
		else
			row->state = STATIC_CALL_STALE;
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
	now = load_text(at);
	data_form = sc_arch_fall_through(now);
	if (now == data_form)
		return false;
	if (row->unit->write(at, data_form, true) == STATIC_CALL_PATCHED)
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
	now = load_text(at);
	if (!sc_arch_branch(now, at, load_target(row->key), &branch)) {
		row->state = STATIC_CALL_OUT_OF_REACH;
		return retract_row(row);
	}
	result = now == branch ? STATIC_CALL_PATCHED : row->unit->write(at, branch, false);
	row->state = result;
	if (result == STATIC_CALL_PATCHED)
		return now != branch;
	return retract_row(row);
}

static bool is_trampoline_of(const struct static_call_key *key, const void *func)
{
	const struct static_call_row *row;

	for (row = key->rows; row; row = row->next)
		if (row->tramp == func)
			return true;
	return false;
}

/* Sets the target and brings every trampoline after it. */
static void set_key(struct static_call_key *key, void *func, void *old)
{
	struct static_call_row *row;
	bool changed = false;

	sc_platform_lock(&key->lock);
	/* a key that led to its own trampoline would go round for ever */
	if (is_trampoline_of(key, func))
		func = old;
	/* relaxed: the store before this call ordered it; again, because another update may have won */
	__atomic_store_n(&key->func, func, __ATOMIC_RELAXED);
	for (row = key->rows; row; row = row->next)
		changed |= sync_row(row);
	if (changed)
		sc_platform_sync_cores();
	sc_platform_unlock(&key->lock);
}

static bool add_row(struct static_call_row *row)
{
	struct static_call_key *key = row->key;
	bool changed;

	sc_platform_lock(&key->lock);
	if (!key->set)
		/* seq_cst: before the target is read, see __static_call_update() */
		__atomic_store_n(&key->set, set_key, __ATOMIC_SEQ_CST);
	row->next = key->rows;
	key->rows = row;
	changed = sync_row(row);
	sc_platform_unlock(&key->lock);
	return changed;
}

static bool remove_row(struct static_call_row *row)
{
	struct static_call_key *key = row->key;
	struct static_call_row **link = &key->rows;
	bool changed;

	sc_platform_lock(&key->lock);
	while (*link && *link != row)
		link = &(*link)->next;
	if (*link)
		*link = row->next;
	changed = retract_row(row);
	/* relaxed: whoever still uses the runtime that goes would do so in any order */
	__atomic_store_n(&key->set, key->rows ? key->rows->unit->set : NULL, __ATOMIC_RELAXED);
	sc_platform_unlock(&key->lock);
	return changed;
}

static struct static_call_unit **find_unit(const struct static_call_unit *unit)
{
	struct static_call_unit **place = &units;

	while (*place && *place != unit)
		place = &(*place)->next;
	return place;
}

void __static_call_register_1(struct static_call_unit *unit)
{
	bool changed = false, known;
	size_t i;

	sc_platform_lock(&units_lock);
	known = *find_unit(unit) != NULL;
	if (!known) {
		unit->write = write_text;
		unit->set = set_key;
		unit->next = units;
		units = unit;
	}
	sc_platform_unlock(&units_lock);
	if (known)
		return;
	for (i = 0; i < unit->count; i++) {
		struct static_call_row *row = &unit->rows[i];

		row->unit = unit;
		row->tramp = unit->tramps[i];
		if (row->key)
			changed |= add_row(row);
	}
	if (changed)
		sc_platform_sync_cores();
}

/*
 * Destructors that run later may still update and call: their trampolines go back to the data
 * form, which needs nobody to look after it.
 */
void __static_call_unregister_1(struct static_call_unit *unit)
{
	struct static_call_unit **place;
	bool changed = false;
	size_t i;

	for (i = 0; i < unit->count; i++)
		if (unit->rows[i].key && unit->rows[i].unit)
			changed |= remove_row(&unit->rows[i]);
	if (changed)
		sc_platform_sync_cores();
	sc_platform_lock(&units_lock);
	place = find_unit(unit);
	if (*place)
		*place = unit->next;
	sc_platform_unlock(&units_lock);
}

/* What the n-th trampoline in use is like; false: there are fewer. */
static bool describe_row(size_t n, struct static_call_info *info)
{
	struct static_call_unit *unit;
	bool found = false;
	size_t i;

	sc_platform_lock(&units_lock);
	for (unit = units; unit && !found; unit = unit->next) {
		for (i = 0; i < unit->count && !found; i++) {
			const struct static_call_row *row = &unit->rows[i];

			if (!row->key || n--)
				continue;
			info->name = row->name;
			info->signature = row->signature;
			info->func = __static_call_query(row->key);
			info->state = row->state;
			found = true;
		}
	}
	sc_platform_unlock(&units_lock);
	return found;
}

/* No lock is held while `visit` runs: it may well call dladdr(), which waits for dlopen(). */
int __static_call_walk(int (*visit)(const struct static_call_info *, void *), void *arg)
{
	struct static_call_info info;
	int result = 0;
	size_t n;

	for (n = 0; !result && describe_row(n, &info); n++)
		result = visit(&info, arg);
	return result;
}
