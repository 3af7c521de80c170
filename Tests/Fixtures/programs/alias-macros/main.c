/* Macros that stand for static_call: their parameter is the key, or a part of it, or a macro's name. */
#include <stdio.h>

#include "hooks.h"

#define CURRENT app_open
#define CALL_OR(otherwise, name, ...) (HOOK(name) ? HOOK(name)(__VA_ARGS__) : (otherwise))
#define TRACED(name, ...) (printf(#name ": "), static_call(name)(__VA_ARGS__)) // expect-body: TRACED
#define TWICE(name, n) static_call(name)(static_call(name)(n)) // expect-body: TWICE, TWICE
#define PICK(a, b, name) static_call(a##_##b##name) // expect-body: PICK
#define WITH_NAME(app_open) static_call(app_open) // expect-body: WITH_NAME
#define SWITCH(mode, n)                                                                            \
	({                                                                                         \
		int result = 0;                                                                    \
		switch (mode) {                                                                    \
		case 0:                                                                            \
			result = static_call(app_open)(n); /* expect-body: SWITCH */               \
			break;                                                                     \
		default:                                                                           \
			static_call_cond /* expect-body: SWITCH */                                 \
				(app_done)(n);                                                     \
		}                                                                                  \
		result;                                                                            \
	})

static int plus_one(int n)
{
	return n + 1;
}

static int square(int n)
{
	return n * n;
}

static void done(int n)
{
	printf("done %d\n", n);
}

DEFINE_STATIC_CALL(app_open, plus_one);
DEFINE_STATIC_CALL(app_second, square);
DEFINE_STATIC_CALL_NULL(app_done, done);

static int apply(int (*f)(int), int n)
{
	return f(n);
}

static void run(void)
{
	int (*pointer)(int) = HOOK(app_open);
	int (*table[])(int) = {APP_HOOK(open), HOOK(app_second)};

	printf("%d %d %d\n", HOOK(app_open)(1), APP_HOOK(second)(7), HOOK(CURRENT)(3));
	printf("%d %d %d\n", pointer(4), table[1](5), apply(HOOK(CURRENT), 6));
	printf("%d %d\n", HOOK_MOD(app_open)(7), (HOOK(app_open))(8));
	printf("%d\n", CALL_OR(-1, app_open, HOOK(app_second)(3)));
	printf("%d\n", TRACED(app_second, TWICE(app_open, 2)));
	printf("%d %d\n", PICK(app, sec, ond)(9), WITH_NAME(app_second)(4));
	printf("%d %d\n", SWITCH(0, 5), SWITCH(1, 6));
	printf("%d\n", other(10));
}

#undef HOOK_MOD
#define HOOK_MOD(name) -static_call_mod(name) // expect-body: HOOK_MOD

int main(void)
{
	run();
	static_call_update(app_open, square);
	static_call_update(app_done, done);
	run();
	printf("%d\n", HOOK_MOD(app_open)(3));
	return 0;
}
