#include "hooks.h"

DEFINE_STATIC_CALL(count, count_plain);
DEFINE_STATIC_CALL_NULL(observe, void(int));

int count_plain(int length)
{
	return length;
}

int count_framed(int length)
{
	return length + 18;
}

int receive(int length)
{
	int counted = static_call(count)(length);

	static_call_cond(observe)(counted);
	return counted;
}
