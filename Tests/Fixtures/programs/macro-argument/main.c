/* Calls in the arguments of macros, which may expand them once, twice or through other macros. */
#include <assert.h>
#include <stdio.h>

#include <static_call.h>

#define WARN_ON(condition)                                                                         \
	({                                                                                         \
		int warned = !!(condition);                                                        \
		if (warned)                                                                        \
			printf("warning in %s\n", __func__);                                       \
		warned;                                                                            \
	})
#define WARN_ON_ONCE(condition) WARN_ON(condition)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define max(a, b) ((a) > (b) ? (a) : (b))
#define TWICE(statement) statement; statement
#define EACH(...) __VA_ARGS__
#define DO(body) do { body } while (0)

static int calls;

static int count(int n)
{
	calls++;
	return n;
}

static void print(int n)
{
	printf("%d\n", n);
}

DEFINE_STATIC_CALL(check, count);
DEFINE_STATIC_CALL(show, print);
DEFINE_STATIC_CALL_NULL(quiet, print);

int main(void)
{
	WARN_ON(static_call(check)(0)); // expect-site: check
	if (WARN_ON_ONCE(static_call(check)(1))) // expect-site: check
		static_call(show)(calls); // expect-site: show
	if (unlikely(WARN_ON(!static_call(check)(2)))) // expect-site: check
		return 1;
	assert(static_call(check)(3)); // expect-site: check
	static_call(show)(max(static_call(check)(4), static_call(check)(5))); // expect-site: show, check, check
	TWICE(static_call(show)(static_call(check)(6))); // expect-site: show, check
	EACH(static_call(show)(7), static_call_cond(quiet)(8)); // expect-site: show, quiet
	DO(
		static_call(show)(9); // expect-site: show
		static_call /* inside */ (show)( // expect-site: show
			10);
	);
	static_call(show)(calls); // expect-site: show
	return 0;
}
