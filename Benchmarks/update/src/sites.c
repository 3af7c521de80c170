/* SPDX-License-Identifier: Apache-2.0 */
/* sites.c - as many sites of one key as chunks.h has hundreds of, and one site of another key. */
#include "sites.h"

#include <static_call.h>

static long add_one(long x)
{
	return x + 1;
}

static long add_two(long x)
{
	return x + 2;
}

DEFINE_STATIC_CALL(many, add_one);
DEFINE_STATIC_CALL(single, add_one);

/* Between calls, what a program has there: sites lie some 16 bytes apart. */
#define CALL                                                                                       \
	x = static_call(many)(x) ^ 0x5a5a5a;                                                       \
	__asm__ volatile("" : "+r"(x));
#define TEN(X) X X X X X X X X X X
#define CHUNK(n)                                                                                   \
	static long chunk_##n(long x)                                                              \
	{                                                                                          \
		x += n; /* or gcc would fold all of them into one */                               \
		TEN(TEN(CALL))                                                                     \
		return x;                                                                          \
	}
#include "chunks.h"
#undef CHUNK

#define CHUNK(n) chunk_##n,
static long (*const chunks[])(long) = {
#include "chunks.h"
};

long run_all(long x)
{
	for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++)
		x = chunks[i](x);
	return static_call(single)(x);
}

void update_many(int which)
{
	static_call_update(many, which ? add_two : add_one);
}

void update_single(int which)
{
	static_call_update(single, which ? add_two : add_one);
}
