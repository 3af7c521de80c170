/* The callee in pieces that macros put together: none of them is the call, so they stay. */
#include <stdio.h>

#include <static_call.h>

#define PASTE(a, b) a##b
#define HALF static_call(compute // expect-left: macro-body
#define APPLY(f, ...) f(compute)(__VA_ARGS__)
#define THROUGH(f) APPLY(f, 5)
#define CALLER static_call // expect-left: macro-body
#define CALL_BY(f) f

static int twice(int n)
{
	return 2 * n;
}

static int square(int n)
{
	return n * n;
}

DEFINE_STATIC_CALL(compute, twice);

static void run(void)
{
	printf("%d\n", PASTE(static_, call)(compute)(2));
	printf("%d\n", HALF)(3));
	printf("%d\n", APPLY(static_call, 4)); // expect-left: unexpanded
	printf("%d\n", THROUGH(static_call)); // expect-left: unexpanded
	printf("%d\n", CALLER(compute)(6));
	printf("%d\n", CALL_BY(static_call)(compute)(7)); // expect-left: unexpanded
}

int main(void)
{
	run();
	static_call_update(compute, square);
	run();
	return 0;
}
