#include "packets.h"

DEFINE_STATIC_CALL(count, count_plain);
DEFINE_STATIC_CALL_NULL(observe, void(int));

int count_plain(int length)
{
	return length;
}

int handle(int length)
{
	int body = static_call(count)(length);

	static_call_cond(observe)(body);
	return static_call(count)(body * 2);
}
