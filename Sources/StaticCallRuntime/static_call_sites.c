/* SPDX-License-Identifier: Apache-2.0 */
/*
 * static_call_sites.c - keeps call sites in step with their keys.
 *
 * The invariant goes on from static_call.c: key, then trampolines, then sites. What a site shall be is
 * a function of the kind of its branch and of the key's target (sc_arch_site()). At any moment it is
 * that for the target set last or before, or a branch to its trampoline; when an update has returned, it
 * is that for the new target, or a branch to the trampoline.
 *
 * Nothing is written over bytes that are not expected: a site holds a branch to its trampoline, or exactly what
 * this file wrote last; anything else is foreign, and stays. What a site is like is not kept
 * anywhere, it is read from the bytes.
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
#include "static_call_words.h"

/*
 * Sites as far apart as this are opened together: opening costs more than a few pages between. So
 * are all of them if this is how far apart they are on average.
 */
enum { GAP = 64 * 4096, AVERAGE = 4 * 4096 };

unsigned sc_guard_turn;

enum stage { START, RETRACT, GUARD, REST, FINISH };

/*
 * One pass over sites: along a trampoline's chain, or over all of the unit; behind START over the
 * unit's list of those that were marked.
 */
struct pass {
	struct static_call_unit *unit;
	enum stage stage;
	enum sc_guard guard;
	bool all;
	bool to_tramp; /* the unit goes: all back to the trampolines */
	uint32_t first, end; /* the run that is open: up to `end`, not including it */
	bool changed, refused, guarded;
};

static bool store(struct pass *pass, sc_store_fn *write, sc_word *at, sc_word word)
{
	if (write(at, word)) {
		pass->changed = true;
		return true;
	}
	pass->refused = true;
	return false;
}

/* START and RETRACT: what one store can do; the rest is marked. */
static bool begin_site(struct pass *pass, struct static_call_site *site, sc_store_fn *write)
{
	const struct static_call_row *row = row_of(pass->unit, site);
	bool retract = pass->to_tramp || pass->stage == RETRACT;
	struct sc_code code;
	struct words words;
	sc_word then[2];

	code = code_for(pass->unit, site, pass->to_tramp ? row->tramp : row->aim);
	if (!code.length)
		return true;
	words = words_of(site->at, code.length);
	if (words.code == code.bytes || !is_expected(pass->unit, site, &words))
		return true;
	if (retract) {
		code = code_for(pass->unit, site, row->tramp);
		if (words.code == code.bytes)
			return true;
	}
	put(&words, code.bytes, then);
	if (!is_one_store(&words, code.length)) {
		if (!sc_platform_can_sync())
			return true; /* never was anything but a branch to its trampoline */
		/* relaxed: handlers look at it once the guard is there, which is stored after it */
		__atomic_store_n(&site->row_and_flags,
				 site->row_and_flags | SC_SITE_GUARDED |
					 (retract ? SC_SITE_RETRACT : 0),
				 __ATOMIC_RELAXED);
		if (!pass->unit->marked_count)
			pass->unit->stage_done = START;
		pass->unit->marked[pass->unit->marked_count++] = (uint32_t)(site - pass->unit->sites);
		pass->guarded = true;
		return true;
	}
	if (then[0] != words.now[0])
		return store(pass, write, words.at, then[0]);
	return store(pass, write, words.at + 1, then[1]);
}

/* Writes what differs. */
static bool put_code(struct pass *pass, struct static_call_site *site, struct sc_code code,
		     sc_store_fn *write)
{
	struct words words = words_of(site->at, code.length);
	sc_word then[2];

	put(&words, code.bytes, then);
	if (then[0] != words.now[0] && !store(pass, write, words.at, then[0]))
		return false;
	return then[1] == words.now[1] || store(pass, write, words.at + 1, then[1]);
}

static void unmark(struct static_call_site *site)
{
	/* release: a handler that misses the mark sees that the guard is gone */
	__atomic_store_n(&site->row_and_flags,
			 site->row_and_flags & ~(uint32_t)(SC_SITE_GUARDED | SC_SITE_RETRACT),
			 __ATOMIC_RELEASE);
}

/* GUARD, REST and FINISH. */
static bool go_on_with_site(struct pass *pass, struct static_call_site *site, sc_store_fn *write)
{
	const struct static_call_row *row = row_of(pass->unit, site);
	bool retract = site->row_and_flags & SC_SITE_RETRACT, done;
	struct sc_code code = code_for(pass->unit, site, retract ? row->tramp : row->aim);
	struct sc_code guard = sc_arch_guard(pass->guard);
	uint64_t mask = (UINT64_C(1) << (8 * guard.length)) - 1;
	bool last = pass->stage == FINISH || pass->guard == SC_GUARD_ALONE;

	if (pass->stage == REST)
		code.bytes = (code.bytes & ~mask) | guard.bytes;
	done = put_code(pass, site, pass->stage == GUARD && !last ? guard : code, write);
	/* what is refused at once is as it was, and stays so; later, the guard stays with its mark */
	if (done ? last : pass->stage == GUARD)
		unmark(site);
	return done;
}

