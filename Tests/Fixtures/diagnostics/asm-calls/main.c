/* A call in assembly is a call. */
#include <static_call.h>

void f(void);

DEFINE_STATIC_CALL(called, f); // expect-remark: sc-never-updated
DEFINE_STATIC_CALL(idle, f); // expect-warning: sc-never-called

void calls(void)
{
	asm volatile("call " STATIC_CALL_TRAMP_STR(called) ::: "memory");
}
