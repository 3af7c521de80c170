/* A NULL key: calls do nothing, but their arguments are evaluated. */
#include <stdio.h>

#include <static_call.h>

typedef void start_fn(void);

static int evaluated;

static int evaluate(void)
{
	return ++evaluated;
}

static void print(int n, const char *text)
{
	printf("%d %s\n", n, text);
}

static void start(void)
{
	puts("started");
}

DEFINE_STATIC_CALL_NULL(on_event, print);
DEFINE_STATIC_CALL_NULL(on_start, start_fn);

static void run(const char *text)
{
	static_call(on_start)(); // expect-site: on_start
	static_call_cond(on_start)(); // expect-site: on_start
	static_call(on_event)(evaluate(), text); // expect-site: on_event
	static_call_cond(on_event)(evaluate(), text); // expect-site: on_event
	printf("evaluated %d, NULL: %d %d\n", evaluated, static_call_query(on_start) == NULL,
	       static_call_query(on_event) == NULL);
}

int main(void)
{
	run("from the start");
	static_call_update(on_event, print);
	run("on");
	static_call_update(on_start, start);
	static_call_update(on_event, NULL);
	run("off");
	static_call_update(on_start, (void *)0);
	run("all off");
	return 0;
}