/* Passes count in sites, or in places of the list of those that are marked. */
static struct static_call_site *site_at(const struct pass *pass, uint32_t i)
{
	return &pass->unit->sites[pass->stage >= GUARD ? pass->unit->marked[i] : i];
}

static uint32_t next_site(const struct pass *pass, uint32_t i)
{
	if (pass->stage >= GUARD)
		return i + 1 < pass->unit->marked_count ? i + 1 : SC_NO_SITE;
	if (!pass->all)
		return pass->unit->sites[i].next;
	return i + 1 < pass->unit->site_count ? i + 1 : SC_NO_SITE;
}

static bool is_meant(const struct pass *pass, const struct static_call_site *site)
{
	if (site->row_and_flags & SC_SITE_GONE)
		return false;
	return pass->stage >= GUARD ? site->row_and_flags & SC_SITE_GUARDED
				    : row_of(pass->unit, site)->aim != NULL;
}

/* All sites of the open run. */
static bool write_run(void *arg, sc_store_fn *write)
{
	struct pass *pass = arg;
	bool done = true;
	uint32_t i;

	for (i = pass->first; i != pass->end; i = next_site(pass, i)) {
		struct static_call_site *site = site_at(pass, i);

		if (!is_meant(pass, site))
			continue;
		if (pass->stage < GUARD)
			done &= begin_site(pass, site, write);
		else
			done &= go_on_with_site(pass, site, write);
	}
	return done;
}

static enum sc_force force_of(const struct pass *pass)
{
	if (pass->stage == START)
		return SC_FORCE_NONE;
	/* a guard that traps may stay: whoever runs into it goes where the key leads */
	return pass->guard == SC_GUARD_SPIN && pass->stage > GUARD ? SC_FORCE_MUST : SC_FORCE_RETRACT;
}

static void do_run(struct pass *pass, uintptr_t start, uintptr_t end)
{
	enum static_call_state result;

	result = sc_platform_write_text(&pass->unit->text, start, end, write_run, pass,
					force_of(pass));
	if (result == STATIC_CALL_PATCHED)
		return;
	if (pass->stage == START) {
		pass->stage = RETRACT;
		do_run(pass, start, end);
		pass->stage = START;
	}
	pass->refused = true;
}

/* Cuts the sites into runs that are opened as one. Marked ones of several rows may be out of order. */
static void do_pass(struct pass *pass, uint32_t first)
{
	uintptr_t start = 0, end = 0;
	uint32_t i;

	pass->first = SC_NO_SITE;
	for (i = first; i != SC_NO_SITE; i = next_site(pass, i)) {
		const struct static_call_site *site = site_at(pass, i);
		uintptr_t at = (uintptr_t)site->at;

		if (!is_meant(pass, site))
			continue;
		if (pass->first != SC_NO_SITE && (at < start || (at > end && at - end > GAP))) {
			pass->end = i;
			do_run(pass, start, end);
			pass->first = SC_NO_SITE;
		}
		if (pass->first == SC_NO_SITE) {
			pass->first = i;
			start = at & ~(uintptr_t)(WORD - 1);
			end = start;
		}
		if (end < at + 2 * WORD)
			end = (at + 2 * WORD) & ~(uintptr_t)(WORD - 1); /* the platform knows where text ends */
	}
	pass->end = SC_NO_SITE;
	if (pass->first != SC_NO_SITE)
		do_run(pass, start, end);
}

/* The same without a look at each site, where they lie close together. */
static void do_close_pass(struct pass *pass, uint32_t first, uint32_t last, size_t count)
{
	uintptr_t start = (uintptr_t)pass->unit->sites[first].at;
	uintptr_t end = (uintptr_t)pass->unit->sites[last].at;

	if (end - start > count * AVERAGE) {
		do_pass(pass, first);
		return;
	}
	pass->first = first;
	pass->end = SC_NO_SITE;
	do_run(pass, start & ~(uintptr_t)(WORD - 1), (end + 2 * WORD) & ~(uintptr_t)(WORD - 1));
}

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
	do_pass(pass, 0);
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
		do_close_pass(pass, 0, (uint32_t)pass->unit->site_count - 1, pass->unit->site_count);
	for (i = 0; i < selection->count; i++) {
		for (row = selection->changes[i].key->rows; row; row = row->next) {
			if (!is_in_charge(row))
				continue;
			if (stage >= GUARD) {
				do_unit(pass, row->unit, stage);
				continue;
			}
			pass->unit = row->unit;
			do_close_pass(pass, row->first_site, row->last_site, row->site_count);
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
	struct pass pass = {.to_tramp = to_tramp};

	do_stage(&pass, selection, to_tramp ? RETRACT : START);
	if (pass.guarded) {
		/* what was stored so far is seen at the latest by the waiting below */
		pass.guard = sc_platform_begin_guard();
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
	for (i = 0; i < count; i++)
		for (row = changes[i].key->rows; row; row = row->next)
			if (is_in_charge(row) && all_done)
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
