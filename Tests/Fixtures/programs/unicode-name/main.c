/* A key whose name is not ASCII: C allows it, and so do ELF and the assemblers. */
#include <stdio.h>

#include <static_call.h>

static int verdoppeln(int größe)
{
	return 2 * größe;
}

DEFINE_STATIC_CALL(größe, verdoppeln);

int main(void)
{
	printf("Größe: %d\n", static_call(größe)(21)); // expect-site: größe
	return 0;
}
