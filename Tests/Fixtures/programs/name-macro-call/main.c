/* The key's name is made by a function-like macro, with ## in it. */
#include <stdio.h>

#include <static_call.h>

#define HOOK(name) app_##name
#define VERSIONED(name, version) name##_v##version

static int open_file(int n)
{
	return n + 1;
}

static int close_file(int n)
{
	return n - 1;
}

DEFINE_STATIC_CALL(HOOK(open), open_file);
DEFINE_STATIC_CALL(VERSIONED(close, 2), close_file);

int main(void)
{
	printf("%d\n", static_call(HOOK(open))(1)); // expect-site: app_open
	printf("%d\n", static_call( VERSIONED(close, 2) )(1)); // expect-site: close_v2
	static_call_update(app_open, close_file);
	printf("%d\n", static_call(HOOK(open))(1)); // expect-site: app_open
	return 0;
}
