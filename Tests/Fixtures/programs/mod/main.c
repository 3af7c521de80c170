/* static_call_mod: called from where the key is not to be updated. */
#include "key.h"

int main(void)
{
	printf("%d\n", static_call_mod(compute)(5)); // expect-site: compute
	static_call_mod(speak)("early"); // expect-site: speak
	change();
	printf("%d %d\n", static_call_mod(compute)(5), static_call(compute)(6)); // expect-site: compute, compute
	static_call_mod(speak)("late"); // expect-site: speak
	return 0;
}
