/* Preprocessor directives between the callee and the end of the arguments, which stay where they are. */
#include <stdio.h>

#include <static_call.h>

static int join(int a, int b)
{
	return a * 10 + b;
}

DEFINE_STATIC_CALL(combine, join);

int main(void)
{
	int n = static_call(combine)( // expect-site: combine
#ifdef NOBODY_DEFINES_THIS
		static_call(missing)(1), // expect-left: inactive
#else
		static_call(combine)(0, 1), // expect-site: combine
#endif
		2);

	n += static_call(combine) // expect-site: combine
#define THREE 3
#if THREE == 3
		(THREE, 4);
#else
		(4, THREE);
#endif
	printf("%d\n", n);
	return 0;
}
