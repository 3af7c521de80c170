/* static_call_update() and types: what OK selects compiles without a warning, what BAD does not. */
#include <static_call.h>

static int plain(int n) { return n; }
static long wide(void) { return 1; }
static int text(const char *s) { return !s; }
_Noreturn static void never(void) { for (;;) ; }
static void back(void) { }
static int many(const char *format, ...) { return !format; }

DEFINE_STATIC_CALL(key, plain);
DEFINE_STATIC_CALL(lasting, back);
DEFINE_STATIC_CALL(format, many);

static int (*const table[])(int) = {plain, plain};
static int number;

int main(void)
{
	int (*pointer)(int) = plain;
	STATIC_CALL_BATCH(batch, 4);
	void *any = (void *)plain;

	(void)wide, (void)text, (void)never, (void)pointer, (void)any, (void)number, (void)table, (void)batch;
#if OK == 1
	static_call_update(key, plain);
#elif OK == 2
	static_call_update(key, &plain);
#elif OK == 3
	static_call_update(key, pointer);
#elif OK == 4
	static_call_update(key, table[1]);
#elif OK == 5
	static_call_update(key, number ? plain : pointer);
#elif OK == 6
	static_call_update(key, any);
#elif OK == 7
	static_call_update(key, NULL);
	static_call_update(key, 0);
	static_call_update(key, 0L);
#elif OK == 8
	static_call_update(key, __static_call_return0);
	static_call_update(key, &__static_call_return0);
	static_call_update(key, (void *)&__static_call_return0);
#elif OK == 9
	static_call_update(lasting, never);
	static_call_update(format, many);
#elif OK == 10
	static_call_update(key, (void *)text);
	static_call_update(key, any ?: (void *)__static_call_return0);
#elif OK == 11
	static_call_batch_begin(&batch);
	if (!static_call_batch_update(&batch, key, plain) ||
	    !static_call_batch_update(&batch, key, NULL) ||
	    !static_call_batch_update(&batch, key, __static_call_return0) ||
	    !static_call_batch_update(&batch, lasting, never))
		return 1;
	static_call_batch_commit(&batch);
#elif OK == 12
	struct static_call_stats stats;

	static_call_stats(&stats);
	static_call_free_init();
#elif BAD == 1
	static_call_update(key, text);
#elif BAD == 2
	static_call_update(key, wide);
#elif BAD == 3
	static_call_update(key, 5);
#elif BAD == 4
	static_call_update(key, number);
#elif BAD == 5
	static_call_update(key, "text");
#elif BAD == 6
	static_call_update(key, many);
#elif BAD == 7
	static_call_update(nobody, plain);
#elif BAD == 8
	static_call_update(key, number ? text : text);
#elif BAD == 9
	static_call_batch_update(&batch, key, text);
#elif BAD == 10
	static_call_batch_update(&batch, key, 5);
#elif BAD == 11
	static_call_batch_update(&batch, nobody, plain);
#elif BAD == 12
	static_call_batch_update(batch, key, plain);
#endif
	return 0;
}
