/* Batches, with the runtime and without. */
#include <pthread.h>
#include <stdio.h>

#include <static_call.h>

static int one(int n) { return n + 1; }
static int two(int n) { return n + 2; }
static int three(int n) { return n + 3; }
static void count(int *counter) { ++*counter; }

DEFINE_STATIC_CALL(first, one);
DEFINE_STATIC_CALL(second, one);
DEFINE_STATIC_CALL(third, one);
DEFINE_STATIC_CALL_NULL(hook, count);

static void report(const char *when)
{
	int counter = 0;

	static_call_cond(hook)(&counter);
	printf("%s: %d %d %d %d\n", when, static_call(first)(0), static_call(second)(0),
	       static_call(third)(0), counter);
}

/* Every one of these leaves the keys alike; so do all of them together. */
static void *flip(void *backwards)
{
	STATIC_CALL_BATCH(batch, 3);
	int i;

	for (i = 0; i < 500; i++) {
		int (*target)(int) = i % 2 ? two : three;

		static_call_batch_begin(&batch);
		if (backwards) {
			static_call_batch_update(&batch, third, target);
			static_call_batch_update(&batch, second, target);
			static_call_batch_update(&batch, first, target);
		} else {
			static_call_batch_update(&batch, first, target);
			static_call_batch_update(&batch, second, target);
			static_call_batch_update(&batch, third, target);
		}
		static_call_batch_commit(&batch);
	}
	return NULL;
}

int main(void)
{
	STATIC_CALL_BATCH(batch, 3);
	pthread_t threads[4];
	int i;

	report("start");
	static_call_batch_begin(&batch);
	printf("%d", static_call_batch_update(&batch, third, three));
	printf("%d", static_call_batch_update(&batch, hook, count));
	printf("%d", static_call_batch_update(&batch, first, two));
	printf("%d", static_call_batch_update(&batch, second, two)); /* full */
	printf("%d\n", static_call_batch_update(&batch, first, three)); /* again */
	report("not yet");
	static_call_batch_commit(&batch);
	report("committed");
	static_call_batch_commit(&batch); /* nothing left */
	static_call_batch_update(&batch, first, one);
	static_call_batch_begin(&batch); /* forgotten */
	static_call_batch_update(&batch, hook, NULL);
	static_call_batch_update(&batch, second, __static_call_return0);
	static_call_batch_commit(&batch);
	report("NULL and RET0");
	for (i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, flip, i % 2 ? threads : NULL);
	for (i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	i = static_call(first)(0);
	printf("alike: %d\n", i == static_call(second)(0) && i == static_call(third)(0));
	return 0;
}
