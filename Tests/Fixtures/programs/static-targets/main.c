/* Keys whose targets are static, in files that define targets of the same name. */
#include <stdio.h>

#include "hooks.h"

int main(void)
{
	for (int i = 0; i < 4; i++) {
		first_select(i & 1);
		second_select(i & 2);
		printf("%d %d\n", static_call(first)(i), static_call(second)(i)); // expect-site: first, second
	}
	return 0;
}
