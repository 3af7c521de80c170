/* A call in tail position becomes a jump when optimized, so two keys can bounce for ever. */
#include <stdio.h>

#include <static_call.h>

int ping(long n, long *hops);
int pong(long n, long *hops);

DEFINE_STATIC_CALL(to_ping, ping);
DEFINE_STATIC_CALL(to_pong, pong);
DEFINE_STATIC_CALL_NULL(done, perror);

int ping(long n, long *hops)
{
	++*hops;
	if (!n)
		return 7;
	return static_call(to_pong)(n - 1, hops); // expect-site: to_pong
}

int pong(long n, long *hops)
{
	++*hops;
	if (!n)
		return 8;
	return static_call(to_ping)(n - 1, hops); // expect-site: to_ping
}

/* void: the tail call needs no return */
__attribute__((noinline)) static void finish(const char *text)
{
	puts(text);
	static_call(done)(text); // expect-site: done
}

static void print_done(const char *text)
{
	printf("done: %s\n", text);
}

int main(void)
{
	long hops = 0;
	int last = ping(1000, &hops);

	printf("%d after %ld\n", last, hops);
	last = ping(1001, &hops);
	printf("%d after %ld\n", last, hops);
	finish("nobody listens");
	static_call_update(done, print_done);
	finish("somebody does");
	return 0;
}
