/* In both programs; no key here. */
#include <stdio.h>

#include "common/output.h"

void output_plain(const char *text, int value)
{
	printf("%s: %d\n", text, value);
}
