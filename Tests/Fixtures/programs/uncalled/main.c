/* static_call(name) without a call is a pointer to function, good for calls until the next update. */
#include <stdio.h>

#include <static_call.h>

static int twice(int n)
{
	return 2 * n;
}

static int square(int n)
{
	return n * n;
}

DEFINE_STATIC_CALL(compute, twice);

static int apply(int (*f)(int), int n)
{
	return f(n);
}

static void run(void)
{
	int (*f)(int) = static_call(compute); // expect-site: compute
	__typeof__(static_call(compute)) same_type = f; // expect-site: compute

	printf("%d %d %d", f(5), same_type(6), apply(static_call(compute), 7)); // expect-site: compute
	printf(" %d\n", (*static_call(compute))(8)); // expect-site: compute
}

int main(void)
{
	run();
	static_call_update(compute, square);
	run();
	printf("%d\n", sizeof(static_call(compute)) == sizeof(void *)); // expect-site: compute
	return !static_call(compute); // expect-site: compute
}
