/* SPDX-License-Identifier: Apache-2.0 */
/* main.c - prints nanoseconds per call, the median of many short samples: `bench one|many|null`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "calls.h"

enum { SAMPLES = 101, CALLS_PER_SAMPLE = 1 << 20 };

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	long (*run)(long, long) = !strcmp(what, "one")	  ? call_one
				  : !strcmp(what, "many") ? call_many
				  : !strcmp(what, "null") ? call_null
							  : NULL;
	long count = run == call_many ? CALLS_PER_SAMPLE / MANY : CALLS_PER_SAMPLE;
	double samples[SAMPLES];
	volatile long result = 0;

	if (!run) {
		fprintf(stderr, "usage: %s one|many|null\n", argv[0]);
		return 2;
	}
	result = run(result, count); /* caches and predictors */
	for (int i = 0; i < SAMPLES; i++) {
		double start = now();

		result = run(result, count);
		samples[i] = (now() - start) / CALLS_PER_SAMPLE;
	}
	qsort(samples, SAMPLES, sizeof(samples[0]), compare);
	printf("%.4f\n", samples[SAMPLES / 2]);
	return 0;
}
