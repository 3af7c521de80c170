#include "hooks.h"

int add(int a, int b)
{
	return a + b;
}

unsigned long mix(unsigned long seed, const void *bytes, unsigned long count)
{
	const unsigned char *byte = bytes;

	for (unsigned long i = 0; i < count; i++)
		seed = seed * 31 + byte[i];
	return seed;
}

DEFINE_STATIC_CALL(adder, add);
DEFINE_STATIC_CALL(mixer, mix);
