#ifndef DISASSEMBLE_H
#define DISASSEMBLE_H

#include <stddef.h>

/* An address that the reader should see by its name. */
struct place {
	const char *name;
	const void *address;
};

/*
 * Prints the `size` bytes at `code`, as they are in memory now, as instructions. Places are printed by their
 * names. objdump of binutils does the work; its command is $OBJDUMP, or objdump. 0: done.
 */
int disassemble(const void *code, size_t size, const struct place *places, size_t count);

#endif
