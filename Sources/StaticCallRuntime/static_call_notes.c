/* SPDX-License-Identifier: Apache-2.0 */
/*
 * static_call_notes.c - reads a program's tables of call sites into the unit's list.
 *
 * The list is sorted by address, for the trap handler's search and so that writes can be grouped,
 * and the sites of each trampoline are chained in that order. Tables normally come sorted, or as a few runs that
 * are: every step is linear then. What is in a table is believed as far as it lies in the program's text.
 */
#include "static_call_runtime.h"

enum { NOTE_TYPE = 1, NAME_SIZE = 12 };
#define SIZE_OF_ONE (sizeof(struct static_call_site) + sizeof(struct sc_marked))
static const char note_name[NAME_SIZE] = "static_call";

struct sc_note {
	uint32_t name_size, size, type;
};

/* The next note by us in a piece of memory; false: there is none. */
static bool next_note(const struct sc_notes *notes, size_t *offset, const struct sc_site_row **rows,
		      size_t *count)
{
	size_t align = notes->align == 8 ? 8 : 4;

	while (notes->size - *offset >= sizeof(struct sc_note)) {
		const char *at = (const char *)notes->start + *offset;
		const struct sc_note *note = (const void *)at;
		size_t left = notes->size - *offset, start, end, i = 0;

		if (note->name_size > left || note->size > left)
			return false;
		/* both are less than all memory, so nothing overflows */
		start = (sizeof(*note) + note->name_size + align - 1) & ~(align - 1);
		end = (start + note->size + align - 1) & ~(align - 1);
		if (start > left || note->size > left - start)
			return false;
		*offset = end > left ? notes->size : *offset + end;
		if (note->type != NOTE_TYPE || note->name_size != NAME_SIZE)
			continue;
		while (i < NAME_SIZE && at[sizeof(*note) + i] == note_name[i])
			i++;
		if (i < NAME_SIZE)
			continue;
		*rows = (const void *)(at + start);
		*count = note->size / sizeof(**rows);
		return true;
	}
	return false;
}

static void count_sites(struct static_call_unit *unit, const struct sc_notes *notes)
{
	const struct sc_site_row *rows;
	size_t offset = 0, count;

	while (next_note(notes, &offset, &rows, &count))
		unit->site_count += count;
}

/* The number of the trampoline at `tramp`; unit->count: it is none of the table. */
static size_t row_number(const struct static_call_unit *unit, const void *tramp)
{
	uintptr_t distance = (uintptr_t)tramp - (uintptr_t)unit->tramps[0];
	size_t low = 0, high = unit->count, i;

	/* they mostly lie at equal distances */
	i = unit->tramp_stride && distance >> 32 == 0 ? (uint32_t)distance / (uint32_t)unit->tramp_stride
						      : 0;
	if (i < unit->count && unit->tramps[i] == tramp)
		return i;
	for (i = 0; !unit->tramps_in_order && i < unit->count; i++)
		if (unit->tramps[i] == tramp)
			return i;
	while (unit->tramps_in_order && low < high) {
		i = low + (high - low) / 2;
		if (unit->tramps[i] == tramp)
			return i;
		if ((uintptr_t)unit->tramps[i] < (uintptr_t)tramp)
			low = i + 1;
		else
			high = i;
	}
	return unit->count;
}

static bool is_in_text(const struct static_call_unit *unit, uintptr_t at, unsigned length)
{
	const struct sc_text *text = &unit->text;

	return !text->end || (at >= text->start && at < text->end && text->end - at >= length);
}

/* Fills in a site of a row; false: it does not lie in text. */
static bool read_site(const struct static_call_unit *unit, struct static_call_site *site,
		      uintptr_t at, uint32_t row, unsigned flags)
{
	const unsigned opcode = 2; /* bytes, at most */
	void *tramp = unit->tramps[row];

	if (!is_in_text(unit, at, opcode))
		return false;
	site->at = (unsigned char *)at;
	if (flags & SC_SITE_TAIL)
		flags |= sc_arch_site_flags(site->at);
	site->row_and_flags = row << SC_SITE_FLAGS | flags;
	return is_in_text(unit, at,
			  sc_arch_site(site->at, flags, tramp, tramp, unit->specials).length);
}

static void add_sites(struct static_call_unit *unit, const struct sc_notes *notes)
{
	const struct sc_site_row *rows;
	size_t offset = 0, count, i, number = 0;
	const void *last = NULL;

	while (next_note(notes, &offset, &rows, &count)) {
		for (i = 0; i < count; i++) {
			uintptr_t at = (uintptr_t)&rows[i].site + (uintptr_t)(intptr_t)rows[i].site;
			uintptr_t value =
				(uintptr_t)&rows[i].tramp + (uintptr_t)(intptr_t)rows[i].tramp;
			const void *tramp = (const void *)(value & ~(uintptr_t)3);
			struct static_call_site *site = &unit->sites[unit->site_count];

			if (tramp != last)
				number = row_number(unit, tramp);
			last = tramp;
			if (number < unit->count &&
			    read_site(unit, site, at, (uint32_t)number,
				      (unsigned)value & (SC_SITE_TAIL | SC_SITE_INIT)))
				unit->site_count++;
			else
				unit->stray_sites++;
		}
	}
}

