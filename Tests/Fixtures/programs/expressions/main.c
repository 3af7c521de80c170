/* Calls wherever an expression can stand. */
#include <errno.h>
#include <stdio.h>

#include <static_call.h>

struct pair {
	int first, second[2];
};

static struct pair pair = {1, {2, 3}};

static int id(int n)
{
	return n;
}

static int zero(int n)
{
	return n & 0;
}

static struct pair *get_pair(void)
{
	return &pair;
}

static struct pair copy_pair(void)
{
	return pair;
}

static void say(const char *text)
{
	printf("%s.", text);
}

DEFINE_STATIC_CALL(f, id);
DEFINE_STATIC_CALL(g, zero);
DEFINE_STATIC_CALL(get, get_pair);
DEFINE_STATIC_CALL(copy, copy_pair);
DEFINE_STATIC_CALL(tell, say);

static int global_array[4] = {10, 11, 12, 13};

static int early(int n)
{
	if (n < 0 || !static_call(f)(n)) // expect-site: f
		return static_call(g)(n) ?: -EBUSY; // expect-site: g
	return n > 5 ? static_call(f)(n) : -static_call(f)(1); // expect-site: f, f
}

static void tell_twice(void)
{
	static_call_cond(tell)("a"), static_call_cond(tell)("b"); // expect-site: tell, tell
	return static_call_cond(tell)("c"); // expect-site: tell
}

int main(void)
{
	int bits = 1, count = 0, i;
	int array[] = {static_call(f)(1), [2] = static_call(f)(3)}; // expect-site: f, f
	struct pair made = {.first = static_call(f)(4), .second = {0, static_call(f)(5)}}; // expect-site: f, f
	int sized[static_call(f)(3)]; // expect-site: f

	bits |= static_call(f)(2) | static_call(f)(4) << 1; // expect-site: f, f
	bits += static_call(g)(2) || static_call(f)(0) || !static_call(f)(0); // expect-site: g, f, f
	printf("%d %d %d %d %zu\n", bits, array[2], made.first, made.second[1], sizeof(sized) / sizeof(int));

	for (i = static_call(f)(1); static_call(f)(i) < 9; i += static_call(f)(3)) // expect-site: f, f, f
		count++;
	while (static_call(f)(i) > 5) // expect-site: f
		i--;
	do
		count++;
	while (static_call(g)(count)); // expect-site: g
	printf("%d %d\n", count, i);

	switch (static_call(f)(2)) { // expect-site: f
	case 2:
		static_call(tell)("two"); // expect-site: tell
		break;
	default:
		static_call(tell)("not two"); // expect-site: tell
	}
	if (static_call(f)(1)) static_call(tell)("then"); else static_call(tell)("else"); // expect-site: f, tell, tell
	tell_twice();
	putchar('\n');

	i = (static_call(tell)("comma"), static_call(f)(6)); // expect-site: tell, f
	printf("%d %d %d %d\n", i, early(-1), early(3), early(6));
	printf("%d %d\n", static_call(get)()->first, static_call(get)()->second[static_call(f)(1)]); // expect-site: get, get, f
	printf("%d %d\n", (*static_call(get)()).first, static_call(copy)().second[0]); // expect-site: get, copy
	static_call(get)()->first = ~static_call(f)(7); // expect-site: get, f
	global_array[static_call(f)(2)] += (long)static_call(f)(30); // expect-site: f, f
	printf("%d %d %d\n", pair.first, global_array[2], (&static_call(get)()->first)[1]); // expect-site: get
	printf("%d %d\n", (int){static_call(f)(8)}, ({ int n = static_call(f)(9); n + 1; })); // expect-site: f, f
again:	static_call(f)(0) ? (void)0 : static_call_cond(tell)(i ? "again" : "end"); // expect-site: f, tell
	if (i) {
		i = 0;
		goto again;
	}
	putchar('\n');
	return static_call(g)(1); // expect-site: g
}
