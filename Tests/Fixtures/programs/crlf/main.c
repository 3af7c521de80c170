/* Lines that end in CR LF, as editors on other systems write them. */
#include <stdio.h>

#include <static_call.h>

#define BOTH(n) \
	(static_call(compute)(n) + /* expect-body: BOTH */ \
	 1)

static int twice(int n)
{
	return 2 * n;
}

DEFINE_STATIC_CALL(compute, twice);

int main(void)
{
	printf("%d\n", static_call(compute)(1)); // expect-site: compute
	printf("%d\n", static_call( // expect-site: compute
		/* a comment
		   of two lines */
		compute)
		(2));
	printf("%d at line %d\n", /* expect-site: compute */ static_call\
(compute)(BOTH(3)), __LINE__ - 1);
	puts("one \
line");
	return 0;
}
