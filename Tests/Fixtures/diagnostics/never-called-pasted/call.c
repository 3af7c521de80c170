#include "keys.h"

int calls(void)
{
	return CALL_TWO(pasted);
}
