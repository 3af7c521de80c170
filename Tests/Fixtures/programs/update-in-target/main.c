/* Targets that update the key they are called through, and call it again. */
#include <stdio.h>

#include <static_call.h>

int first_time(int n);
int later(int n);

DEFINE_STATIC_CALL(get, first_time);
DEFINE_STATIC_CALL_RET0(count_down, later);

int later(int n)
{
	printf("later %d\n", n);
	return n;
}

/* as a lazily resolved function does */
int first_time(int n)
{
	printf("first %d\n", n);
	static_call_update(get, later);
	return static_call(get)(n + 1); // expect-site: get
}

static int descend(int n)
{
	if (n == 2)
		static_call_update(count_down, later);
	return static_call(count_down)(n - 1) + 100; // expect-site: count_down
}

int main(void)
{
	printf("%d\n", static_call(get)(1)); // expect-site: get
	printf("%d\n", static_call(get)(1)); // expect-site: get
	static_call_update(count_down, descend);
	printf("%d\n", static_call(count_down)(5)); // expect-site: count_down
	printf("%d\n", static_call(count_down)(5)); // expect-site: count_down
	return 0;
}
