/* Macro arguments that are never expanded: their text may be the output, so it stays. */
#include <stdio.h>

#include <static_call.h>

#define TEXT(code) #code
#define IGNORE(code)
#define LABELLED(code, label) #code label
#define PASTE(a, b) a##b

static int twice(int n)
{
	return 2 * n;
}

DEFINE_STATIC_CALL(compute, twice);

static int static_callout(int n)
{
	return n;
}

int main(void)
{
	puts(TEXT(static_call(compute)(1))); // expect-left: unexpanded
	IGNORE(static_call(compute)(2)); // expect-left: unexpanded
	puts(LABELLED(static_call(compute)( // expect-left: unexpanded
		3), " labelled"));
	printf("%d\n", PASTE(static_call, out)(4)); // expect-left: unexpanded
	printf("%s %d\n", TEXT(a), static_call(compute)(5)); // expect-site: compute
	return 0;
}
