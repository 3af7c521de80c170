/* Sites in an inline function of a header that two other files use. */
#include <stdio.h>

#include "shared.h"

int main(void)
{
	printf("%d\n", left(5));
	printf("%d\n", right(5));
	printf("%d\n", left(5));
	return 0;
}
