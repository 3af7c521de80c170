/* SPDX-License-Identifier: Apache-2.0 */
/*
 * static_call.c - keeps every trampoline in step with its key, and takes units in charge.
 *
 * The invariant, in this order: the keys' func are set first, then their trampolines, then the
 * sites (static_call_sites.c). A batch goes through each step with all its keys before the next one.
 * A trampoline is at any moment either a branch to the target set last or before, or it loads the
 * key; both are right for a call that runs beside the update. When an update has returned, every
 * trampoline leads to the new target, by a branch or by the key.
 *
 * What belongs to a key hangs on the key, its lock included, and what belongs to a program or
 * library hangs on its unit; so several copies of this file in one process get along. Keys' locks are
 * taken first, in order of address, then the lock of the list, then that of text. Calls take no lock.
 *
 * Room: fork() while another thread updates leaves the child with locks that nobody will give back.
 */
#include "static_call_runtime.h"

/* The units that this copy registered. */
struct static_call_unit *sc_units;
int sc_units_lock, sc_text_lock;

/* One word to be written. */
struct one_word {
	sc_word *at;
	sc_word word;
};

static bool write_one(void *arg, sc_store_fn *write)
{
	const struct one_word *one = arg;

	return write(one->at, one->word);
}

static enum static_call_state write_text(const struct static_call_unit *unit, sc_word *at,
					 sc_word word, enum sc_force force)
{
	struct one_word one = {at, word};
	enum static_call_state result = sc_platform_wish();

	if (result != STATIC_CALL_PATCHED)
		return result;
	sc_platform_lock(&sc_text_lock);
	result = sc_platform_write_text(&unit->text, (uintptr_t)at, (uintptr_t)(at + 1), write_one,
					&one, force);
	sc_platform_unlock(&sc_text_lock);
	return result;
}

void *sc_target(const struct static_call_key *key)
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
	if (write_text(row->unit, at, data_form, SC_FORCE_RETRACT) == STATIC_CALL_PATCHED)
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
	if (!sc_arch_branch(now, at, sc_target(row->key), &branch)) {
		row->state = STATIC_CALL_OUT_OF_REACH;
		return retract_row(row);
	}
	result = now == branch ? STATIC_CALL_PATCHED : write_text(row->unit, at, branch, SC_FORCE_NONE);
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

static bool sync_trampolines(const struct static_call_change *changes, size_t count)
{
	struct static_call_row *row;
	bool changed = false;
	size_t i;

	for (i = 0; i < count; i++)
		for (row = changes[i].key->rows; row; row = row->next)
			if (row->unit->runtime == &sc_this_runtime)
				changed |= sync_row(row);
	return changed;
}

/*
 * One step of an update in each copy of the runtime whose text it is about. Two in a process are rare;
 * those beyond the room are asked more often than need be, which changes nothing. True if text was.
 */
static bool each_runtime(const struct static_call_change *changes, size_t count, bool sites)
{
	const struct sc_runtime *asked[4], *runtime;
	const size_t room = sizeof(asked) / sizeof(asked[0]);
	const struct static_call_row *row;
	size_t known = 0, i, n;
	bool changed = false;

	for (i = 0; i < count; i++) {
		for (row = changes[i].key->rows; row; row = row->next) {
			runtime = row->unit->runtime;
			for (n = 0; n < known && asked[n] != runtime; n++)
				;
			if (n < known)
				continue;
			if (known < room)
				asked[known++] = runtime;
			changed |= sites ? runtime->sync_sites(changes, count)
					 : runtime->sync_trampolines(changes, count);
		}
	}
	return changed;
}

/* What a change makes of its key. One that led to its own trampoline would go round for ever. */
static void *func_for(const struct static_call_change *change)
{
	if (!is_trampoline_of(change->key, change->func))
		return change->func;
	return change->old ? change->old : sc_target(change->key);
}

/*
 * Sets the targets, then brings every trampoline after them, then every site. The keys are distinct
 * and in order of address, in which everybody locks them.
 */
static void set_keys(struct static_call_change *changes, size_t count)
{
	bool changed;
	size_t i;

	for (i = 0; i < count; i++)
		sc_platform_lock(&changes[i].key->lock);
	for (i = 0; i < count; i++)
		/* release: text that leads here is stored later; nobody who follows it sees an older func */
		__atomic_store_n(&changes[i].key->func, func_for(&changes[i]), __ATOMIC_RELEASE);
	changed = each_runtime(changes, count, false);
	changed |= each_runtime(changes, count, true);
	if (changed)
		sc_platform_sync_cores();
	for (i = count; i-- > 0;)
		sc_platform_unlock(&changes[i].key->lock);
}

const struct sc_runtime sc_this_runtime = {set_keys, sync_trampolines, sc_sync_sites};

static bool add_row(struct static_call_row *row)
{
	struct static_call_key *key = row->key;
	bool changed;

	sc_platform_lock(&key->lock);
	if (!key->set)
		/* seq_cst: before the target is read, see __static_call_update() */
		__atomic_store_n(&key->set, set_keys, __ATOMIC_SEQ_CST);
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
	__atomic_store_n(&key->set, key->rows ? key->rows->unit->runtime->set : NULL, __ATOMIC_RELAXED);
	sc_platform_unlock(&key->lock);
	return changed;
}

static struct static_call_unit **find_unit(const struct static_call_unit *unit)
{
	struct static_call_unit **place = &sc_units;

	while (*place && *place != unit)
		place = &(*place)->next;
	return place;
}

void __static_call_register_1(struct static_call_unit *unit)
{
	bool changed = false, known;
	size_t i;

	sc_platform_lock(&sc_units_lock);
	known = *find_unit(unit) != NULL;
	sc_platform_unlock(&sc_units_lock);
	if (known)
		return;
	unit->runtime = &sc_this_runtime;
	sc_find_sites(unit); /* without a lock: it may wait for dlopen() */
	sc_platform_lock(&sc_units_lock);
	unit->next = sc_units;
	/* release: a trap handler that finds the unit finds its sites */
	__atomic_store_n(&sc_units, unit, __ATOMIC_RELEASE);
	sc_platform_unlock(&sc_units_lock);
	for (i = 0; i < unit->count; i++) {
		struct static_call_row *row = &unit->rows[i];

		row->unit = unit;
		row->tramp = unit->tramps[i];
		if (row->key)
			changed |= add_row(row);
	}
	changed |= sc_take_sites(unit);
	if (changed)
		sc_platform_sync_cores();
}

/*
 * A library goes. Destructors that run later may still update and call: sites go back to their trampolines,
 * and these to the data form, which needs nobody to look after it. The program itself never goes:
 * when it exits, other threads run on, and all stays as it is.
 */
void __static_call_unregister_1(struct static_call_unit *unit)
{
	struct static_call_unit **place;
	bool changed;
	size_t i;

	if (unit->text.stays)
		return;
	changed = sc_release_sites(unit);
	for (i = 0; i < unit->count; i++)
		if (unit->rows[i].key && unit->rows[i].unit)
			changed |= remove_row(&unit->rows[i]);
	if (changed)
		sc_platform_sync_cores();
	sc_platform_lock(&sc_units_lock);
	place = find_unit(unit);
	if (*place)
		/* seq_cst: a trap handler that is not counted below reads the list after this */
		__atomic_store_n(place, unit->next, __ATOMIC_SEQ_CST);
	sc_platform_unlock(&sc_units_lock);
	sc_platform_drain_traps();
	sc_lose_sites(unit);
}
