/* Calls whose type alone matters: sizeof, typeof, _Generic, _Static_assert. */
#include <stdio.h>

#include <static_call.h>

struct big {
	char bytes[100];
};

static struct big make(void)
{
	puts("never");
	return (struct big){{0}};
}

static const char *name(int n)
{
	return n ? "n" : "zero";
}

DEFINE_STATIC_CALL(make_big, make);
DEFINE_STATIC_CALL(get_name, name);

_Static_assert(sizeof(static_call(make_big)()) == 100, "size"); // expect-site: make_big

int main(void)
{
	__typeof__(static_call(get_name)(1)) text = static_call(get_name)(0); // expect-site: get_name, get_name
	char array[sizeof static_call(make_big)()]; // expect-site: make_big

	printf("%s %zu %zu\n", text, sizeof(array), sizeof static_call(make_big)().bytes[0]); // expect-site: make_big
	puts(_Generic(static_call(get_name)(1), const char *: "string", default: "other")); // expect-site: get_name
	return 0;
}
