#include "hooks.h"
#include <string.h>

int add(int a, int b)
{
	return a + b;
}

struct pair swap(struct pair p)
{
	return (struct pair){ p.b, p.a };
}

struct big sum(struct big b, const double *more, int n)
{
	for (int i = 0; i < n; i++)
		b.values[i % 4] += more[i];
	b.count += n;
	return b;
}

int fold(int n, int (*step)(int), int (*last)(int))
{
	for (int i = 0; i < 3; i++)
		n = step(n);
	return last ? last(n) : n;
}

int length(const char *text)
{
	return text ? (int)strlen(text) : -1;
}

int *find(int *values, int n, int wanted)
{
	for (int i = 0; i < n; i++)
		if (values[i] == wanted)
			return &values[i];
	return NULL;
}

void fill(int *values, int n, int with)
{
	for (int i = 0; i < n; i++)
		values[i] = with + i;
}

DEFINE_STATIC_CALL(adder, add);
DEFINE_STATIC_CALL(swapper, swap);
DEFINE_STATIC_CALL(summer, sum);
DEFINE_STATIC_CALL(folder, fold);
DEFINE_STATIC_CALL(measure, length);
DEFINE_STATIC_CALL(finder, find);
DEFINE_STATIC_CALL(filler, fill);
