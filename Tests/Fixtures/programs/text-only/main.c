/* Comments and strings that contain static_call(compute)(1) are text. */
#include <stdio.h>

#include <static_call.h>

// static_call(compute)(2);
/* static_call_cond(compute)(3); /* static_call(compute)(4); */
// a comment that goes on \
   static_call(compute)(5);

static int twice(int n)
{
	return 2 * n;
}

DEFINE_STATIC_CALL(compute, twice);

int main(void)
{
	puts("static_call(compute)(6)");
	puts("\"static_call(compute)(7)\\" "static_call(compute)" "(8)");
	puts("// " "/* static_call(compute)(9)"); /* " */ puts("*/");
	puts("spliced \
static_call(compute)(10)");
	printf("%c%c\n", '"', '\''); printf("static_call(x)(%d)\n", static_call(compute)(11)); // expect-site: compute
	puts("'"); printf("%d\n", static_call(compute)(12)); puts("'"); // expect-site: compute
	printf("%d\n", 1 /static_call(compute)(1)*/* static_call(compute)(0) */4); // expect-site: compute
	return 0;
}
