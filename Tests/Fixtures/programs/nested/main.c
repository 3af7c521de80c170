/* Static calls in each other's arguments, the same key and others, in several layers. */
#include <stdio.h>

#include <static_call.h>

static int add(int a, int b)
{
	return a + b;
}

static int multiply(int a, int b)
{
	return a * b;
}

static int apply(int (*f)(int, int), int a, int b)
{
	return f(a, b);
}

DEFINE_STATIC_CALL(sum, add);
DEFINE_STATIC_CALL(product, multiply);
DEFINE_STATIC_CALL(call, apply);

static int compute(void)
{
	return static_call(sum)(static_call(product)(2, 3), static_call(sum)(4, static_call(product)(5, 6))); // expect-site: sum, product, sum, product
}

int main(void)
{
	printf("%d\n", compute());
	printf("%d\n", static_call(call)(add, static_call(call)(multiply, 3, 4), 5)); // expect-site: call, call
	printf("%d\n",
	       static_call(sum)( // expect-site: sum
		       static_call(sum)( // expect-site: sum
			       static_call(sum)(1, 2), // expect-site: sum
			       3),
		       4));
	static_call_update(product, add);
	printf("%d\n", compute());
	return 0;
}
