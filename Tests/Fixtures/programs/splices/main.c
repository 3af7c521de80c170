/* Backslash-newline anywhere: the preprocessor joins the lines before it looks at tokens. */
#include <stdio.h>

#include <static_call.h>

#define DOUBLE(n) \
	static_call(compute)(n) /* expect-body: DOUBLE */
#define TRIPLE(n) \
	(3 * \
	 /* expect-body: TRIPLE */ static_\
call(compute)(n))

static int twice(int n)
{
	return 2 * n;
}

DEFINE_STATIC_CALL(compute, twice);

int main(void)
{
	printf("%d\n", /* expect-site: compute */ static_call\
(compute)(1));
	printf("%d\n", /* expect-site: compute */ static_\
call(compute)(2));
	printf("%d\n", /* expect-site: compute */ static_call(com\
pute)(3));
	printf("%d\n", /* expect-site: compute */ static_call(\
\
compute\
)\
(4));
	printf("%d\n", /* expect-site: compute */ sta\
tic\
_call /* here, *\
/ (compute)(5));
	printf("%d\n", DOUBLE(6) + TRIPLE(1)); // a comment \
	   static_call(compute)(7) that goes on
	printf("line %d\n", __LINE__);
	return 0;
}
