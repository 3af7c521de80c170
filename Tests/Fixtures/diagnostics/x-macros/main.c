/* What comes out of a list: findings lie where the list names the key. */
#include <static_call.h>

struct ops {
	int (*open)(const char *name);
	int (*close)(void);
	int (*idle)(void);
};

struct old_ops {
	int (*open)(char *name); /* no const */
	int (*close)(void);
	int (*idle)(void);
};

#define HOOK(name) DEFINE_STATIC_CALL_RET0(dev_##name, *((struct ops *)0)->name);
#include "hooks.def"

void install(const struct old_ops *ops)
{
#define HOOK(name) static_call_update(dev_##name, (void *)ops->name ?: (void *)__static_call_return0);
#include "hooks.def"
}

#define dev(name, ...) static_call(dev_##name)(__VA_ARGS__)

int use(void)
{
	return dev(open, "name") + dev(close);
}
