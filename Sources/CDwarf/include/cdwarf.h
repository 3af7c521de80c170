/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cdwarf.h - elfutils' libdw as a table of functions, loaded when a source line is asked for.
 *
 * Few runs ask: linking it would cost all of them, and a machine may lack it. The types come from
 * elfutils/libdw.h, so a wrong call is still a compile error.
 */
#ifndef CDWARF_H
#define CDWARF_H

#include <dwarf.h>
#include <elfutils/libdw.h>

#define CDWARF_FUNCTIONS(X)                                                                        \
	X(dwarf_begin_elf)                                                                         \
	X(dwarf_end)                                                                               \
	X(dwarf_get_units)                                                                         \
	X(dwarf_hasattr)                                                                           \
	X(dwarf_attr)                                                                              \
	X(dwarf_formstring)                                                                        \
	X(dwarf_getsrclines)                                                                       \
	X(dwarf_onesrcline)                                                                        \
	X(dwarf_lineaddr)                                                                          \
	X(dwarf_lineendsequence)                                                                   \
	X(dwarf_lineno)                                                                            \
	X(dwarf_linecol)                                                                           \
	X(dwarf_linesrc)

struct cdwarf {
#define CDWARF_FIELD(function) __typeof__(&function) function;
	CDWARF_FUNCTIONS(CDWARF_FIELD)
#undef CDWARF_FIELD
};

/*
 * Loads the library and fills `table`. Returns NULL, or why not: the loader's message or the name of
 * the missing function; the text stays valid until the next call of this thread.
 */
const char *cdwarf_load(struct cdwarf *table);

#endif
