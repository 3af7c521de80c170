/* Other names for static_call, in a header that two units read. */
#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

DECLARE_STATIC_CALL(app_open, int(int));
DECLARE_STATIC_CALL(app_done, void(int));

#define HOOK(name) static_call(name) // expect-body: HOOK
#define APP_HOOK(name) HOOK(app_##name)
#define HOOK_COND(name) static_call_cond(name) // expect-body: HOOK_COND
#define HOOK_MOD(name) static_call_mod(name) // expect-body: HOOK_MOD

int other(int n);

#endif
