/* A key is defined, called, updated and queried. */
#include <stdio.h>

#include <static_call.h>

int twice(int n);
int square(int n);

int twice(int n)
{
	return 2 * n;
}

int square(int n)
{
	return n * n;
}

DEFINE_STATIC_CALL(compute, twice);

int main(void)
{
	printf("%d\n", static_call(compute)(5)); // expect-site: compute
	printf("twice: %d\n", static_call_query(compute) == (void *)twice);

	static_call_update(compute, square);
	printf("%d\n", static_call(compute)(5)); // expect-site: compute
	printf("square: %d\n", static_call_query(compute) == (void *)square);

	for (int i = 0; i < 6; i++) {
		static_call_update(compute, i % 2 ? square : &twice);
		printf("%d ", static_call(compute)(i)); // expect-site: compute
	}
	putchar('\n');
	return 0;
}
