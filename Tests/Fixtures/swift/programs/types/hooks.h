#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>
#include <stdint.h>

struct large {
	int64_t values[6];
};
enum color { RED, GREEN, BLUE };
typedef enum color color_t;
typedef struct handle *handle_t;
union number {
	double real;
	int64_t whole;
};

struct large grow(struct large from, int64_t by);
enum color turn(enum color from, color_t to);
handle_t open_it(void);
int use_it(handle_t it, const void *bytes, uint64_t size);
float mix(float a, double b, uint8_t c, int16_t d, uint32_t e, int64_t f, _Bool g, char h, unsigned i, long j, double k);
int64_t whole_of(union number of);
void fill(uint8_t *bytes, size_t size);
_Noreturn void finish(int status);

DECLARE_STATIC_CALL(grown, grow);
DECLARE_STATIC_CALL(turned, turn);
DECLARE_STATIC_CALL(opened, open_it);
DECLARE_STATIC_CALL(used, use_it);
DECLARE_STATIC_CALL(mixed, mix);
DECLARE_STATIC_CALL(whole, whole_of);
DECLARE_STATIC_CALL(filled, fill);
DECLARE_STATIC_CALL(finished, finish);

#endif
