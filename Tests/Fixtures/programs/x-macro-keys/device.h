#ifndef DEVICE_H
#define DEVICE_H

#include <static_call.h>

struct device_ops {
	int (*open)(const char *name);
	int (*close)(void);
	int (*read)(char *to, int size);
};

/* The types come from a null pointer, which nobody follows. */
#define HOOK(name) DECLARE_STATIC_CALL(dev_##name, *(((struct device_ops *)0)->name));
#include "hooks.def"

void device_install(const struct device_ops *ops);

#endif
