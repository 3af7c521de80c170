/* Several threads update keys while others run through the sites: only targets are ever reached. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

#include <static_call.h>

enum { UPDATERS = 2, UPDATES = 300, CALLERS = 2 };

static int plus_one(int n)
{
	return n + 1;
}

static int plus_two(int n)
{
	return n + 2;
}

static void count(int *counter)
{
	++*counter;
}

DEFINE_STATIC_CALL(step, plus_one);
DEFINE_STATIC_CALL_NULL(hook, count);

static atomic_int updaters_left = UPDATERS;

static void *update(void *arg)
{
	for (int i = 0; i < UPDATES; i++) {
		static_call_update(step, i % 3 == 0 ? plus_one : plus_two);
		static_call_update(hook, i % 2 ? count : NULL);
		if (i % 50 == 49)
			static_call_update(step, __static_call_return0);
	}
	atomic_fetch_sub(&updaters_left, 1);
	return arg;
}

/* Returns NULL unless a call ended elsewhere than in a target. */
static void *call(void *arg)
{
	bool wrong = false;

	while (atomic_load(&updaters_left) > 0) {
		for (int n = 5; n < 105; n++) {
			int counter = 0, result = static_call(step)(n); // expect-site: step

			static_call_cond(hook)(&counter); // expect-site: hook
			wrong |= result != n + 1 && result != n + 2 && result != 0;
			wrong |= counter != 0 && counter != 1;
		}
	}
	return wrong ? arg : NULL;
}

int main(void)
{
	pthread_t updaters[UPDATERS], callers[CALLERS];
	int wrong = 0;

	for (int i = 0; i < CALLERS; i++)
		pthread_create(&callers[i], NULL, call, &wrong);
	for (int i = 0; i < UPDATERS; i++)
		pthread_create(&updaters[i], NULL, update, NULL);
	for (int i = 0; i < UPDATERS; i++)
		pthread_join(updaters[i], NULL);
	for (int i = 0; i < CALLERS; i++) {
		void *result;

		pthread_join(callers[i], &result);
		wrong += result != NULL;
	}
	static_call_update(step, plus_two);
	printf("wrong: %d, at last: %d\n", wrong, static_call(step)(1)); // expect-site: step
	return 0;
}
