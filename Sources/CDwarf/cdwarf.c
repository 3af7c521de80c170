/* SPDX-License-Identifier: Apache-2.0 */
#include "cdwarf.h"

#include <dlfcn.h>
#include <stddef.h>

const char *cdwarf_load(struct cdwarf *table)
{
	void *library = dlopen("libdw.so.1", RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return dlerror();
#define CDWARF_LOAD(function)                                                                      \
	table->function = (__typeof__(&function))dlsym(library, #function);                        \
	if (!table->function)                                                                      \
		return "it has no " #function;
	CDWARF_FUNCTIONS(CDWARF_LOAD)
#undef CDWARF_LOAD
	return NULL;
}
