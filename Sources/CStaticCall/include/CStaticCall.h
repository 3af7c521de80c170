/* What Swift reads of static_call.h, and a macro of it that Swift cannot expand. */
#include <static_call.h>

/* What a call of a key reaches, as it is: for a key without a target, a function that does nothing. */
__STATIC_CALL_INLINE void *__static_call_load(const struct static_call_key *key)
{
	/* relaxed: as static_call() */
	return __atomic_load_n(&key->func, __ATOMIC_RELAXED);
}
