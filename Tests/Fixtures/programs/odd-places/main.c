/* Places that few call from: declarators, file scope, asm operands, branches that no code is made of. */
#include <stdio.h>

#include <static_call.h>

static int next(int n)
{
	return n + 1;
}

static int twice(int n)
{
	return 2 * n;
}

static char letter(void)
{
	return 'a';
}

static void leave(int *n)
{
	printf("leave %d\n", *n);
}

DEFINE_STATIC_CALL(step, next);
DEFINE_STATIC_CALL(get_letter, letter);
DEFINE_STATIC_CALL(left, leave);

/* At file scope only the type counts. */
enum { WIDTH = sizeof(static_call(step)(1)) }; // expect-site: step
static char buffer[sizeof(static_call(get_letter)()) + 2]; // expect-site: get_letter
struct bits {
	unsigned field : sizeof(static_call(get_letter)()) * 3; // expect-site: get_letter
};
static __typeof__(static_call(step)(1)) counter = 5; // expect-site: step
static __typeof__(static_call(get_letter)()) as_letter(__typeof__(static_call(step)(1)) n) // expect-site: get_letter, step
{
	return 'a' + n;
}

static int vla(int n, int array[static_call(step)(n)]) // expect-site: step
{
	return array[n];
}

static int dimensions(int n, int (*array)[static_call(step)(n)]) // expect-site: step
{
	return sizeof(*array) / sizeof(int);
}

static void clean(int *n)
{
	static_call(left)(n); // expect-site: left
}

static int cold(int n)
{
	__attribute__((cleanup(clean))) int result = static_call(step)(n); // expect-site: step
	int out;

	if (0)
		result = static_call(step)(100); // expect-site: step
	while (0)
		static_call(left)(&result); // expect-site: left
	__asm__("" : "=r"(out) : "0"(static_call(step)(result))); // expect-site: step
	return out;
	return static_call(step)(200); // expect-site: step
}

static void run(void)
{
	int array[] = {0, [2] = static_call(step)(3), static_call(step)(4)}; // expect-site: step, step

	printf("%d %d %d\n", vla(3, array), dimensions(5, NULL), cold(6));
	printf("%d\n", _Generic(1, int: static_call(step)(1), default: static_call(get_letter)())); // expect-site: step, get_letter
	printf("%d\n", __builtin_choose_expr(sizeof(int) == 1, static_call(get_letter)(), static_call(step)(7))); // expect-site: get_letter, step
	printf("%d\n", __builtin_constant_p(static_call(step)(7)) + (int)_Alignof(__typeof__(static_call(step)(1)))); // expect-site: step, step
	printf("%d\n", (int)static_call(get_letter)() == 'a' && __builtin_expect(static_call(step)(1), 2)); // expect-site: get_letter, step
	for (int i = static_call(step)(0), j = 0; j < static_call(step)(1); j++) // expect-site: step, step
		printf("%d%d ", i, j);
	puts(static_call(get_letter)() < 'b' ? "a" "b" : "c"); // expect-site: get_letter
}

int main(void)
{
	printf("%d %zu %d %c\n", WIDTH, sizeof(buffer), counter, as_letter(1));
	printf("%u\n", (struct bits){7}.field);
	run();
	static_call_update(step, twice);
	run();
	return 0;
}
