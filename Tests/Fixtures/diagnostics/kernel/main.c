/* The kernel's header leaves other traces in the syntax tree than ours. */
#include "linux/static_call.h"

struct kvm_ops {
	int (*right)(int n);
	int (*wrong)(void);
};

int f(int n);
int g(void);
double ratio(void);

DEFINE_STATIC_CALL(called, f);
DEFINE_STATIC_CALL(idle, f); // expect-warning: sc-never-called
DEFINE_STATIC_CALL(by_asm, f);
DEFINE_STATIC_CALL(hook, f); // expect-note: sc-update-cast
DEFINE_STATIC_CALL_RET0(zero, f);

int calls(void)
{
	asm volatile("call " STATIC_CALL_TRAMP_STR(by_asm));
	return static_call(called)(1) + static_call(hook)(2) + static_call(zero)(3);
}

void updates(const struct kvm_ops *ops)
{
	static_call_update(hook, f);
	static_call_update(hook, (void *)ops->right ?: (void *)__static_call_return0);
	static_call_update(hook, (void *)ops->wrong ?: (void *)__static_call_return0); // expect-warning: sc-update-cast
}
