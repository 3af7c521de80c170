#include "shared.h"

int plus_one(int n)
{
	return n + 1;
}

DEFINE_STATIC_CALL(step, plus_one);

int left(int n)
{
	return two_steps(n);
}
