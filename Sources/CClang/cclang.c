/* SPDX-License-Identifier: Apache-2.0 */
#include "cclang.h"

#include <dlfcn.h>
#include <stddef.h>

const char *cclang_default_path(void)
{
	return CCLANG_DEFAULT_PATH;
}

const char *cclang_load(const char *path, struct cclang *table)
{
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return dlerror();
#define CCLANG_LOAD(function)                                                                      \
	table->function = (__typeof__(&function))dlsym(library, #function);                        \
	if (!table->function)                                                                      \
		return "it has no " #function;
	CCLANG_FUNCTIONS(CCLANG_LOAD)
#undef CCLANG_LOAD
	return NULL;
}
