/* SPDX-License-Identifier: Apache-2.0 */
/*
 * static_call_pass.c - goes over sites and writes what they shall be, one stage of an update at a time.
 *
 * Nothing is written over bytes that are not expected: a site holds a branch to its trampoline, or exactly what
 * this file wrote last; anything else is foreign, and stays. What a site is like is not kept
 * anywhere, it is read from the bytes.
 */
#include "static_call_pass.h"

/*
 * Sites as far apart as this are opened together: opening costs more than a few pages between. So
 * are all of them if this is how far apart they are on average.
 */
enum { GAP = 64 * 4096, AVERAGE = 4 * 4096 };

static bool store(struct pass *pass, sc_store_fn *write, sc_word *at, sc_word word)
{
	if (write(at, word)) {
		pass->changed = true;
		return true;
	}
	pass->refused = true;
	return false;
}

static void mark(struct pass *pass, struct static_call_site *site, struct sc_code code)
{
	struct static_call_unit *unit = pass->unit;

	/* relaxed: handlers look at it once the guard is there, which is stored after it */
	__atomic_store_n(&site->row_and_flags, site->row_and_flags | SC_SITE_GUARDED,
			 __ATOMIC_RELAXED);
	if (!unit->marked_count)
		unit->stage_done = START;
	unit->marked[unit->marked_count++] =
		(struct sc_marked){code.bytes, code.length, (uint32_t)(site - unit->sites)};
	pass->guarded = true;
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
		if (pass->can_sync) /* if not, it never was anything but a branch to its trampoline */
			mark(pass, site, code);
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
			 site->row_and_flags & ~(uint32_t)SC_SITE_GUARDED, __ATOMIC_RELEASE);
}

/* GUARD, REST and FINISH. */
static bool go_on_with_site(struct pass *pass, const struct sc_marked *marked, sc_store_fn *write)
{
	struct static_call_site *site = &pass->unit->sites[marked->site];
	struct sc_code code = {marked->bytes, marked->length}, guard = pass->guard_code;
	uint64_t mask = (UINT64_C(1) << (8 * guard.length)) - 1;
	bool last = pass->stage == FINISH || pass->guard == SC_GUARD_ALONE, done;

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
	return &pass->unit->sites[pass->stage >= GUARD ? pass->unit->marked[i].site : i];
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
			done &= go_on_with_site(pass, &pass->unit->marked[i], write);
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

/* The words that a site at `at` may lie in; the platform knows where text ends. */
static uintptr_t words_start(uintptr_t at)
{
	return at & ~(uintptr_t)(WORD - 1);
}

static uintptr_t words_end(uintptr_t at)
{
	return words_start(at) + 2 * WORD;
}

/* Cuts the sites into runs that are opened as one. Marked ones of several rows may be out of order. */
void sc_do_pass(struct pass *pass, uint32_t first)
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
			start = words_start(at);
			end = start;
		}
		if (end < words_end(at))
			end = words_end(at);
	}
	pass->end = SC_NO_SITE;
	if (pass->first != SC_NO_SITE)
		do_run(pass, start, end);
}

void sc_do_close_pass(struct pass *pass, uint32_t first, uint32_t last, size_t count)
{
	uintptr_t start = (uintptr_t)pass->unit->sites[first].at;
	uintptr_t end = (uintptr_t)pass->unit->sites[last].at; /* where the last one begins */

	if (end - start > count * AVERAGE) {
		sc_do_pass(pass, first);
		return;
	}
	pass->first = first;
	pass->end = SC_NO_SITE;
	do_run(pass, words_start(start), words_end(end));
}
