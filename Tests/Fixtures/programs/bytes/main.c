/* Bytes that are not UTF-8 (Latin-1: äöü, and ÿşÀ€) in comments and strings. */
#include <stdio.h>

#include <static_call.h>

/* é */ static int twice(int n) // ü
{
	return 2 * n;
}

static void say(const char *text)
{
	puts(text);
}

DEFINE_STATIC_CALL(compute, twice);
DEFINE_STATIC_CALL(speak, say);

int main(void)
{
	printf("Größe: %d\n", static_call(compute)(1)); // expect-site: compute
	static_call(speak)("äöü €ÿ"); static_call(speak)("télé"); // expect-site: speak, speak
	/*   */ static_call(/* clé */ speak /* Ã */)(/* ğŸ */ "ğŸ"); // expect-site: speak
	static_call(speak)("Ã© is UTF-8, a tab:	., a form feed:."); // expect-site: speak

	return 0; // 
}
