/* SPDX-License-Identifier: Apache-2.0 */
/* static_call_words.h - the code of a site in the words that it lies in; under the lock of text. */
#ifndef STATIC_CALL_WORDS_H
#define STATIC_CALL_WORDS_H

#include "static_call_runtime.h"

enum { WORD = sizeof(sc_word) };

static inline struct static_call_row *row_of(const struct static_call_unit *unit,
				      const struct static_call_site *site)
{
	return &unit->rows[site->row_and_flags >> SC_SITE_FLAGS];
}

static inline struct sc_code code_for(const struct static_call_unit *unit,
			       const struct static_call_site *site, const void *aim)
{
	return sc_arch_site(site->at, site->row_and_flags, aim, row_of(unit, site)->tramp,
			    unit->specials);
}

/* The word or the two that code lies in. */
struct words {
	sc_word *at;
	unsigned count, shift;
	sc_word now[2], mask[2];
};

static inline struct words words_of(const unsigned char *at, unsigned length)
{
	unsigned offset = (uintptr_t)at % WORD, rest = 0;
	uint64_t mask = (UINT64_C(1) << (8 * length)) - 1;
	struct words words;

	words.at = (sc_word *)((uintptr_t)at - offset);
	words.shift = 8 * offset;
	words.count = offset + length > WORD ? 2 : 1;
	words.mask[0] = (sc_word)(mask << words.shift);
	if (words.count == 2)
		rest = 8 * (WORD - offset);
	words.mask[1] = rest ? (sc_word)(mask >> rest) : 0;
	/* relaxed: text changes only under the lock that is held */
	words.now[0] = __atomic_load_n(words.at, __ATOMIC_RELAXED);
	words.now[1] = rest ? __atomic_load_n(words.at + 1, __ATOMIC_RELAXED) : 0;
	return words;
}

/* The words with `bytes` in place. */
static inline void put(const struct words *words, uint64_t bytes, sc_word result[2])
{
	result[0] = (words->now[0] & ~words->mask[0]) |
		    ((sc_word)(bytes << words->shift) & words->mask[0]);
	result[1] = words->now[1];
	if (words->count == 2)
		result[1] = (words->now[1] & ~words->mask[1]) |
			    ((sc_word)(bytes >> (8 * WORD - words->shift)) & words->mask[1]);
}

static inline bool holds(const struct words *words, struct sc_code code)
{
	sc_word then[2];

	put(words, code.bytes, then);
	return then[0] == words->now[0] && then[1] == words->now[1];
}

/* True if the site is what it was after some update, or at the start. */
static inline bool is_expected(const struct static_call_unit *unit, const struct static_call_site *site,
			const struct words *words)
{
	const struct static_call_row *row = row_of(unit, site);
	int i;

	for (i = 0; i < 2; i++)
		if (row->aims[i] && holds(words, code_for(unit, site, row->aims[i])))
			return true;
	return holds(words, code_for(unit, site, row->tramp)) ||
	       (row->aim && holds(words, code_for(unit, site, row->aim)));
}

#endif
