#include "device.h"

#define HOOK(name) DEFINE_STATIC_CALL_RET0(dev_##name, *(((struct device_ops *)0)->name));
#include "hooks.def"

void device_install(const struct device_ops *ops)
{
#define HOOK(name)                                                                                 \
	static_call_update(dev_##name, (void *)ops->name ?: (void *)__static_call_return0);
#include "hooks.def"
}
