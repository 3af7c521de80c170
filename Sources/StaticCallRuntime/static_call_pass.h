/* SPDX-License-Identifier: Apache-2.0 */
/* static_call_pass.h - what static_call_sites.c asks of static_call_pass.c; under the lock of text. */
#ifndef STATIC_CALL_PASS_H
#define STATIC_CALL_PASS_H

#include "static_call_words.h"

enum stage { START, RETRACT, GUARD, REST, FINISH };

/*
 * One pass over sites: along a trampoline's chain, or over all of the unit; behind START over the
 * unit's list of those that were marked.
 */
struct pass {
	struct static_call_unit *unit;
	enum stage stage;
	enum sc_guard guard;
	struct sc_code guard_code;
	bool all;
	bool to_tramp; /* the unit goes: all back to the trampolines */
	uint32_t first, end; /* the run that is open: up to `end`, not including it */
	bool changed, refused, guarded;
	bool can_sync;
};

/* From site `first` on; or, behind START and RETRACT, from place `first` of the unit's list. */
SC_HIDDEN void sc_do_pass(struct pass *pass, uint32_t first);

/* The same without a look at each site, where `count` of them lie close together. */
SC_HIDDEN void sc_do_close_pass(struct pass *pass, uint32_t first, uint32_t last, size_t count);

#endif