/* Where the run of sites in order that begins at `i` ends. */
static size_t end_of_run(const struct static_call_site *sites, size_t i, size_t count)
{
	for (i++; i < count; i++)
		if ((uintptr_t)sites[i].at < (uintptr_t)sites[i - 1].at)
			return i;
	return count;
}

/* Merges each two runs that are neighbours. */
static void merge_runs(const struct static_call_site *from, struct static_call_site *to, size_t count)
{
	size_t start, middle, end, left, right, i;

	for (start = 0; start < count; start = end) {
		middle = end_of_run(from, start, count);
		end = middle < count ? end_of_run(from, middle, count) : count;
		left = start, right = middle;
		for (i = start; i < end; i++) {
			bool takes_left = left < middle &&
					  (right == end ||
					   (uintptr_t)from[left].at <= (uintptr_t)from[right].at);

			to[i] = from[takes_left ? left++ : right++];
		}
	}
}

/*
 * A linker puts hot and cold functions together, so a table is some runs in order. False: no memory.
 */
static bool sort_sites(struct static_call_site *sites, size_t count)
{
	struct static_call_site *spare, *from = sites, *to;
	size_t i;

	if (end_of_run(sites, 0, count) == count)
		return true;
	to = spare = sc_platform_allocate(count * sizeof(*spare));
	if (!spare)
		return false;
	while (end_of_run(from, 0, count) < count) {
		merge_runs(from, to, count);
		to = from;
		from = from == sites ? spare : sites;
	}
	for (i = 0; from != sites && i < count; i++)
		sites[i] = from[i];
	sc_platform_free(spare, count * sizeof(*spare));
	return true;
}

/* Chains the sites of each row, and drops what a table lists twice. */
static void chain_sites(struct static_call_unit *unit)
{
	size_t i, kept = 0;

	for (i = 0; i < unit->site_count; i++)
		if (!kept || unit->sites[i].at != unit->sites[kept - 1].at)
			unit->sites[kept++] = unit->sites[i];
	unit->site_count = kept;
	for (i = kept; i-- > 0;) {
		struct static_call_site *site = &unit->sites[i];
		struct static_call_row *row = &unit->rows[site->row_and_flags >> SC_SITE_FLAGS];

		site->next = row->first_site;
		row->first_site = (uint32_t)i;
		if (!row->site_count)
			row->last_site = (uint32_t)i;
		row->site_count++;
	}
}

static void look_at_trampolines(struct static_call_unit *unit)
{
	size_t i;

	unit->tramps_in_order = true;
	for (i = 1; i < unit->count; i++)
		if ((uintptr_t)unit->tramps[i - 1] >= (uintptr_t)unit->tramps[i])
			unit->tramps_in_order = false;
	unit->tramp_stride = 0;
	if (unit->count > 1 && unit->tramps_in_order)
		unit->tramp_stride = (uint32_t)((uintptr_t)unit->tramps[1] - (uintptr_t)unit->tramps[0]);
}

static void forget_list(struct static_call_unit *unit)
{
	if (unit->sites)
		sc_platform_free(unit->sites, unit->site_room * SIZE_OF_ONE);
	unit->sites = NULL;
}

/* Fills the unit's list. Nobody else knows the unit yet. */
void sc_find_sites(struct static_call_unit *unit)
{
	size_t i, most;

	unit->sites = NULL;
	unit->site_count = unit->stray_sites = 0;
	unit->sites_in_charge = false;
	for (i = 0; i < unit->count; i++) {
		unit->rows[i].first_site = SC_NO_SITE;
		unit->rows[i].site_count = 0;
		unit->rows[i].aim = unit->rows[i].aims[0] = unit->rows[i].aims[1] = NULL;
	}
	if (!unit->count || !unit->specials)
		return;
	look_at_trampolines(unit);
	sc_platform_program(unit, count_sites);
	count_sites(unit, &unit->notes);
	most = unit->site_count;
	if (!most)
		return;
	if (most < SC_NO_SITE && unit->count <= UINT32_MAX >> SC_SITE_FLAGS)
		unit->sites = sc_platform_allocate(most * SIZE_OF_ONE);
	unit->site_room = most;
	if (!unit->sites)
		return; /* the count stays, for the statistics */
	unit->marked = (struct sc_marked *)(unit->sites + most);
	unit->marked_count = 0;
	unit->site_count = 0;
	sc_platform_program(unit, add_sites);
	add_sites(unit, &unit->notes);
	if (sort_sites(unit->sites, unit->site_count))
		chain_sites(unit);
	else
		forget_list(unit); /* the count stays, for the statistics */
}

void sc_lose_sites(struct static_call_unit *unit)
{
	forget_list(unit);
	unit->site_count = unit->stray_sites = 0;
}
