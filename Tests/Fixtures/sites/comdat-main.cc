#include "comdat.h"

int other(int n);

int main()
{
	__SCT__two();
	return other(-4) + shared(-2) + many<int>(-3);
}
