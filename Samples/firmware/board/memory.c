/* What compilers call where they would rather not copy and fill themselves. */
#include <stddef.h>

/* Or they would make of the loops below calls of these very functions. */
#define NO_IDIOM __asm__ volatile("" : : : "memory")

void *memmove(void *to, const void *from, size_t size)
{
	char *destination = to;
	const char *source = from;
	size_t i;

	if (destination <= source) {
		for (i = 0; i < size; i++) {
			destination[i] = source[i];
			NO_IDIOM;
		}
		return to;
	}
	while (size--) {
		destination[size] = source[size];
		NO_IDIOM;
	}
	return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	return memmove(to, from, size);
}

void *memset(void *at, int value, size_t size)
{
	char *byte = at;

	while (size--) {
		*byte++ = (char)value;
		NO_IDIOM;
	}
	return at;
}
