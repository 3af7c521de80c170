/* A list of keys that declares, defines, updates and calls, with optional entries, as KVM's does. */
#include <stdio.h>

#include "host.h"

static int enabled;

static int enable(void)
{
	return ++enabled;
}

static void flush(const char *why)
{
	printf("flush: %s\n", why);
}

static int level_of(int which)
{
	return which * 100;
}

static int read_one(int which)
{
	return which + 7;
}

/* The list as a test of which are set; the sites are in the macro's body alone. */
static void call_all(void)
{
#define OP(func) printf("%s %d\n", #func, static_call_query(op_##func) != NULL);
#define OP_OPTIONAL(func) OP(func) static_call_cond(op_##func)("list " #func); // expect-body: OP_OPTIONAL
#define OP_OPTIONAL_RET0(func) OP(func) printf("%d\n", static_call(op_##func)(3)); // expect-body: OP_OPTIONAL_RET0
#include "ops.h"
}

int main(void)
{
	host_init(&(struct ops){.enable = enable, .read = read_one});
	call_all();
	printf("%d\n", read_level(2));
	host_init(&(struct ops){enable, flush, level_of, read_one});
	call_all();
	printf("%d\n", read_level(2));
	return enabled != 2;
}
