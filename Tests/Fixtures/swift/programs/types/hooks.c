#include "hooks.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct large grow(struct large from, int64_t by)
{
	for (int i = 0; i < 6; i++)
		from.values[i] += by;
	return from;
}
enum color turn(enum color from, color_t to) { return (from + to) % 3; }
struct handle {
	int uses;
};
handle_t open_it(void)
{
	static struct handle it;

	return &it;
}
int use_it(handle_t it, const void *bytes, uint64_t size)
{
	it->uses++;
	return bytes ? it->uses * 100 + (int)size : -1;
}
float mix(float a, double b, uint8_t c, int16_t d, uint32_t e, int64_t f, _Bool g, char h, unsigned i, long j, double k)
{
	return (float)(a + b + c + d + e + f + g + h + i + j + k);
}
int64_t whole_of(union number of) { return of.whole; }
void fill(uint8_t *bytes, size_t size) { memset(bytes, 7, size); }
_Noreturn void finish(int status)
{
	printf("finished\n");
	exit(status);
}

DEFINE_STATIC_CALL(grown, grow);
DEFINE_STATIC_CALL(turned, turn);
DEFINE_STATIC_CALL(opened, open_it);
DEFINE_STATIC_CALL(used, use_it);
DEFINE_STATIC_CALL(mixed, mix);
DEFINE_STATIC_CALL(whole, whole_of);
DEFINE_STATIC_CALL(filled, fill);
DEFINE_STATIC_CALL(finished, finish);
