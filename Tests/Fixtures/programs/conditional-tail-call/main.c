/* Calls in tail position under a condition: clang makes conditional jumps of them on x86-64. */
#include <stdio.h>

#include <static_call.h>

typedef void see_fn(int);
typedef int pick_fn(int);

static int seen;

static void add(int n)
{
	seen += n;
}

static void subtract(int n)
{
	seen -= n;
}

static int ten(int n)
{
	return n + 10;
}

static int hundred(int n)
{
	return n + 100;
}

DEFINE_STATIC_CALL(see, add);
DEFINE_STATIC_CALL_NULL(see_odd, see_fn);
DEFINE_STATIC_CALL(pick_small, ten);
DEFINE_STATIC_CALL_RET0(pick_large, pick_fn);

__attribute__((noinline)) static void look(int n)
{
	if (n > 2)
		static_call(see)(n); // expect-site: see
}

__attribute__((noinline)) static void look_odd(int n)
{
	if (n & 1)
		static_call_cond(see_odd)(n); // expect-site: see_odd
}

__attribute__((noinline)) static int pick(int n)
{
	if (n < 0)
		return n;
	if (n < 3)
		return static_call(pick_small)(n); // expect-site: pick_small
	return static_call(pick_large)(n); // expect-site: pick_large
}

static void run(void)
{
	seen = 0;
	for (int n = -1; n < 6; n++) {
		look(n);
		look_odd(n);
		printf("%d ", pick(n));
	}
	printf("seen %d\n", seen);
}

int main(void)
{
	run();
	static_call_update(see_odd, subtract);
	static_call_update(pick_large, hundred);
	run();
	static_call_update(see, subtract);
	static_call_update(see_odd, NULL);
	static_call_update(pick_small, __static_call_return0);
	run();
	return 0;
}
