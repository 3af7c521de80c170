/* With the kernel's header a wrong type is a mere warning of the compiler's. */
#include "linux/static_call.h"

int f(int n);
int g(void);
double ratio(void);

DEFINE_STATIC_CALL(hook, f); // expect-note: sc-update-type
DEFINE_STATIC_CALL_RET0(zero, ratio); // expect-error: sc-ret0-type

void updates(void)
{
	static_call_update(hook, g); // expect-error: sc-update-type
}
