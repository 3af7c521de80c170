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

/* The word or the two that code lies in, and the code. */
struct words {
	sc_word *at, now[2];
	unsigned shift; /* where the code begins, in bits */
	bool two;
	uint64_t code;
};

static inline struct words words_of(const unsigned char *at, unsigned length)
{
	unsigned offset = (uintptr_t)at % WORD;
	struct words words;

	words.at = (sc_word *)((uintptr_t)at - offset);
	words.shift = 8 * offset;
	words.two = offset + length > WORD;
	/* relaxed: text changes only under the lock that is held */
	words.now[0] = __atomic_load_n(words.at, __ATOMIC_RELAXED);
	words.now[1] = 0;
	words.code = words.now[0] >> words.shift;
	if (words.two) { /* then `offset` is not 0 */
		words.now[1] = __atomic_load_n(words.at + 1, __ATOMIC_RELAXED);
		words.code |= (uint64_t)words.now[1] << (8 * WORD - words.shift);
	}
	words.code &= (UINT64_C(1) << (8 * length)) - 1;
	return words;
}

/* The words with `bytes` in place. */
static inline void put(const struct words *words, uint64_t bytes, sc_word result[2])
{
	uint64_t difference = words->code ^ bytes;

	result[0] = words->now[0] ^ (sc_word)(difference << words->shift);
	result[1] = words->now[1];
	if (words->two)
		result[1] ^= (sc_word)(difference >> (8 * WORD - words->shift));
}

/*
 * Whether one store does: the instruction lies in one word, or all of it that ever changes, the
 * distance in its last four bytes, does.
 */
static inline bool is_one_store(const struct words *words, unsigned length)
{
	return !words->two || 8 * WORD - words->shift <= 8 * (length - 4);
}

/* True if the site is what it was after some update, or at the start. */
static inline bool is_expected(const struct static_call_unit *unit,
			       const struct static_call_site *site, const struct words *words)
{
	const struct static_call_row *row = row_of(unit, site);
	int i;

	for (i = 0; i < 2; i++)
		if (row->aims[i] && code_for(unit, site, row->aims[i]).bytes == words->code)
			return true;
	return code_for(unit, site, row->tramp).bytes == words->code ||
	       (row->aim && code_for(unit, site, row->aim).bytes == words->code);
}

#endif
