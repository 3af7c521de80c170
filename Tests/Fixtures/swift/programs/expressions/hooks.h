#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

struct pair {
	int a, b;
};

struct big {
	double values[4];
	long count;
};

int add(int a, int b);
struct pair swap(struct pair p);
struct big sum(struct big b, const double *more, int n);
int fold(int n, int (*step)(int), int (*last)(int));
int length(const char *text);
int *find(int *values, int n, int wanted);
void fill(int *values, int n, int with);

DECLARE_STATIC_CALL(adder, add);
DECLARE_STATIC_CALL(swapper, swap);
DECLARE_STATIC_CALL(summer, sum);
DECLARE_STATIC_CALL(folder, fold);
DECLARE_STATIC_CALL(measure, length);
DECLARE_STATIC_CALL(finder, find);
DECLARE_STATIC_CALL(filler, fill);

#endif
