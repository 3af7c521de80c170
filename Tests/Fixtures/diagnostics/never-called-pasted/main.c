/* Which keys a pasted name stands for is known if all was parsed, as --exhaustive has it done. */
#include "keys.h"

DEFINE_STATIC_CALL(pasted_one, f);
DEFINE_STATIC_CALL(pasted_two, f);
DEFINE_STATIC_CALL(idle, f); // expect-warning: sc-never-called

int f(int n)
{
	return n;
}
