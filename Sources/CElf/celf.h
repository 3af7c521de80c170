/* SPDX-License-Identifier: Apache-2.0 */
/* elfutils' libelf (Debian: libelf-dev) for Swift. */
#ifndef CELF_H
#define CELF_H

#include <elf.h>
#include <gelf.h>
#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

extern void *memmem(const void *, size_t, const void *, size_t); /* hidden without _GNU_SOURCE */

/* Whether some bytes hold a word. */
static inline bool celf_holds(const void *bytes, size_t count, const char *word)
{
	return memmem(bytes, count, word, strlen(word)) != NULL;
}

#endif
