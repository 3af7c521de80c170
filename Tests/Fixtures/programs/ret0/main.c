/* RET0 keys of every width that a register holds, and the way there and back. */
#include <stdbool.h>
#include <stdio.h>

#include <static_call.h>

struct ops {
	int (*read)(int fd, const char *name);
};

static int evaluated;

static int next(void)
{
	return ++evaluated;
}

static bool full(int n)
{
	return n > 1;
}

static unsigned char level(void)
{
	return 200;
}

static const char *name_of(int n)
{
	return n ? "some" : "none";
}

static int read_name(int fd, const char *name)
{
	return fd + name[0];
}

static long size(void)
{
	return 1L << 40;
}

DEFINE_STATIC_CALL_RET0(is_full, full);
DEFINE_STATIC_CALL_RET0(get_level, level);
DEFINE_STATIC_CALL_RET0(get_name, name_of);
DEFINE_STATIC_CALL_RET0(read_one, *((struct ops *)0)->read);
DEFINE_STATIC_CALL_RET0(get_size, size);

static void show(void)
{
	const char *name = static_call(get_name)(next()); // expect-site: get_name

	printf("%d %d %s", static_call(is_full)(next()), static_call(get_level)(), // expect-site: is_full, get_level
	       name ? name : "NULL");
	printf(" %d", static_call(read_one)(next(), "x")); // expect-site: read_one
	printf(" %ld, evaluated %d\n", static_call(get_size)(), evaluated); // expect-site: get_size
}

int main(void)
{
	struct ops with = {read_name}, without = {NULL};

	show();
	static_call_update(is_full, full);
	static_call_update(get_level, level);
	static_call_update(get_name, name_of);
	static_call_update(read_one, (void *)with.read ?: (void *)__static_call_return0);
	static_call_update(get_size, size);
	show();
	static_call_update(is_full, __static_call_return0);
	static_call_update(get_level, (void *)__static_call_return0);
	static_call_update(get_name, &__static_call_return0);
	static_call_update(read_one, (void *)without.read ?: (void *)__static_call_return0);
	static_call_update(get_size, __static_call_return0);
	show();
	printf("%d\n", static_call_query(get_name) == (void *)__static_call_return0);
	return 0;
}
