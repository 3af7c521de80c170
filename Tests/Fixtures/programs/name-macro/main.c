/* The key's name is an object-like macro, which is expanded first, as in the kernel. */
#include <stdio.h>

#include <static_call.h>

#define CURRENT alpha
#define DEFAULT CURRENT /* through another macro */
#define NEWEST beta

static int one(void)
{
	return 1;
}

static int two(void)
{
	return 2;
}

DEFINE_STATIC_CALL(CURRENT, one);
DEFINE_STATIC_CALL(NEWEST, two);

int main(void)
{
	printf("%d\n", static_call(CURRENT)()); // expect-site: alpha
	printf("%d\n", static_call(DEFAULT)()); // expect-site: alpha
	printf("%d\n", static_call(alpha)()); // expect-site: alpha
	printf("%d\n", static_call(NEWEST)()); // expect-site: beta
	static_call_update(DEFAULT, two);
	printf("%d %d\n", static_call(alpha)(), static_call_query(CURRENT) == (void *)two); // expect-site: alpha
#undef CURRENT
#define CURRENT beta
	static_call_update(CURRENT, one);
	printf("%d %d\n", static_call(DEFAULT)(), static_call(/* now */ CURRENT)()); // expect-site: beta, beta
	return 0;
}
