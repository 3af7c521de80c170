#ifndef HOST_H
#define HOST_H

#include <static_call.h>

struct ops {
	int (*enable)(void);
	void (*flush)(const char *why);
	int (*get_level)(int which);
	int (*read)(int which);
};

#define OP(func) DECLARE_STATIC_CALL(op_##func, *(((struct ops *)0)->func));
#define OP_OPTIONAL OP
#define OP_OPTIONAL_RET0 OP
#include "ops.h"

/* A site in a macro, in an inline function that uses the macro, and in one that does not. */
#define op_call(func, ...) static_call(op_##func)(__VA_ARGS__) // expect-body: op_call

static inline int read_level(int which)
{
	if (!op_call(enable))
		return -1;
	return static_call(op_read)(op_call(get_level, which)); // expect-site: op_read
}

void host_init(const struct ops *ops);

#endif
