#include <static_call.h>

int f(int n);

DECLARE_STATIC_CALL(pasted_one, f);
DECLARE_STATIC_CALL(pasted_two, f);

#define CALL_TWO(name) (static_call(name##_one)(1) + static_call(name##_two)(2))
