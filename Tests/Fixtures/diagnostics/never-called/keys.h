#include <static_call.h>

int f(int n);

DECLARE_STATIC_CALL(called, f);
DECLARE_STATIC_CALL(idle, f);
DECLARE_STATIC_CALL(idle_but_updated, f);
DECLARE_STATIC_CALL(called_by_module, f);

#define UNUSED_MACRO(n) static_call(in_an_unused_macro)(n)
#define TEXT(x) #x
