#include "comdat.h"

int other(int n)
{
	return shared(n) + many<int>(n) + many<long>(n) + 4;
}
