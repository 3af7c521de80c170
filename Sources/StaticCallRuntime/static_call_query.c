/* SPDX-License-Identifier: Apache-2.0 */
/*
 * static_call_query.c - what was patched and what was not, and what is at an address.
 *
 * The state of a site is read from its bytes when somebody asks.
 */
#include "static_call_words.h"

static enum static_call_state state_of(const struct static_call_unit *unit,
				       const struct static_call_site *site)
{
	const struct static_call_row *row = row_of(unit, site);
	struct sc_code code, tramp = code_for(unit, site, row->tramp);
	struct words words;

	if (!tramp.length)
		return STATIC_CALL_NO_ARCH;
	words = words_of(site->at, tramp.length);
	code = row->aim ? code_for(unit, site, row->aim) : tramp;
	if (row->aim && row->aim != row->tramp && code.bytes == tramp.bytes &&
	    words.code == code.bytes)
		return STATIC_CALL_OUT_OF_REACH;
	/* one that could not be finished traps, and so leads to the target, too */
	if (site->row_and_flags & SC_SITE_GUARDED || (row->aim && words.code == code.bytes))
		return STATIC_CALL_PATCHED;
	if (words.code == tramp.bytes) {
		if (sc_platform_wish() != STATIC_CALL_PATCHED)
			return STATIC_CALL_OFF;
		return is_one_store(&words, tramp.length) || sc_platform_can_sync()
			       ? STATIC_CALL_TEXT_LOCKED
			       : STATIC_CALL_NO_SYNC;
	}
	return is_expected(unit, site, &words) ? STATIC_CALL_STALE : STATIC_CALL_FOREIGN_CODE;
}

/* Adds a trampoline's sites to the counts. */
static void count_sites_of(const struct static_call_row *row, size_t counts[STATIC_CALL_STATES])
{
	const struct static_call_unit *unit = row->unit;
	uint32_t i;

	if (!unit->sites)
		return;
	sc_platform_lock(&sc_text_lock);
	for (i = row->first_site; i != SC_NO_SITE; i = unit->sites[i].next)
		if (!(unit->sites[i].row_and_flags & SC_SITE_GONE))
			counts[state_of(unit, &unit->sites[i])]++;
	sc_platform_unlock(&sc_text_lock);
}

static size_t sum(const size_t counts[STATIC_CALL_STATES])
{
	size_t result = 0;
	int i;

	for (i = 0; i < STATIC_CALL_STATES; i++)
		result += counts[i];
	return result;
}

static void describe(const struct static_call_row *row, struct static_call_info *info)
{
	size_t counts[STATIC_CALL_STATES] = {0};

	count_sites_of(row, counts);
	info->name = row->name;
	info->signature = row->signature;
	info->func = __static_call_query(row->key);
	info->state = row->state;
	info->sites = sum(counts);
	info->patched_sites = counts[STATIC_CALL_PATCHED];
}

/* What the n-th trampoline in use is like; false: there are fewer. */
static bool describe_row(size_t n, struct static_call_info *info)
{
	struct static_call_unit *unit;
	bool found = false;
	size_t i;

	sc_platform_lock(&sc_units_lock);
	for (unit = sc_units; unit && !found; unit = unit->next) {
		for (i = 0; i < unit->count && !found; i++) {
			if (!unit->rows[i].key || !unit->rows[i].unit || n--)
				continue;
			describe(&unit->rows[i], info);
			found = true;
		}
	}
	sc_platform_unlock(&sc_units_lock);
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

static void count_unit(const struct static_call_unit *unit, struct static_call_stats *stats)
{
	size_t i;

	for (i = 0; i < unit->count; i++) {
		const struct static_call_row *row = &unit->rows[i];

		if (!row->key || !row->unit)
			continue;
		stats->trampolines[row->state]++;
		stats->keys += !row->next; /* the last one of the key's list */
		count_sites_of(row, stats->sites);
	}
	stats->sites[STATIC_CALL_FOREIGN_CODE] += unit->stray_sites;
	if (!unit->sites)
		stats->sites[STATIC_CALL_NO_MEMORY] += unit->site_count;
}

void __static_call_count(struct static_call_stats *stats)
{
	const struct static_call_unit *unit;
	bool traps;

	sc_platform_lock(&sc_units_lock);
	for (unit = sc_units; unit; unit = unit->next)
		count_unit(unit, stats);
	sc_platform_unlock(&sc_units_lock);
	stats->total_trampolines = sum(stats->trampolines);
	stats->total_sites = sum(stats->sites);
	stats->trapped = sc_platform_traps(&traps);
	stats->traps = traps;
}

static const struct static_call_site *find_site(const struct static_call_unit *unit,
						const unsigned char *at)
{
	size_t low = 0, high = unit->site_count;

	if (!unit->sites)
		return NULL;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (unit->sites[middle].at == at)
			return &unit->sites[middle];
		if ((uintptr_t)unit->sites[middle].at < (uintptr_t)at)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/*
 * Runs in a signal handler, beside whatever this thread and all others are doing. Units are not
 * taken out of the list's way while it runs (sc_platform_drain_traps()).
 */
enum sc_trap sc_trapped_at(const unsigned char *at, unsigned *flags, void **target)
{
	const struct static_call_unit *unit;
	const struct static_call_site *site = NULL;
	unsigned turn;

	/* seq_cst: the list is read after this thread was counted; the unit's sites are filled in */
	for (unit = __atomic_load_n(&sc_units, __ATOMIC_SEQ_CST); unit;
	     unit = __atomic_load_n(&unit->next, __ATOMIC_SEQ_CST))
		if ((site = find_site(unit, at)))
			break;
	/* acquire: if the turn is over, so are all its guards */
	turn = __atomic_load_n(&sc_guard_turn, __ATOMIC_ACQUIRE);
	/* acquire: where the guard is, so is the mark */
	if (__atomic_load_n(at, __ATOMIC_ACQUIRE) != (unsigned char)sc_arch_guard(SC_GUARD_TRAP).bytes)
		return SC_TRAP_RETRY;
	if (!site)
		return SC_TRAP_FOREIGN;
	/* acquire: the turn is looked at again behind this */
	*flags = __atomic_load_n(&site->row_and_flags, __ATOMIC_ACQUIRE);
	if (*flags & SC_SITE_GUARDED) {
		*target = sc_target(row_of(unit, site)->key);
		return SC_TRAP_BRANCH;
	}
	/* between a look at the byte and one at the mark a guard may have gone, and the next one come */
	if (turn & 1 || __atomic_load_n(&sc_guard_turn, __ATOMIC_RELAXED) != turn)
		return SC_TRAP_RETRY;
	return SC_TRAP_FOREIGN;
}
