#include "keys.h"

int main(void)
{
#ifdef ELSEWHERE
	static_call(in_another_configuration)(1);
#endif
	return static_call(called)(1) + static_call_mod(called_by_module)(2);
}
