/* SPDX-License-Identifier: Apache-2.0 */
/*
 * static_call_sites.c - keeps call sites in step with their keys.
 *
 * The invariant goes on from static_call.c: key, then trampolines, then sites. What a site shall be is
 * a function of the kind of its branch and of the key's target (sc_arch_site()). At any moment it is
 * that for the target set last or before, or a branch to its trampoline; when an update has returned, it
 * is that for the new target, or a branch to the trampoline.
 *
 * A site that one store cannot change goes through three states, each of which all cores have seen
 * before the next one begins:
 *
 *	GUARD	the first bytes keep everybody out: int3, or a jump to itself
 *	REST	all other bytes are the new ones
 *	FINISH	the first bytes, too
 *
 * The sites of an update go through them together, so they share the waiting. Who runs into int3 meanwhile
 * does what the new instruction would do (sc_trapped_at()), and does not wait. int3 kills a thread
 * that has SIGTRAP blocked, so where one may, the guard is a jump to itself: it makes threads
 * wait for the one that patches, which then must not be interrupted by a handler that may call.
 *
 * All of this is under the lock of text. That is what orders a unit that comes or goes against updates.
 */
#include "static_call_pass.h"

unsigned sc_guard_turn;

/* Which sites an update is about: those of the rows of some keys, or a whole unit. */
struct selection {
	const struct static_call_change *changes;
	size_t count;
	struct static_call_unit *unit;
};

static bool is_in_charge(const struct static_call_row *row)
{
	return row->unit->runtime == &sc_this_runtime && row->unit->sites_in_charge &&
	       row->site_count;
}

static void do_unit(struct pass *pass, struct static_call_unit *unit, enum stage stage)
{
	if (!unit->marked_count || unit->stage_done == (unsigned)stage)
		return;
	pass->unit = unit;
	sc_do_pass(pass, 0);
	unit->stage_done = (unsigned char)stage;
}

static void do_stage(struct pass *pass, const struct selection *selection, enum stage stage)
{
	const struct static_call_row *row;
	size_t i;

	pass->stage = stage;
	pass->unit = selection->unit;
	pass->all = selection->unit;
	if (pass->all && stage >= GUARD)
		do_unit(pass, pass->unit, stage);
	else if (pass->all && pass->unit->site_count)
		sc_do_close_pass(pass, 0, (uint32_t)pass->unit->site_count - 1, pass->unit->site_count);
	for (i = 0; i < selection->count; i++) {
		for (row = selection->changes[i].key->rows; row; row = row->next) {
			if (!is_in_charge(row))
				continue;
			if (stage >= GUARD) {
				do_unit(pass, row->unit, stage);
				continue;
			}
			pass->unit = row->unit;
			sc_do_close_pass(pass, row->first_site, row->last_site, row->site_count);
		}
	}
}

static void forget_marks(const struct selection *selection)
{
	const struct static_call_row *row;
	size_t i;

	if (selection->unit)
		selection->unit->marked_count = 0;
	for (i = 0; i < selection->count; i++)
		for (row = selection->changes[i].key->rows; row; row = row->next)
			if (is_in_charge(row))
				row->unit->marked_count = 0;
}

/* Begins and ends the time in which sites may have guards; the lock of text is held. */
static void take_turn(void)
{
	/* seq_cst: before the first guard, and behind the last mark */
	__atomic_fetch_add(&sc_guard_turn, 1, __ATOMIC_SEQ_CST);
}

/* True if text was changed; `all_done`: no site is left at an older target. */
static bool do_all(const struct selection *selection, bool to_tramp, bool *all_done)
{
	struct pass pass = {.to_tramp = to_tramp, .can_sync = sc_platform_can_sync()};

	do_stage(&pass, selection, to_tramp ? RETRACT : START);
	if (pass.guarded) {
		/* what was stored so far is seen at the latest by the waiting below */
		pass.guard = sc_platform_begin_guard();
		pass.guard_code = sc_arch_guard(pass.guard);
		take_turn();
		do_stage(&pass, selection, GUARD);
		if (pass.guard != SC_GUARD_ALONE) {
			sc_platform_sync_cores();
			do_stage(&pass, selection, REST);
			sc_platform_sync_cores();
			do_stage(&pass, selection, FINISH);
			/* here, not by the caller: a handler may come as soon as signals do */
			sc_platform_sync_cores();
		}
		take_turn();
		sc_platform_end_guard(pass.guard);
		forget_marks(selection);
	}
	*all_done = !pass.refused;
	return pass.changed && (!pass.guarded || pass.guard == SC_GUARD_ALONE);
}

