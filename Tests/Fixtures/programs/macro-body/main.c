/* Calls in the bodies of macros are rewritten there, once for all uses; a mere alias is not. */
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

static void say(const char *text)
{
	puts(text);
}

DEFINE_STATIC_CALL(compute, twice);
DEFINE_STATIC_CALL(speak, say);
DEFINE_STATIC_CALL(tell_compute, twice);

#define COMPUTE(n) static_call(compute)(n) // expect-body: COMPUTE
#define CALL(name, ...) static_call(name)(__VA_ARGS__) // expect-body: CALL
#define TELL(name) static_call(tell_##name) // expect-body: TELL
#define SPEAK                                                                                      \
	static_call_cond(speak) /* expect-body: SPEAK */
#define BOTH(n)                                                                                    \
	(static_call(compute)(n) + /* expect-body: BOTH */                                   \
	 static_call(tell_compute)(n)) /* expect-body: BOTH */
#define ALIAS static_call // expect-left: macro-body

/* key and function-like macro of one name */
#define speak() static_call(speak)("speak()") // expect-body: speak

static void run(void)
{
	printf("%d %d %d %d %d\n", COMPUTE(3), CALL(compute, 4), TELL(compute)(5), BOTH(6), ALIAS(compute)(7));
}

int main(void)
{
	run();
	static_call_update(compute, square);
	run();
	SPEAK("SPEAK");
	speak();
	CALL(speak, "CALL");
	printf("%d\n", static_call(compute)(COMPUTE(static_call(compute)(2)))); // expect-site: compute, compute
	return 0;
}
