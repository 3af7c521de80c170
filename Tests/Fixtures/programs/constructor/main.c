/* Keys updated and called before main, by constructors early and late, and after it. */
#include <stdio.h>

#include <static_call.h>

static int one(void)
{
	return 1;
}

static int two(void)
{
	return 2;
}

static int three(void)
{
	return 3;
}

DEFINE_STATIC_CALL(early, one);
DEFINE_STATIC_CALL(late, one);
DEFINE_STATIC_CALL_RET0(both, one);

static int seen[4];

__attribute__((constructor(101))) static void construct_early(void)
{
	seen[0] = static_call(early)(); // expect-site: early
	static_call_update(early, two);
	static_call_update(both, two);
	seen[1] = static_call(early)(); // expect-site: early
}

__attribute__((constructor)) static void construct_late(void)
{
	seen[2] = static_call(both)() * 10 + static_call(late)(); // expect-site: both, late
	static_call_update(late, three);
	static_call_update(both, three);
	seen[3] = static_call(both)() * 10 + static_call(late)(); // expect-site: both, late
}

__attribute__((destructor)) static void destruct(void)
{
	static_call_update(late, one);
	printf("%d %d\n", static_call(early)(), static_call(late)()); // expect-site: early, late
}

int main(void)
{
	printf("%d %d %d %d\n", seen[0], seen[1], seen[2], seen[3]);
	printf("%d %d %d\n", static_call(early)(), static_call(late)(), static_call(both)()); // expect-site: early, late, both
	return 0;
}