/* The unit's own functions for NULL and RET0, which its sites can reach. */
static void *aim_of(const struct static_call_row *row)
{
	const struct static_call_specials *of_key = row->key->specials;
	void *target = sc_target(row->key);

	if (target == of_key->nop)
		return row->unit->specials->nop;
	return target == of_key->return0 ? row->unit->specials->return0 : target;
}

static void set_aim(struct static_call_row *row)
{
	void *aim = aim_of(row);

	/* the old one is an expected one until all sites are known to have left it */
	if (row->aim && row->aim != aim)
		row->aims[row->aims[0] ? 1 : 0] = row->aim;
	row->aim = aim;
}

/* The keys' sites in this copy's charge. The keys' locks are held. */
bool sc_sync_sites(const struct static_call_change *changes, size_t count)
{
	struct selection selection = {.changes = changes, .count = count};
	struct static_call_row *row;
	bool changed = false, any = false, all_done = true;
	size_t i;

	if (sc_platform_wish() != STATIC_CALL_PATCHED)
		return false;
	sc_platform_lock(&sc_text_lock);
	for (i = 0; i < count; i++) {
		for (row = changes[i].key->rows; row; row = row->next) {
			if (!is_in_charge(row))
				continue;
			set_aim(row);
			any = true;
		}
	}
	if (any)
		changed = do_all(&selection, false, &all_done);
	for (i = 0; all_done && i < count; i++)
		for (row = changes[i].key->rows; row; row = row->next)
			if (is_in_charge(row))
				row->aims[0] = row->aims[1] = NULL;
	sc_platform_unlock(&sc_text_lock);
	return changed;
}

/* All sites of a unit whose trampolines have been taken in charge: from now on they follow. */
bool sc_take_sites(struct static_call_unit *unit)
{
	struct selection selection = {.unit = unit};
	bool changed = false, all_done;
	size_t i;

	if (!unit->sites || sc_platform_wish() != STATIC_CALL_PATCHED)
		return false;
	sc_platform_lock(&sc_text_lock);
	for (i = 0; i < unit->count; i++)
		if (unit->rows[i].key && unit->rows[i].site_count)
			set_aim(&unit->rows[i]);
	changed = do_all(&selection, false, &all_done);
	/* an update that had the lock before set the target before, and left the sites to this */
	unit->sites_in_charge = true;
	sc_platform_unlock(&sc_text_lock);
	return changed;
}

/* The unit goes: its sites call the trampolines, which then need nobody to look after them. */
bool sc_release_sites(struct static_call_unit *unit)
{
	struct selection selection = {.unit = unit};
	bool changed = false, all_done;

	sc_platform_lock(&sc_text_lock);
	if (unit->sites_in_charge)
		changed = do_all(&selection, true, &all_done);
	unit->sites_in_charge = false;
	sc_platform_unlock(&sc_text_lock);
	return changed;
}

/* Code for initialisation is about to go: no site in it is read or written again. */
void __static_call_forget_init(void *nop)
{
	struct static_call_unit *unit;
	size_t i;

	sc_platform_lock(&sc_units_lock);
	sc_platform_lock(&sc_text_lock);
	for (unit = sc_units; unit; unit = unit->next) {
		if (!unit->sites || unit->specials->nop != nop)
			continue;
		for (i = 0; i < unit->site_count; i++)
			if (unit->sites[i].row_and_flags & SC_SITE_INIT)
				/* relaxed: of the code that goes, no thread may be inside */
				__atomic_or_fetch(&unit->sites[i].row_and_flags, SC_SITE_GONE,
						  __ATOMIC_RELAXED);
	}
	sc_platform_unlock(&sc_text_lock);
	sc_platform_unlock(&sc_units_lock);
}
