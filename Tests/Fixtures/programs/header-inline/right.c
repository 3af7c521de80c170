#include <shared.h>

static int plus_ten(int n)
{
	return n + 10;
}

int right(int n)
{
	int before = two_steps(n);

	static_call_update(step, plus_ten);
	return before * 1000 + two_steps(n);
}
