/* The arguments, with their parentheses or without, come from a macro. */
#include <stdio.h>

#include <static_call.h>

#define ONE_TWO (1, 2)
#define LIST 3, 4
#define NOTHING
#define WRAP(a, b) (a, b)
#define END )

static int join(int a, int b)
{
	return a * 10 + b;
}

static void say(void)
{
	puts("said");
}

DEFINE_STATIC_CALL(combine, join);
DEFINE_STATIC_CALL(speak, say);

int main(void)
{
	printf("%d\n", static_call(combine) ONE_TWO); // expect-site: combine
	printf("%d\n", static_call(combine)(LIST)); // expect-site: combine
	printf("%d\n", static_call(combine)WRAP(5, static_call(combine)WRAP(0, 6))); // expect-site: combine, combine
	static_call(speak) NOTHING (NOTHING); // expect-site: speak
	static_call(speak)( END; // expect-site: speak
	static_call(speak NOTHING)(); // expect-site: speak
	return 0;
}
