#include "hooks.h"

int other(int n)
{
	HOOK_COND(app_done)(n);
	return APP_HOOK(open)(n);
}
