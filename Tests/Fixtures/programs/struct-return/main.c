/* Structures and unions passed and returned by value: in registers, in pairs of them, in memory. */
#include <stdio.h>

#include <static_call.h>

struct tiny {
	char a;
};

struct small {
	int a, b;
};

struct pair {
	long a, b;
};

struct mixed {
	double a;
	long b;
};

struct point {
	float x, y, z;
};

struct large {
	int a[10];
};

union either {
	long number;
	double real;
};

static struct tiny make_tiny(char a)
{
	return (struct tiny){a};
}

static struct small make_small(int a, int b)
{
	return (struct small){a, b};
}

static struct pair make_pair(struct small s)
{
	return (struct pair){s.a, s.b};
}

static struct mixed make_mixed(struct pair p)
{
	return (struct mixed){p.a + 0.5, p.b};
}

static struct point make_point(struct point p, float by)
{
	return (struct point){p.x * by, p.y * by, p.z * by};
}

static struct large make_large(int n)
{
	struct large made;

	for (int i = 0; i < 10; i++)
		made.a[i] = n + i;
	return made;
}

static struct large reverse(struct large from, int offset)
{
	struct large made;

	for (int i = 0; i < 10; i++)
		made.a[i] = from.a[9 - i] + offset;
	return made;
}

static union either make_either(int n)
{
	return (union either){.number = n};
}

DEFINE_STATIC_CALL(tiny, make_tiny);
DEFINE_STATIC_CALL(small, make_small);
DEFINE_STATIC_CALL(pair, make_pair);
DEFINE_STATIC_CALL(mixed, make_mixed);
DEFINE_STATIC_CALL(point, make_point);
DEFINE_STATIC_CALL(large, make_large);
DEFINE_STATIC_CALL(turn, reverse);
DEFINE_STATIC_CALL(either, make_either);

static struct small swapped(int a, int b)
{
	return (struct small){b, a};
}

int main(void)
{
	struct small s = static_call(small)(1, 2); // expect-site: small
	struct pair p = static_call(pair)(s); // expect-site: pair
	struct mixed m = static_call(mixed)(p); // expect-site: mixed
	struct point at = static_call(point)((struct point){1, 2, 3}, 1.5f); // expect-site: point
	struct large l = static_call(turn)(static_call(large)(7), 100); // expect-site: turn, large

	printf("%c %d %d %ld %ld\n", static_call(tiny)('t').a, s.a, s.b, p.a, p.b); // expect-site: tiny
	printf("%.1f %ld %.1f %.1f %.1f\n", m.a, m.b, at.x, at.y, at.z);
	printf("%d %d %d\n", l.a[0], l.a[9], static_call(large)(3).a[4]); // expect-site: large
	printf("%ld\n", static_call(either)(42).number); // expect-site: either
	static_call_update(small, swapped);
	printf("%ld\n", static_call(pair)(static_call(small)(3, 4)).a); // expect-site: pair, small
	return 0;
}
