/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c - prints in microseconds: medians of the time that passes in an update of the key of one site and in one of
 * the key of many, of the processor's time that the updating thread takes for each, and the time from the first
 * constructor to main. `bench THREADS`: so many threads run through the sites meanwhile.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "sites.h"

enum { SAMPLES = 51, MOST_THREADS = 64 };

static atomic_bool stopped;
static double started;

static double now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* 101: before all other constructors, and so before the runtime patches what the program starts with. */
__attribute__((constructor(101))) static void note_start(void)
{
	started = now(CLOCK_MONOTONIC);
}

static void *run(void *unused)
{
	volatile long x = 0;

	(void)unused;
	while (!atomic_load_explicit(&stopped, memory_order_relaxed)) /* relaxed: sooner or later */
		x = run_all(x);
	return NULL;
}

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

struct cost {
	double passed, used;
};

static struct cost median_of(void (*update)(int))
{
	double passed[SAMPLES], used[SAMPLES];

	for (int i = 0; i < SAMPLES; i++) {
		double start = now(CLOCK_MONOTONIC), before = now(CLOCK_THREAD_CPUTIME_ID);

		update(i % 2 == 0);
		used[i] = now(CLOCK_THREAD_CPUTIME_ID) - before;
		passed[i] = now(CLOCK_MONOTONIC) - start;
	}
	qsort(passed, SAMPLES, sizeof(passed[0]), compare);
	qsort(used, SAMPLES, sizeof(used[0]), compare);
	return (struct cost){passed[SAMPLES / 2], used[SAMPLES / 2]};
}

int main(int argc, char **argv)
{
	double start_up = now(CLOCK_MONOTONIC) - started;
	struct cost single, many;
	int count = argc > 1 ? atoi(argv[1]) : 0;
	pthread_t threads[MOST_THREADS];

	if (count < 0 || count > MOST_THREADS)
		return 2;
	for (int i = 0; i < count; i++)
		if (pthread_create(&threads[i], NULL, run, NULL))
			return 2;
	single = median_of(update_single);
	many = median_of(update_many);
	printf("%.2f %.2f %.2f %.2f %.2f\n", single.passed, many.passed, single.used, many.used, start_up);
	atomic_store_explicit(&stopped, true, memory_order_relaxed); /* relaxed: nothing is handed over */
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
