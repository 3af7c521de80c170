/* Where a key's type may come from, and what it may be made of. */
#include <stdio.h>
#include <string.h>

#include <static_call.h>

typedef int compare_fn(const void *, const void *);
typedef struct {
	int kind;
} anonymous;
enum color { RED, GREEN };

struct ops {
	const char *(*find)(const char *const *names, size_t count, const char *restrict name);
	void (*store)(volatile int *to, const int *const from);
};

static struct ops ops;
static struct {
	const struct ops *ops;
} tables[1] = {{&ops}};

static const char *find_first(const char *const *names, size_t count, const char *restrict name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0)
			return names[i];
	}
	return NULL;
}

static void store_copy(volatile int *to, const int *const from)
{
	*to = *from;
}

static int by_length(const void *a, const void *b)
{
	return (int)strlen(a) - (int)strlen(b);
}

static int up(int n)
{
	return n + 1;
}

static int down(int n)
{
	return n - 1;
}

static int (*choose(int which))(int)
{
	return which ? up : down;
}

static int (*handlers[2])(int) = {up, down};

static enum color paint(const anonymous *what, _Bool bright, unsigned char shade[static 2])
{
	return bright && what->kind == shade[1] ? GREEN : RED;
}

static int same_type_as_up(int n);

DEFINE_STATIC_CALL_NULL(find, *ops.find);
DEFINE_STATIC_CALL_NULL(store, *(*tables[0].ops).store);
DECLARE_STATIC_CALL(store, *tables[0].ops->store); /* the same type by another way */
DEFINE_STATIC_CALL_RET0(compare, compare_fn);
DEFINE_STATIC_CALL(chosen, choose);
DEFINE_STATIC_CALL_RET0(handle, *handlers[0]);
DEFINE_STATIC_CALL_RET0(handle_null, *((typeof(&handlers[0]))0)[1]);
DECLARE_STATIC_CALL(other, same_type_as_up);
DEFINE_STATIC_CALL(other, up);
DEFINE_STATIC_CALL(color, paint);

int main(void)
{
	const char *names[] = {"one", "two"};
	volatile int target = 0;
	int source = 5;

	ops = (struct ops){find_first, store_copy};
	static_call_update(find, ops.find);
	puts(static_call(find)(names, 2, "two")); // expect-site: find
	static_call(store)(&target, &source); // expect-site: store
	printf("%d ", target);
	static_call_update(store, tables[0].ops->store);
	static_call_cond(store)(&target, &source); // expect-site: store
	printf("%d\n", target);

	printf("%d ", static_call(compare)("a", "abc")); // expect-site: compare
	static_call_update(compare, by_length);
	printf("%d\n", static_call(compare)("a", "abc")); // expect-site: compare

	printf("%d %d\n", static_call(chosen)(1)(10), (*static_call(chosen)(0))(10)); // expect-site: chosen, chosen
	printf("%d ", static_call(handle)(1)); // expect-site: handle
	for (int i = 0; i < 2; i++) {
		static_call_update(handle, handlers[i]);
		printf("%d ", static_call(handle)(1)); // expect-site: handle
	}
	static_call_update(handle_null, *handlers[1]);
	printf("%d %d\n", static_call(handle_null)(3), static_call(other)(7)); // expect-site: handle_null, other
	printf("%d\n", static_call(color)(&(anonymous){2}, 1, (unsigned char[]){1, 2}) == GREEN); // expect-site: color
	return same_type_as_up(0);
}

static int same_type_as_up(int n)
{
	return n;
}
